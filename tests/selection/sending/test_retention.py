"""Personal data is kept for as long as a setting says, then erased; the decisions stay."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from campaigns.accounts.models import Invitation, OrganizationProfile
from campaigns.calls.models import Call, CallAct, CallActKind, Phase
from campaigns.selection import history, retention
from campaigns.selection.models import (
    EventKind,
    IntegrationRequest,
    Partner,
    Proposal,
    ProposalState,
    Submission,
)
from tests.selection import factories

from .sending import NOW, SECRET, add_attachment, complete_draft, send

pytestmark = pytest.mark.django_db
KEPT_FOR = timedelta(days=1825)


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call()


@pytest.fixture
def proposal(call: Call) -> Proposal:
    proposal = complete_draft(call)
    Partner.objects.create(
        proposal=proposal,
        position=0,
        name="Associazione",
        legal_form="aps",
        tax_code="80000000001",
        representative="Mario Verdi",
        quota=Decimal(100),
        declares=True,
    )
    send(proposal)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.NOT_SELECTED)
    Invitation.objects.create(
        organization=proposal.organization,
        email="collega@example.org",
        invited_by=proposal.created_by,
        created_at=NOW - timedelta(days=9),
        expires_at=NOW - timedelta(days=2),
    )
    close(call)
    proposal.refresh_from_db()
    return proposal


def close(call: Call) -> None:
    CallAct.objects.create(
        call=call,
        kind=CallActKind.CLOSING,
        number="1/2026",
        date=date(2026, 3, 10),
        reason="Fine",
        phase_before=Phase.CAMPAIGNS,
        phase_after=Phase.CLOSED,
        at=NOW,
        recorded_by=factories.make_staff("RUP"),
    )


def files_of(proposal: Proposal) -> list[Any]:
    rows: list[Any] = [*proposal.attachments.all(), *proposal.pictures.all()]
    return [row for row in rows if row.file and row.file.storage.exists(row.file.name)]


def test_until_then_nothing_is_erased(proposal: Proposal) -> None:
    assert retention.erase_due(now=NOW + KEPT_FOR - timedelta(seconds=1)) == 0
    assert Submission.objects.get().personal["contact"]["name"] == "Rosa Bianchi"


def test_a_call_that_is_not_closed_keeps_everything(call: Call) -> None:
    send(complete_draft(call))
    assert retention.erase_due(now=NOW + 9 * KEPT_FOR) == 0


def test_then_persons_go_and_what_was_judged_stays(
    call: Call, proposal: Proposal, django_capture_on_commit_callbacks: Any
) -> None:
    held = files_of(proposal)
    stored = [(row.file.storage, row.file.name) for row in held]
    assert len(held) == 2
    before = Submission.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.erase_due(now=NOW + KEPT_FOR) == 1
    proposal.refresh_from_db()
    assert (proposal.contact_name, proposal.contact_email, proposal.contact_phone) == ("",) * 3
    assert proposal.declarations == {}
    partner = proposal.partners.get()
    assert (partner.name, partner.representative) == ("Associazione", "")
    after = Submission.objects.get()
    assert (after.personal, after.erased_at) == ({}, NOW + KEPT_FOR)
    assert (after.content, after.digest) == (before.content, before.digest)
    assert history.digest_of(after.content) == after.content_digest
    assert not files_of(proposal)
    assert not any(storage.exists(name) for storage, name in stored)
    assert not Invitation.objects.exists()
    assert not OrganizationProfile.objects.exists()
    entry = call.history.get(kind=EventKind.ERASED)
    assert entry.data == {"submissions": 1, "files": 2}
    assert history.broken_at(call) is None


def test_words_that_may_name_anyone_go_and_the_chain_still_holds(
    call: Call, proposal: Proposal
) -> None:
    clerk = factories.make_staff("Segreteria")
    seat = factories.make_commissioner(call)
    asked = IntegrationRequest.objects.create(
        proposal=proposal,
        text=SECRET,
        asked_at=NOW,
        asked_by=clerk,
        due_at=NOW,
        answer=SECRET,
        answered_at=NOW,
        answered_by=proposal.created_by,
    )
    add_attachment(proposal, integration=asked)
    item = call.eligibility_items.first()
    proposal.eligibility_checks.create(
        item=item, outcome="met", note=SECRET, checked_at=NOW, checked_by=clerk
    )
    abstention = seat.declarations.create(proposal=proposal, abstains=True, reason=SECRET, at=NOW)
    for kind in (EventKind.INTEGRATION_ASKED, EventKind.ABSTAINED, EventKind.WITHDRAWN):
        history.record(kind=kind, call=call, proposal=proposal, at=NOW, reason=SECRET)
    history.record(
        kind=EventKind.EXCLUDED, call=call, proposal=proposal, at=NOW, reason="Fuori termine"
    )
    assert history.broken_at(call) is None
    assert retention.erase_due(now=NOW + KEPT_FOR) == 1
    for row in (asked, abstention):
        row.refresh_from_db()
    assert (asked.text, asked.answer, abstention.reason) == ("", "", "")
    assert abstention.abstains
    assert proposal.eligibility_checks.get().note == ""
    assert set(proposal.history.exclude(reason="").values_list("reason")) == {("Fuori termine",)}
    assert history.broken_at(call) is None
    login = Client()
    login.force_login(proposal.created_by)
    file = proposal.attachments.exclude(integration=None).get()
    gone = login.get(reverse("area:file", args=[proposal.pk, file.pk]))
    assert gone.status_code == 410
    login.force_login(clerk)
    for name, held in (("file", file), ("picture", proposal.pictures.get())):
        assert login.get(reverse(f"selection:{name}", args=[held.pk])).status_code == 410


def test_a_reason_is_erased_whole_on_record_or_not_at_all(call: Call, proposal: Proposal) -> None:
    entry = history.record(
        kind=EventKind.WITHDRAWN, call=call, proposal=proposal, at=NOW, reason=SECRET
    )
    row = call.history.filter(pk=entry.pk)
    changes: list[dict[str, Any]] = [
        {"reason": ""},
        {"reason": "altro", "reason_salt": ""},
        {"reason": "", "reason_salt": "", "kind": EventKind.ADMITTED},
        {"reason": "altro"},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    row.update(reason="", reason_salt="")
    assert history.broken_at(call) == entry.seq, "nobody recorded that it was erased"
    history.record(kind=EventKind.ERASED, call=call, proposal=proposal, at=NOW)
    assert history.broken_at(call) is None


def test_an_organization_that_takes_part_elsewhere_keeps_its_profile(proposal: Proposal) -> None:
    elsewhere = factories.make_draft(
        factories.make_selection_call(), proposal.organization.memberships.get()
    )
    assert retention.erase_due(now=NOW + KEPT_FOR) == 1
    assert OrganizationProfile.objects.filter(organization=elsewhere.organization).exists()


def test_erased_twice_it_is_erased_once(call: Call, proposal: Proposal) -> None:
    later = NOW + KEPT_FOR
    assert [retention.erase_due(now=later) for _turn in range(3)] == [1, 0, 0]
    assert call.history.filter(kind=EventKind.ERASED).count() == 1


def test_the_files_of_a_selected_project_stay(
    proposal: Proposal, django_capture_on_commit_callbacks: Any
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.SELECTED)
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.erase_due(now=NOW + KEPT_FOR) == 1
    assert len(files_of(proposal)) == 2


def test_how_long_is_a_setting(proposal: Proposal, settings: Any) -> None:
    settings.SELECTION_RETENTION_DAYS = 10
    assert retention.erase_due(now=NOW + timedelta(days=10)) == 1


def test_one_that_fails_stops_no_other(
    call: Call, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_draft(call)
    record = history.record

    def crash(**given: Any) -> Any:
        if given["proposal"].pk == proposal.pk:
            raise ValueError("bad")
        return record(**given)

    monkeypatch.setattr(history, "record", crash)
    assert retention.erase_due(now=NOW + KEPT_FOR) == 1
    proposal.refresh_from_db()
    assert proposal.contact_name, "what cannot be recorded is not done"
    monkeypatch.undo()
    assert retention.erase_due(now=NOW + KEPT_FOR) == 1


def test_what_was_sent_is_only_ever_erased(proposal: Proposal) -> None:
    sent = Submission.objects.filter(proposal=proposal)
    changes: list[dict[str, Any]] = [
        {"personal": {}},
        {"personal": {"contact": "x"}, "erased_at": NOW},
        {"content": {}},
        {"digest": "0" * 64},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            sent.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        sent.delete()
