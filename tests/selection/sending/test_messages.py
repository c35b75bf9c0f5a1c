"""Mail about a selection: each person once, in their language, exact."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail

from campaigns.accounts.models import MemberRole, Membership, User
from campaigns.calls.freezing import amending
from campaigns.calls.models import Amendment, AmendmentKind, Call, Phase
from campaigns.selection import history, notice_sending, notices, reminders, submitting
from campaigns.selection.models import (
    EventKind,
    IntegrationRequest,
    NoticeKind,
    NoticeState,
    Outcome,
    Proposal,
    ProposalState,
    Ranking,
    RankingKind,
    RankingRow,
    SelectionNotice,
)
from campaigns.selection.notice_messages import compose
from tests.factories import make_campaign_page, make_funding
from tests.selection import factories

from .sending import NOW, closes, complete_draft, send, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call()


def colleague(proposal: Proposal, name: str, **fields: Any) -> User:
    person = User.objects.create_user(name, f"{name}@example.org", "password", **fields)
    Membership.objects.create(
        organization=proposal.organization, user=person, role=MemberRole.MEMBER, since=NOW
    )
    return person


def told(kind: NoticeKind, proposal: Proposal, about: str = "") -> str:
    """What the mail of a notice says, as plain text."""
    notices.queue(kind=kind, proposal=proposal, about=about, now=NOW)
    notice = SelectionNotice.objects.filter(kind=kind, proposal=proposal).latest("pk")
    message = compose(notice=notice, now=NOW)
    assert message is not None
    html = str(message.alternatives[0][0])
    assert str(proposal) in html
    return f"{message.subject}\n{message.body}".replace("\xa0", " ")


def sweep(now: datetime = NOW) -> int:
    return notice_sending.NOTICES.send_due(clock=lambda: now)


def test_every_colleague_is_told_once_in_their_language(call: Call) -> None:
    proposal = complete_draft(call)
    colleague(proposal, "english", language="en")
    colleague(proposal, "gone", is_active=False)
    submission = send(proposal)
    for _turn in range(2):
        notices.queue(
            kind=NoticeKind.RECEIVED, proposal=proposal, about=str(submission.pk), now=NOW
        )
    assert sweep() == 2
    assert sweep() == 0
    by_address = {message.to[0]: message for message in mail.outbox}
    assert set(by_address) == {proposal.created_by.email, "english@example.org"}
    english = by_address["english@example.org"]
    assert "We have your project" in english.subject
    assert english.extra_headers["Content-Language"] == "en"
    assert f"/en/i-miei-progetti/{proposal.pk}/" in str(english.body)
    assert submission.digest in str(english.body)
    assert "2026-03-10 13:00:00+01:00" in str(english.body)
    names = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert len(names) == 2


def test_a_receipt_for_what_was_taken_back_is_not_sent(call: Call) -> None:
    proposal = sent(call)
    submitting.take_back(proposal=proposal, by=proposal.created_by, now=NOW)
    assert sweep() == 1
    assert set(SelectionNotice.objects.values_list("kind", "state")) == {
        (NoticeKind.RECEIVED, NoticeState.DROPPED),
        (NoticeKind.SUBMISSION_WITHDRAWN, NoticeState.SENT),
    }


def test_what_fails_waits_and_is_sent_later(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(call)

    def crash(**given: object) -> None:
        raise TypeError("defect")

    monkeypatch.setattr(notice_sending, "compose", crash)
    assert sweep() == 0
    notice = SelectionNotice.objects.get()
    assert (notice.state, notice.attempts, notice.error) == (NoticeState.QUEUED, 1, "TypeError")
    monkeypatch.undo()
    assert sweep() == 0
    assert sweep(NOW + timedelta(minutes=2)) == 1


def test_an_exclusion_says_why_and_by_which_act(call: Call) -> None:
    proposal = factories.make_draft(call)
    proposal.state = ProposalState.EXCLUDED
    proposal.save()
    history.record(
        kind=EventKind.EXCLUDED,
        call=call,
        at=NOW,
        proposal=proposal,
        reason="Manca lo statuto.",
        data={"act": {"number": "77/2026", "date": "2026-03-09"}},
    )
    text = told(NoticeKind.EXCLUDED, proposal)
    assert "Manca lo statuto." in text
    assert "77/2026" in text


def test_an_admission_is_told(call: Call) -> None:
    proposal = factories.make_in_evaluation(call)
    assert proposal.title in told(NoticeKind.ADMITTED, proposal)


def asked(proposal: Proposal, due_at: datetime, asked_at: datetime = NOW) -> IntegrationRequest:
    proposal.state = ProposalState.INTEGRATION
    proposal.save()
    return IntegrationRequest.objects.create(
        proposal=proposal,
        text="Manca la firma.",
        asked_at=asked_at,
        asked_by=factories.make_staff("Segreteria"),
        due_at=due_at,
    )


def test_a_request_says_what_and_by_when(call: Call) -> None:
    due = datetime(2026, 3, 20, 23, tzinfo=UTC)
    request = asked(factories.make_draft(call), due)
    for kind in (NoticeKind.INTEGRATION_ASKED, NoticeKind.INTEGRATION_DUE):
        text = told(kind, request.proposal, str(request.pk))
        assert "Manca la firma." in text
        assert "20 marzo 2026" in text, "midnight after the 20th is read as the 20th"
        assert "23:59" in text


@pytest.mark.parametrize(
    ("outcome", "position", "total"),
    [
        (Outcome.SELECTED, 1, (503, 6)),
        (Outcome.RESERVE, 23, (503, 6)),
        (Outcome.BELOW_MINIMUM, 40, (503, 6)),
        (Outcome.EXCLUDED, None, None),
        (Outcome.WITHDRAWN, None, None),
    ],
)
@pytest.mark.parametrize("kind", ["provisional", "final"])
def test_a_ranking_is_told_with_outcome_score_and_reasons(
    call: Call, outcome: Outcome, position: int | None, total: tuple[int, int] | None, kind: str
) -> None:
    proposal = factories.make_draft(call)
    ranking = Ranking.objects.create(
        call=call,
        number=1,
        kind=RankingKind(kind),
        act_number="99/2026",
        act_date=date(2026, 3, 9),
        rules={},
        digest="0" * 64,
        published_at=NOW,
        published_by=factories.make_staff("RUP"),
    )
    numerator, denominator = total or (None, None)
    RankingRow.objects.create(
        ranking=ranking,
        proposal=proposal,
        position=position,
        numerator=numerator,
        denominator=denominator,
        outcome=outcome,
        reason="La motivazione.",
    )
    text = told(NoticeKind(kind), proposal, str(ranking.pk))
    for expected in ("La motivazione.", "99/2026", *(["83,83"] if total else [])):
        assert expected in text


def test_a_campaign_is_told_with_its_dates(call: Call) -> None:
    proposal = factories.make_submitted(call)
    funding = make_funding()
    proposal.page = make_campaign_page(funding)
    proposal.save()
    text = told(NoticeKind.CAMPAIGN, proposal, str(funding.pk))
    assert str(funding.opens_at.year) in text


def test_an_amendment_is_told_once_to_each_person(call: Call) -> None:
    membership = factories.make_proponent()
    for _n in range(2):
        factories.make_draft(call, membership)
    withdrawn = factories.make_draft(call)
    Proposal.objects.filter(pk=withdrawn.pk).update(state=ProposalState.WITHDRAWN)
    for kind in (AmendmentKind.CORRECTION, AmendmentKind.EXTENSION):
        amendment = Amendment.objects.create(
            call=call,
            kind=kind,
            number="5/2026",
            date=date(2026, 3, 9),
            text_it="Più tempo per tutti.",
            published_at=NOW,
            recorded_by=factories.make_staff("RUP"),
        )
        which = {
            AmendmentKind.CORRECTION: NoticeKind.AMENDED,
            AmendmentKind.EXTENSION: NoticeKind.EXTENSION,
        }[kind]
        notices.queue_for_call(kind=which, call=call, about=str(amendment.pk), now=NOW)
    assert sweep() == 2
    for message in mail.outbox:
        assert message.to == [membership.user.email]
        assert "Più tempo per tutti." in str(message.body)


def test_drafts_are_reminded_three_days_before_and_anew_when_it_is_extended(call: Call) -> None:
    draft = complete_draft(call)
    sent(call)
    SelectionNotice.objects.all().delete()
    near = closes(call) - timedelta(days=3)
    assert reminders.remind(now=near - timedelta(minutes=1)) == 0
    for minutes in range(3):
        reminders.remind(now=near + timedelta(minutes=minutes))
    [notice] = SelectionNotice.objects.all()
    assert (notice.kind, notice.recipient) == (NoticeKind.DEADLINE, draft.created_by)
    assert sweep(near) == 1
    assert draft.title in mail.outbox[0].subject
    with amending():
        Call.objects.filter(pk=call.pk).update(
            submissions_close_at=closes(call) + timedelta(days=9)
        )
    reminders.remind(now=near + timedelta(days=9))
    assert SelectionNotice.objects.count() == 2


def test_open_requests_are_reminded_two_days_before(call: Call) -> None:
    due = NOW + timedelta(days=10)
    open_request = asked(factories.make_draft(call), due)
    answered = asked(factories.make_draft(call), due)
    answered.answered_at = NOW
    answered.save()
    early = due - timedelta(days=2, minutes=1)
    assert reminders.remind(now=early) == 0
    for minutes in (1, 2):
        reminders.remind(now=early + timedelta(minutes=minutes))
    [notice] = SelectionNotice.objects.all()
    assert notice.proposal == open_request.proposal


def test_a_phase_of_a_call_that_is_over_reminds_nobody() -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    factories.make_draft(call, total_cost=Decimal(1))
    assert reminders.remind(now=NOW) == 0
