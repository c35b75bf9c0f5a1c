"""What ``load_scenario`` makes, how often it may be run, and what it leaves alone (section 6)."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model

from campaigns.calls.models import Call, CallPage, Phase
from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry
from campaigns.models import CampaignIndexPage, CampaignPage
from campaigns.payments.models import Donation, Refund
from home.models import HomePage
from home.scenario.loading import load_scenario
from home.scenario.members import ScenarioError
from tests.factories import CallFactory, give, make_fund, make_funding

from .documents import AFTER, CLOSES_AT, DURING, campaign, changed, document, gift, whole

NOW = datetime.fromisoformat(AFTER)
CLOSING = datetime.fromisoformat(CLOSES_AT)
pytestmark = pytest.mark.django_db


def load(content: Any, now: str = AFTER) -> bool:
    return load_scenario(content, now=datetime.fromisoformat(now))


def run(tmp_path: Path, content: Any, *options: str) -> str:
    file, said = tmp_path / "scenario.json", StringIO()
    file.write_text(json.dumps(content), encoding="utf-8")
    call_command("load_scenario", str(file), *options, stdout=said)
    return said.getvalue()


def rows() -> dict[str, list[dict[str, Any]]]:
    """All that a load could touch."""
    models: list[type[Model]] = [
        *(Call, CallPage, CampaignPage, CampaignIndexPage, HomePage),
        *(Funding, Fund, Commitment, Donation, Refund, Entry),
    ]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }


def test_it_makes_call_fund_published_pages_and_fundings() -> None:
    assert load(changed("call.rules.cap", "300.00"))

    call = Call.objects.get()
    assert (call.slug, call.title, call.phase) == ("avviso", "Avviso", Phase.CAMPAIGNS)
    assert (call.cap, call.fund.total) == (Decimal("300.00"), Decimal("400000.00"))
    assert CallPage.objects.live().get().call == call
    for slug in ("orto", "teatro"):
        funding, page = Funding.objects.get(slug=slug), CampaignPage.objects.live().get(slug=slug)
        assert page.translation_key == funding.translation_key
        assert (
            page.total_cost == funding.cost == sum(line.amount for line in page.budget_lines.all())
        )
        assert (funding.opens_at.isoformat(), funding.closes_at) == (
            "2026-02-28T23:00:00+00:00",
            CLOSING,
        )
        assert page.first_published_at is not None
        assert page.get_url() == f"/progetti/{slug}/"


def test_rules_left_out_are_those_of_the_second_avviso() -> None:
    load(document())
    call = Call.objects.get()
    assert (call.threshold_percent, call.match_percent, call.cap) == (50, 50, 50_000)
    assert (call.overfunding, call.settlement_days) == ("fill_gap", 14)
    assert (call.donation_min, call.donation_max) == (1, 10_000)


def test_donors_stand_as_the_file_has_them() -> None:
    load(document(campaign("orto", gift("25.00", anonymous=True), {"amount": "5", "at": DURING})))
    named, bare = Donation.objects.order_by("-amount")
    assert (named.name, named.email, named.anonymous) == ("Ada", "ada@example.org", True)
    assert (bare.name, bare.email, bare.anonymous, bare.amount) == ("", "", False, 5)
    assert named.paid_at == named.confirmed_at == datetime.fromisoformat(DURING)


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    assert "nothing changed" not in run(tmp_path, whole(), "--now", AFTER)
    before = rows()
    reordered = {name: whole()[name] for name in ("campaigns", "call")}

    assert "already loaded: nothing changed" in run(tmp_path, reordered, "--now", AFTER)
    assert "already loaded: nothing changed" in run(tmp_path, whole())
    assert rows() == before


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("call.title", "Altro"),
        ("call.fund.total", "400000.01"),
        ("campaigns[0].donations[0].amount", "600.01"),
        ("campaigns[1].title", "Altro"),
    ],
)
def test_a_known_call_with_other_content_is_refused(path: str, value: str) -> None:
    load(whole())
    before = rows()
    with pytest.raises(ScenarioError, match="other content") as error:
        load(changed(path, value))
    assert error.value.path == "call.slug"
    assert rows() == before


def test_a_call_that_no_file_made_is_refused() -> None:
    CallFactory.create(slug="avviso")
    with pytest.raises(ScenarioError, match="other content"):
        load(whole())


def test_a_slug_of_another_calls_campaign_is_refused_with_its_path() -> None:
    make_funding(slug="teatro")
    with pytest.raises(ScenarioError) as error:
        load(whole())
    assert error.value.path == "campaigns[1].slug"


def test_it_touches_only_its_own_call() -> None:
    other = CallFactory.create()
    make_fund(other, "500.00")
    long_past = datetime.fromisoformat("2026-02-01T00:00:00+01:00")
    terms: dict[str, Any] = {"opens_at": long_past - timedelta(days=30), "closes_at": long_past}
    due_to_close = make_funding(other, **terms)
    give(due_to_close, "500.00", at=long_past - timedelta(days=1))
    due_to_open = make_funding(other, state=State.SCHEDULED)
    owes_refunds = make_funding(other, **terms)
    give(owes_refunds, "25.00", at=long_past - timedelta(days=1))
    Funding.objects.filter(pk=owes_refunds.pk).update(state=State.FAILED)
    before = rows()

    load(whole())

    after = rows()
    for model in ("Funding", "Fund", "Commitment", "Donation", "Refund", "Entry", "Call"):
        kept = [row for row in after[model] if row in before[model]]
        assert kept == before[model]
    due_to_open.refresh_from_db()
    assert due_to_open.state == State.SCHEDULED


def test_two_calls_live_side_by_side() -> None:
    load(whole())
    second = document(campaign("cinema", gift("600.00")))
    second["call"] |= {"slug": "avviso-2", "title": "Avviso"}
    assert load(second)
    assert CallPage.objects.live().count() == 2
    assert Fund.objects.get(call__slug="avviso-2").granted == Decimal("400.00")


def test_slugs_of_the_greatest_length_can_cross_and_be_topped_up() -> None:
    long = "a" * 99
    first = campaign(f"{long}b", gift("600.00"))
    second = campaign(f"{long}c", gift("500.00"))
    content = document(first, second, fund="500.00")
    content["call"]["slug"] = f"{long}d"
    load(content)
    granted = dict(Commitment.objects.values_list("funding__slug", "granted"))
    assert granted == {f"{long}b": Decimal("400.00"), f"{long}c": Decimal("100.00")}


def test_dates_to_come_leave_campaigns_waiting() -> None:
    load(
        document(
            campaign("orto", opens_at="2990-01-01T00:00:00Z", closes_at="2990-02-01T00:00:00Z")
        )
    )
    assert Funding.objects.get().state == State.SCHEDULED


def test_now_is_the_present_by_default(tmp_path: Path) -> None:
    open_now = {"opens_at": "2000-01-01T00:00:00Z", "closes_at": "2990-01-01T00:00:00Z"}
    run(tmp_path, document(campaign("orto", gift("25.00"), **open_now), campaign("teatro")))
    assert Funding.objects.get(slug="orto").state == State.LIVE


@pytest.mark.parametrize("slug", ["api", "admin", "dona", "en"])
def test_a_call_may_be_called_like_an_address_of_the_platform(slug: str) -> None:
    content = document(campaign("orto"))
    content["call"]["slug"] = slug
    assert load(content)
    assert CallPage.objects.get().slug == f"avviso-{slug}"


def test_a_cost_of_one_cent_is_a_cost() -> None:
    load(document(campaign("orto", cost="0.01")))
    assert Funding.objects.get().threshold == Decimal("0.01")


def test_ordinary_text_is_taken_as_it_is() -> None:
    name = "Maria\u00a0Rossi 👩\u200d👧"
    load(document(campaign("orto", gift("25.00", name=name))))
    assert Donation.objects.get().name == name


def test_loaded_again_as_of_an_earlier_instant_it_changes_nothing(tmp_path: Path) -> None:
    content = document(campaign("orto", gift("25.00")))
    load(content)
    said = run(tmp_path, content, "--now", "2020-01-01T00:00:00Z")
    assert "nothing changed" in said
