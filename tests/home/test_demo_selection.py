"""The demo's selection: a notice in each phase, people to try each role, nothing that explodes."""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from campaigns.accounts.models import User
from campaigns.accounts.proponents import OrganizationDetails
from campaigns.calls.models import Call
from campaigns.cofinancing.models import GrantChange, GrantChangeKind
from campaigns.cofinancing.progress import match_of, with_match
from campaigns.delivering.listing import late_of, stage_counts, totals
from campaigns.editorial import opening_alerts
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments.deliveries import Stage
from campaigns.payments.models import DeliveryAddress, Dispute, DisputeState, Donation, Status
from campaigns.reporting.models import ItemKind, ItemState, ReportItem
from campaigns.selection import (
    call_acts,
    completeness,
    history,
    notice_sending,
    reminders,
    report_notices,
    retention,
    sealing,
    staff_digest,
)
from campaigns.selection.models import (
    HistoryEntry,
    Outcome,
    Proposal,
    ProposalState,
    RankingKind,
    SelectionNotice,
    Submission,
)
from home.demo import content
from home.demo.accounts import ACCOUNTS, COLLEAGUE, PASSWORD, PROPONENTS, TO_TRY
from home.demo.loading import load_demo
from home.demo.selection import PARTS
from tests import databases
from tests.journeys.demo import Demo, prepare

