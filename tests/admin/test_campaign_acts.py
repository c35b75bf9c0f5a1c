"""Finance acts on a campaign: form, consequences, confirmation; strangers are refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Act, ActKind, Funding, State
from campaigns.payments.models import Status
from campaigns.transparency.audit import audit
from tests.admin.conftest import ROLES, SignIn
from tests.factories import (
    CallFactory,
    give,
    make_campaign_page,
    make_donation,
    make_fund,
    make_open_funding,
)

ACTS = {
    "suspend": State.LIVE,
    "resume": State.SUSPENDED,
    "cancel": State.LIVE,
    "correct": State.SCHEDULED,
}
STRANGERS = [role for role in (*ROLES, "anonymous") if role != "Ragioneria"]
DAY = timedelta(days=1)


@pytest.fixture
def funding(db: None) -> Funding:
    """A live campaign of 1000.00."""
    call = CallFactory.create()
    make_fund(call)
    return make_open_funding(call, slug="orto", title="Orto condiviso")


def url(name: str = "campaign", slug: str = "orto") -> str:
    return reverse(f"finance:{name}", args=[slug])


def put(funding: Funding, state: State) -> None:
    funding.state = state
    if state == State.SCHEDULED:
        funding.opens_at = timezone.now() + 3 * DAY
    funding.save()


def document(**said: str) -> dict[str, str]:
    return {
        "number": "DD 1234/2026",
        "date": timezone.localdate().isoformat(),
        "reason": "Verifica sui preventivi.",
        "public_reason_it": "Stiamo verificando i preventivi.",
        "public_reason_en": "We are checking the estimates.",
    } | said


def terms(**said: str) -> dict[str, str]:
    return (
        document()
        | {
            "title": "Orto condiviso",
            "cost": "1.200,50".replace(".", ""),
            "opens_at": (timezone.localtime() + 5 * DAY).strftime("%Y-%m-%d %H:%M"),
            "last_day": (timezone.localdate() + 60 * DAY).isoformat(),
        }
        | said
    )


def shown(answer: Any) -> list[str]:
    """The consequences that the page tells."""
    return [str(sentence) for sentence in answer.context["consequences"]]


def act(client: Client, name: str, data: dict[str, str]) -> Any:
    """Fill in, read what will happen, confirm."""
    read = client.post(url(name), data)
    assert read.status_code == 200, read.context["form"].errors
    return client.post(url(name), data | {"confirmed": read.context["digest"]})


@pytest.mark.parametrize("role", STRANGERS)
@pytest.mark.parametrize(("name", "state"), [("campaign", State.LIVE), *ACTS.items()])
def test_strangers_neither_see_nor_act(
    sign_in: SignIn, funding: Funding, role: str, name: str, state: State
) -> None:
    put(funding, state)
    client = sign_in(role)
    for answer in (client.get(url(name)), client.post(url(name), terms())):
        assert answer.status_code in (302, 405)
        assert url() not in answer.headers.get("Location", "").split("?")[0]
    funding.refresh_from_db()
    assert funding.state == state
    assert not Act.objects.exists()


@pytest.mark.parametrize(("name", "state"), list(ACTS.items()))
def test_nothing_happens_before_the_confirmation(
    sign_in: SignIn, funding: Funding, name: str, state: State
) -> None:
    put(funding, state)
    client = sign_in("Ragioneria")
    assert client.get(url(name)).status_code == 200
    assert shown(client.post(url(name), terms()))
    funding.refresh_from_db()
    assert (funding.state, funding.cost) == (state, 1000)
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("name", "before", "after", "kind"),
    [
        ("suspend", State.LIVE, State.SUSPENDED, ActKind.SUSPENSION),
        ("resume", State.SUSPENDED, State.LIVE, ActKind.RESUMPTION),
        ("cancel", State.LIVE, State.CANCELLED, ActKind.CANCELLATION),
        ("correct", State.SCHEDULED, State.SCHEDULED, ActKind.CORRECTION),
    ],
)
def test_finance_acts_and_the_act_is_on_the_page(
    sign_in: SignIn, funding: Funding, name: str, before: State, after: State, kind: ActKind
) -> None:
    put(funding, before)
    client = sign_in("Ragioneria")
    answer = act(client, name, terms())
    assert answer.headers["Location"] == url()
    funding.refresh_from_db()
    assert funding.state == after
    kept = Act.objects.get()
    assert (kept.kind, kept.recorded_by.username) == (kind, "ragioneria")  # type: ignore[union-attr]
    page = client.get(url()).content.decode()
    assert "DD 1234/2026" in page
    assert "Verifica sui preventivi." in page
    assert audit()["ok"]


def test_what_cancelling_will_do_is_told_in_figures(sign_in: SignIn) -> None:
    now = timezone.now()
    call = CallFactory.create()
    make_fund(call, "700.00")
    funding = make_open_funding(call, slug="orto")
    for gift in ("400.00", "150.50"):
        give(funding, gift, at=now)
    waiting = make_open_funding(call, title="Bosco in città")
    give(waiting, "500.00", at=now)
    make_donation(funding, status=Status.AWAITING, requested_at=now)
    make_donation(funding, "70.00", status=Status.PROCESSING, requested_at=now)

    told = "\n".join(shown(sign_in("Ragioneria").post(url("cancel"), document())))
    for fact in ("550,50\xa0€", "500\xa0€", "Bosco in città", "300\xa0€", "70\xa0€"):
        assert fact in told


def test_if_something_changed_meanwhile_it_is_shown_again(
    sign_in: SignIn, funding: Funding
) -> None:
    client = sign_in("Ragioneria")
    digest = client.post(url("cancel"), document()).context["digest"]
    give(funding, "25.00", at=timezone.now())
    answer = client.post(url("cancel"), document(confirmed=digest))
    assert answer.status_code == 200
    assert answer.context["changed"]
    funding.refresh_from_db()
    assert funding.state == State.LIVE


@pytest.mark.parametrize("missing", ["number", "date", "reason", "public_reason_it"])
def test_an_act_rests_on_a_document_and_donors_are_told_why(
    sign_in: SignIn, funding: Funding, missing: str
) -> None:
    answer = sign_in("Ragioneria").post(url("suspend"), document(**{missing: ""}))
    assert answer.status_code == 400
    assert missing in answer.context["form"].errors


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("suspend", State.SUSPENDED),
        ("resume", State.LIVE),
        ("cancel", State.SUCCEEDED),
        ("correct", State.LIVE),
    ],
)
def test_what_is_not_possible_now_is_refused_with_a_reason(
    sign_in: SignIn, funding: Funding, name: str, state: State
) -> None:
    Funding.objects.update(state=state)
    answer = sign_in("Ragioneria").get(url(name), follow=True)
    assert answer.redirect_chain == [(url(), 302)]
    assert len(list(answer.context["messages"])) == 1


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.SCHEDULED, {"correct", "cancel"}),
        (State.LIVE, {"suspend", "cancel"}),
        (State.SUSPENDED, {"resume", "cancel"}),
        (State.SETTLING, {"cancel"}),
        (State.SUCCEEDED, set()),
        (State.CANCELLED, set()),
    ],
)
def test_the_page_offers_what_is_possible_now(
    sign_in: SignIn, funding: Funding, state: State, offered: set[str]
) -> None:
    put(funding, state)
    page = sign_in("Ragioneria").get(url()).content.decode()
    assert {name for name in ACTS if f'href="{url(name)}"' in page} == offered


def test_corrected_terms_are_shown_before_and_after(sign_in: SignIn, funding: Funding) -> None:
    put(funding, State.SCHEDULED)
    client = sign_in("Ragioneria")
    told = "\n".join(shown(client.post(url("correct"), terms())))
    assert "1.000\xa0€ → 1.200,50\xa0€" in told
    assert "500\xa0€ → 600,25\xa0€" in told
    act(client, "correct", terms())
    funding.refresh_from_db()
    closes_at = timezone.localtime(funding.closes_at)
    assert (closes_at.hour, closes_at.minute) == (0, 0)
    assert closes_at.date() == timezone.localdate() + 61 * DAY
    assert "1.000\xa0€ → 1.200,50\xa0€" in client.get(url()).content.decode()


def test_terms_left_as_they_are_keep_their_instants(sign_in: SignIn, funding: Funding) -> None:
    """The form speaks of days and minutes; the closing keeps its second."""
    put(funding, State.SCHEDULED)
    client = sign_in("Ragioneria")
    initial = client.get(url("correct")).context["form"]
    typed = terms(
        title="Orto nuovo",
        cost=str(initial["cost"].value()),
        last_day=initial["last_day"].value().isoformat(),
    )
    act(client, "correct", typed)
    before = funding.closes_at
    funding.refresh_from_db()
    assert (funding.title, funding.cost, funding.closes_at) == ("Orto nuovo", 1000, before)


@pytest.mark.parametrize("cost", ["1e3", "-5", "0", "12,345", "mille"])
def test_r1_no_other_cost_is_taken(sign_in: SignIn, funding: Funding, cost: str) -> None:
    put(funding, State.SCHEDULED)
    answer = sign_in("Ragioneria").post(url("correct"), terms(cost=cost))
    assert answer.status_code == 400
    assert "cost" in answer.context["form"].errors


def test_an_unknown_campaign_is_not_found(sign_in: SignIn, funding: Funding) -> None:
    client = sign_in("Ragioneria")
    for name in ("campaign", *ACTS):
        assert client.get(url(name, "nessuno")).status_code == 404


def test_the_way_to_the_page(sign_in: SignIn, funding: Funding) -> None:
    inspect = reverse("funding_funding_modeladmin_inspect", args=[funding.pk])
    assert url() in sign_in("Ragioneria").get(inspect).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[make_campaign_page(funding).pk])
    assert url() in sign_in("superuser").get(edit).content.decode()
    assert url() not in sign_in("Redazione").get(edit).content.decode()


def test_the_page_asks_the_same_number_of_queries_whatever_there_is(
    sign_in: SignIn, funding: Funding
) -> None:
    client = sign_in("Ragioneria")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url()).status_code == 200
        return len(captured)

    give(funding, "500.00", at=timezone.now())
    act(client, "suspend", document())
    queries()
    few = queries()
    for name in ("resume", "suspend") * 3:
        act(client, name, document())
    for _ in range(5):
        make_donation(funding)
    assert queries() == few
    assert Commitment.objects.get().reserved == 500