pytestmark = [pytest.mark.xdist_group("journeys")]
STAGES = {
    "scheduled": "child-explorer",
    "live": "la-serra-di-corte",
    "near": "ecolab",
    "reached": "so-lunch",
    "at_risk": "il-prato-delle-lucciole",
    "suspended": "il-giardino-dei-binari",
    "settling": "la-riva-che-torna-verde",
    "succeeded": "la-casa-sull-albero",
    "failed": "attiviamoci",
    "cancelled": "i-balconi-che-profumano",
}
"""A campaign in each state of its bar."""
GRANTS = {
    "la-sartoria-del-ballatoio": ("waiting", "0.00", "3500.00", "0.00", "0.00"),
    "il-forno-acceso-la-sera": ("granted", "9450.00", "2250.00", "3000.00", "0.00"),
    "la-bottega-dei-raggi": ("granted", "2700.00", "0.00", "2700.00", "0.00"),
    "il-cinema-in-vetrina": ("released", "0.00", "0.00", "0.00", "2000.00"),
    "la-biblioteca-delle-cose": ("granted", "3850.00", "0.00", "3850.00", "0.00"),
}
"""Of a fund that is used up: the Comune's part, what it lacks, what was paid and is owed (EUR)."""
PHASES = {
    "prossimo-avviso": "draft",
    "secondo-avviso": "open",
    "avviso-quartieri": "evaluation",
    "avviso-cura": "evaluation",
    "avviso-scuole-aperte": "ranked",
    "avviso-botteghe": "campaigns",
    "avviso-giochi": "campaigns",
    "avviso-verde": "campaigns",
    "avviso-cultura": "campaigns",
    "avviso-2015": "campaigns",
    "avviso-cortili": "closed",
}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Demo:
    """The demo in a template database, which journeys use too."""
    with django_db_blocker.unblock():
        return prepare(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def loaded(demo: Demo, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone of the loaded demo."""
    name = f"civic_home_demo_{os.getpid()}"
    with django_db_blocker.unblock():
        databases.clone(demo.database, name)
        with databases.using(name):
            yield
        databases.drop(name)


@pytest.fixture(autouse=True)
def undone(loaded: None, demo: Demo, settings: Any) -> Iterator[None]:
    """What a test does to the demo is undone; its pictures are where they were drawn."""
    settings.MEDIA_ROOT = str(demo.media)
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as TestCase: durable blocks may nest
    with block:
        yield
        transaction.set_rollback(True)


def state_of(title: str) -> str:
    return str(Proposal.objects.get(title=title).state)


def test_there_is_a_call_in_each_phase_and_each_history_holds() -> None:
    calls = Call.objects.all()
    assert {call.slug: call.phase_at(timezone.now()) for call in calls} == PHASES
    assert {call.slug: history.broken_at(call) for call in calls} == dict.fromkeys(PHASES)
    assert all(call.history.exists() for call in calls if call.slug in PARTS and call.published_at)
    moments = [(entry.call_id, entry.at) for entry in _entries()]
    assert moments == sorted(moments), "no event is dated before the one it follows"
    assert max(at for _call, at in moments) < timezone.now()


def test_proposals_stand_in_every_state() -> None:
    quarters = Counter(Proposal.objects.filter(call__slug="avviso-quartieri").values_list("state"))
    assert quarters == {
        (ProposalState.ELIGIBILITY,): 2,
        (ProposalState.INTEGRATION,): 1,
        (ProposalState.EVALUATION,): 2,
        (ProposalState.RANKED,): 1,
        (ProposalState.EXCLUDED,): 1,
        (ProposalState.WITHDRAWN,): 1,
    }
    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState)
    assert state_of("La cucina di ballatoio") == ProposalState.DRAFT
    assert state_of("Libri in lavanderia") == ProposalState.SUBMITTED
    draft = Proposal.objects.get(state=ProposalState.DRAFT)
    assert completeness.missing(proposal=draft)
    assert Call.objects.get(slug="avviso-quartieri").sittings.count() == 1


def test_the_provisional_ranking_has_a_tie_a_reserve_and_one_too_low() -> None:
    call = Call.objects.get(slug="avviso-cura")
    version = call.rankings.get()
    rows = list(version.rows.order_by("position"))
    assert version.kind == RankingKind.PROVISIONAL
    totals = [row.numerator / row.denominator for row in rows]
    assert len(rows) == 8 and totals[1] == totals[2]
    assert [row.outcome for row in rows[6:]] == [Outcome.RESERVE, Outcome.BELOW_MINIMUM]


def test_what_was_sent_is_dated_and_kept_as_sent() -> None:
    for submission in Submission.objects.select_related("proposal"):
        assert submission.received_at < timezone.now() - timedelta(days=1)
        assert submission.proposal.attachments.filter(required_document__isnull=False).exists()
        for file in submission.proposal.attachments.all():
            assert file.content_type == "application/pdf"
    receipt = _signed_in("associazione").get(
        f"/i-miei-progetti/{Proposal.objects.get(state=ProposalState.SUBMITTED).pk}/"
    )
    assert "secondo-avviso/0001" in receipt.content.decode()


@pytest.mark.parametrize("account", (*PROPONENTS, COLLEAGUE), ids=lambda one: one.username)
def test_proponents_sign_in_by_password_alone(account: Any, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    client, user = Client(), User.objects.get(username=account.username)
    assert EmailAddress.objects.get(user=user).verified
    answer = client.post(
        "/accesso/entra/", {"login": account.email, "password": PASSWORD}, follow=True
    )
    assert answer.status_code == 200
    assert client.session.get("_auth_user_id") == str(user.pk)
    assert client.get("/i-miei-progetti/").status_code == 200


@pytest.mark.parametrize("who, path, what", TO_TRY, ids=[f"{a}{b}" for a, b, _ in TO_TRY])
def test_each_thing_to_try_opens(who: str, path: str, what: str) -> None:
    client = Client() if who == "anybody" else _signed_in(who)
    assert client.get(path).status_code == 200
    assert f"`{path}`" in (databases.ROOT / "README.md").read_text()


@pytest.mark.parametrize("username", ["ragioneria", "amministrazione", "redazione2", "admin"])
def test_who_has_nothing_to_try_in_the_selection_enters_the_admin(username: str) -> None:
    assert _signed_in(username).get("/admin/").status_code == 200


@pytest.mark.parametrize("username", ["segreteria", "rup", "redazione", "commissione1"])
def test_nobody_of_the_staff_reads_what_is_sealed(username: str) -> None:
    sealed, client = Proposal.objects.get(state=ProposalState.SUBMITTED), _signed_in(username)
    for path in (
        f"/admin/selezione/proposte/{sealed.pk}/",
        f"/admin/pages/{sealed.page_id}/edit/",
        "/admin/selezione/proposte/avviso/secondo-avviso/",
    ):
        body = client.get(path).content.decode()
        assert "Libri in lavanderia" not in body and "Dieci lavanderie" not in body


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/progetti/la-serra-di-corte/", "punti: 1° posto in graduatoria"),
        ("/en/progetti/la-serra-di-corte/", "points: place 1 in the ranking"),
    ],
)
def test_a_campaign_under_way_tells_the_path_of_its_selection(path: str, said: str) -> None:
    answer = Client().get(path)
    page = answer.content.decode()
    assert said in page
    assert "avviso-verde/0001" in page and "/avviso/avviso-verde/graduatoria/" in page
    assert CampaignPage.objects.filter(live=True, slug="la-serra-di-corte").count() == 2
    progress = answer.context["progress"]
    assert (progress.phase, progress.collected) == ("live", 9870)


def test_a_campaign_that_succeeded_tells_what_became_of_it_and_another_is_silent() -> None:
    answer = Client().get("/progetti/la-campana-di-lidia/")
    told, page = answer.context["afterwards"], answer.content.decode()
    assert (told.reached, len(told.milestones), len(told.expenses)) == (2, 3, 2)
    assert (told.paid, told.granted, told.silent_since) == (3400, 6880, None)
    assert "Fattura 118 colorificio" in page and "Scontrino merenda" not in page
    silent = [
        page.slug
        for page in CampaignPage.objects.live().filter(locale__language_code="it")
        if "Nessun aggiornamento dal" in Client().get(page.url).content.decode()
    ]
    assert silent == ["ti-facilita-la-vita"]
    states = set(ReportItem.objects.values_list("state", flat=True))
    assert states == set(ItemState)


def test_a_campaign_that_succeeded_has_rewards_at_each_stage() -> None:
    campaign = Funding.objects.get(slug="la-campana-di-lidia")
    stages = dict(stage_counts(totals(campaign)))
    assert set(stages) == set(Stage)
    assert all(stages.values()), stages
    assert late_of([campaign], timezone.now())[campaign.pk] > 0
    erased = DeliveryAddress.objects.filter(donation__funding=campaign).exclude(erased_at=None)
    assert erased.exists() and DeliveryAddress.objects.there().exists()
    proposal = Proposal.objects.get(title="La campana di Lidia")
    page = _signed_in("cooperativa").get(f"/i-miei-progetti/{proposal.pk}/ricompense/")
    assert "Via del Girotondo 18" in page.content.decode()


@pytest.mark.parametrize("phase", STAGES)
def test_there_is_a_campaign_in_each_stage_of_its_life(phase: str) -> None:
    for prefix in ("", "/en"):
        answer = Client().get(f"{prefix}/progetti/{STAGES[phase]}/")
        assert answer.context["progress"].phase == phase
        assert answer.context["page"].main_image.may_be_shown()


def test_a_used_up_fund_shows_what_can_become_of_a_grant() -> None:
    fundings = with_match(Funding.objects.filter(call__slug="avviso-botteghe"))
    shown = {
        funding.slug: (
            (match := match_of(funding)).state,
            *map(
                str,
                (
                    match.amount,
                    match.shortfall,
                    funding.commitment.paid,
                    funding.commitment.receivable,
                ),
            ),
        )
        for funding in fundings
    }
    assert shown == GRANTS
    kinds = set(GrantChange.objects.values_list("kind", flat=True))
    assert kinds == set(GrantChangeKind)
    final = ReportItem.objects.filter(kind=ItemKind.FINAL, state=ItemState.ACCEPTED)
    assert final.count() == 2


def test_a_dispute_a_slow_payment_and_given_back_money_explain_their_stages() -> None:
    meadow, bank, balconies = (
        Funding.objects.get(slug=STAGES[phase]) for phase in ("at_risk", "settling", "cancelled")
    )
    dispute = Dispute.objects.get()
    assert (dispute.donation.funding, dispute.state) == (meadow, DisputeState.OPEN)
    slow = Donation.objects.get(status=Status.PROCESSING)
    assert slow.funding == bank and bank.net < bank.threshold <= bank.net + slow.amount
    assert balconies.net == 0 and balconies.settled_net == 2310
    for phase in ("suspended", "cancelled"):
        act = Funding.objects.get(slug=STAGES[phase]).acts.latest("at")
        assert act.public_reason_it and act.public_reason_en


def test_the_fund_shown_is_that_of_the_edition_and_the_open_notice_is_found() -> None:
    home = Client().get("/").content.decode()
    assert "400.000" in home and "60.000,00" not in home
    assert "/secondo-avviso/" in home
    assert "Il teatro in cortile" not in Client().get("/progetti/").content.decode()
    assert Client().get("/prossimo-avviso/").status_code == 404


@pytest.mark.parametrize("days", [0, 1])
def test_the_clock_leaves_the_demo_sound(days: int, caplog: pytest.LogCaptureFixture) -> None:
    now = timezone.now() + timedelta(days=days)
    before = Counter(Proposal.objects.values_list("pk", "state"))
    with caplog.at_level(logging.ERROR):
        call_acts.move_by_clock(now=now)
        sealing.unseal_due(now=now)
        reminders.remind(now=now)
        report_notices.tell(now=now)
        retention.erase_due(now=now)
        opening_alerts.alert_unpublished(now=now)
        staff_digest.queue_digests(now=_seven_in_rome(now))
        notice_sending.NOTICES.send_due(clock=lambda: now)
    assert not caplog.records
    assert Counter(Proposal.objects.values_list("pk", "state")) == before
    assert len(mail.outbox) <= len(ACCOUNTS)
    assert not SelectionNotice.objects.filter(state="dead").exists()
    assert {history.broken_at(call) for call in Call.objects.all()} == {None}
    call_command("audit", stdout=StringIO())


def test_loading_again_changes_nothing_and_what_is_missing_is_added() -> None:
    said: list[str] = []
    assert not load_demo(now=timezone.now(), say=said.append)
    assert not said
    missing = Call.objects.get(slug="prossimo-avviso")
    missing.pages.all().delete()
    missing.rounds.all().delete()
    missing.delete()
    assert load_demo(now=timezone.now(), say=said.append)
    assert Call.objects.get(slug="prossimo-avviso").criteria.count() == 5


def test_invented_organizations_have_numbers_that_hold() -> None:
    entries = content.read("selection_organizations")["organizations"]
    for entry in entries:
        told = {name: value for name, value in entry.items() if name not in ("key", "owner")}
        OrganizationDetails(**told).checked()
    assert len({entry["tax_code"] for entry in entries}) == len(entries)


def _entries() -> Any:
    return HistoryEntry.objects.order_by("call_id", "seq")


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username=username),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def _seven_in_rome(now: datetime) -> datetime:
    return now.astimezone(ZoneInfo("Europe/Rome")).replace(hour=7, minute=5).astimezone(UTC)
