"""Acts of the RUP on a notice: publication, amendments, extensions, phases by date and by act."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from campaigns.calls import amendment_words
from campaigns.calls.models import (
    AmendmentKind,
    Area,
    Call,
    CallAct,
    Criterion,
    EligibilityItem,
    Phase,
    RequiredDocument,
    Round,
)
from campaigns.calls.services import CallActRefused
from campaigns.selection import call_acts, history
from campaigns.selection.models import (
    CheckOutcome,
    EligibilityCheck,
    EventKind,
    HistoryEntry,
    NoticeKind,
    SelectionNotice,
)
from tests.calls.calls import ACT, TEXT, make_published, make_whole_draft
from tests.selection.factories import (
    NOW,
    make_draft,
    make_in_eligibility,
    make_selection_call,
    make_staff,
    make_submitted,
    rewrite_rules,
)

pytestmark = pytest.mark.django_db


def test_the_rup_publishes_a_notice_and_the_history_says_so() -> None:
    rup, call = make_staff("RUP"), make_whole_draft()
    act = call_acts.publish(call=call, **ACT, reason="Determina", by=rup, now=NOW)
    call.refresh_from_db()
    assert (call.published_at, call.phase) == (NOW, Phase.OPEN)
    assert (act.phase_before, act.phase_after) == (Phase.DRAFT, Phase.OPEN)
    entry = HistoryEntry.objects.get(call=call)
    assert (entry.kind, entry.actor, entry.data["number"]) == (EventKind.PHASE, rup, "7/2026")
    assert history.broken_at(call) is None


def test_a_notice_is_published_once() -> None:
    call = make_published()
    with pytest.raises(CallActRefused, match="già pubblicato"):
        call_acts.publish(call=call, **ACT, by=make_staff("RUP"), now=NOW)
    assert CallAct.objects.filter(call=call).count() == 1


@pytest.mark.parametrize("role", ["Segreteria", "Commissione", "Redazione", "Amministrazione"])
def test_nobody_but_the_rup_acts_on_a_notice(role: str) -> None:
    call = make_whole_draft()
    with pytest.raises(CallActRefused, match="solo il RUP"):
        call_acts.publish(call=call, **ACT, by=make_staff(role), now=NOW)
    call.refresh_from_db()
    assert not call.is_published


LACKING: dict[str, Any] = {
    "no window": {"submissions_open_at": None},
    "past deadline": {"submissions_close_at": NOW - timedelta(minutes=1)},
    "upside down": {"submissions_close_at": NOW - timedelta(days=31)},
    "no legal form": {"legal_forms": []},
    "minimum too high": {"minimum_score": Decimal("100.01")},
    "none selectable": {"max_selected": 0},
    "costs crossed": {"cost_min": Decimal(2), "cost_max": Decimal(1)},
    "round before deadline": {"submissions_close_at": NOW + timedelta(days=101)},
}


@pytest.mark.parametrize("lacking", LACKING)
def test_a_notice_that_lacks_something_is_not_published(lacking: str) -> None:
    call = make_whole_draft(**LACKING[lacking])
    with pytest.raises(CallActRefused):
        call_acts.publish(call=call, **ACT, by=make_staff("RUP"), now=NOW)
    call.refresh_from_db()
    assert not call.is_published


@pytest.mark.parametrize("model", [Criterion, EligibilityItem, Round])
def test_a_notice_without_criteria_checklist_or_rounds_is_not_published(model: Any) -> None:
    call = make_whole_draft()
    model.objects.filter(call=call).delete()
    with pytest.raises(CallActRefused) as refusal:
        call_acts.publish(call=call, **ACT, by=make_staff("RUP"), now=NOW)
    assert len(refusal.value.sentences) == 1


def test_dates_open_and_close_a_published_notice_and_the_job_stores_it() -> None:
    opens, closes = NOW + timedelta(days=1), NOW + timedelta(days=2)
    call = make_published(submissions_open_at=opens, submissions_close_at=closes)
    assert call.phase == Phase.DRAFT
    tick = timedelta(microseconds=1)
    for now, phase in (
        (opens - tick, Phase.DRAFT),
        (opens, Phase.OPEN),
        (closes - tick, Phase.OPEN),
        (closes, Phase.EVALUATION),
    ):
        call_acts.move_by_clock(now=now)
        call.refresh_from_db()
        assert call.phase == call.phase_at(now) == phase
    assert call_acts.move_by_clock(now=closes) == 0
    moves = HistoryEntry.objects.filter(call=call, actor=None).values_list("data", flat=True)
    assert [move["after"] for move in moves] == ["open", "evaluation"]


def test_a_draft_is_never_opened_by_its_dates() -> None:
    call = make_whole_draft()
    assert call_acts.move_by_clock(now=NOW) == 0
    assert call.phase_at(NOW) == Phase.DRAFT


def test_an_amendment_is_dated_published_told_and_kept_before_and_after() -> None:
    rup, call = make_staff("RUP"), make_published()
    applicant = make_draft(call)
    round_ = Round.objects.get(call=call)
    later = round_.opens_at + timedelta(days=7)
    changes = {"minimum_score": Decimal("55"), "rounds": {str(round_.pk): {"opens_at": later}}}
    amendment = call_acts.amend(call=call, changes=changes, **ACT, **TEXT, by=rup, now=NOW)
    call.refresh_from_db()
    round_.refresh_from_db()
    assert (call.minimum_score, round_.opens_at) == (Decimal(55), later)
    assert amendment.changes["minimum_score"] == {"before": "60", "after": "55"}
    assert (amendment.kind, amendment.published_at) == (AmendmentKind.CORRECTION, NOW)
    assert HistoryEntry.objects.get(call=call, kind=EventKind.AMENDED).actor == rup
    notice = SelectionNotice.objects.get(call=call, kind=NoticeKind.AMENDED)
    assert notice.recipient == applicant.created_by


def test_rows_are_added_by_an_amendment() -> None:
    call = make_published()
    changes = {"required_documents": {"new": {"name_it": "Planimetria", "is_required": False}}}
    call_acts.amend(call=call, changes=changes, **ACT, **TEXT, by=make_staff("RUP"), now=NOW)
    assert RequiredDocument.objects.filter(call=call, name_it="Planimetria").count() == 1


def test_rows_are_taken_away_by_an_amendment_while_nobody_relies_on_them() -> None:
    call, rup = make_published(), make_staff("RUP")
    document, criterion = call.required_documents.get(), call.criteria.order_by("sort_order")[0]
    gone = {"required_documents": {str(document.pk): {"removed": True}}}
    amendment = call_acts.amend(call=call, changes=gone, **ACT, **TEXT, by=rup, now=NOW)
    assert not call.required_documents.exists()
    assert amendment.changes == {
        f"required_documents.{document.pk}.removed": {
            "before": "Statuto",
            "after": "",
            "of": "Statuto",
        }
    }
    (told,) = amendment_words.changes_in_words([amendment])[amendment.pk]
    assert "Statuto" in str(told)
    assert (told.before, told.after) == ("Statuto", "")
    item = call.eligibility_items.all()[0]
    proposal = make_submitted(call)
    EligibilityCheck.objects.create(
        proposal=proposal, item=item, outcome=CheckOutcome.MET, checked_by=rup, checked_at=NOW
    )
    checked = {"eligibility_items": {str(item.pk): {"removed": True}}}
    with pytest.raises(CallActRefused):
        call_acts.amend(call=call, changes=checked, **ACT, **TEXT, by=rup, now=NOW)
    late = {"criteria": {str(criterion.pk): {"removed": True}}}
    with pytest.raises(CallActRefused):
        call_acts.amend(
            call=call, changes=late, **ACT, **TEXT, by=rup, now=call.submissions_close_at or NOW
        )
    assert call.criteria.filter(pk=criterion.pk).exists()
    assert call.eligibility_items.filter(pk=item.pk).exists()


def test_an_amendment_of_an_area_is_kept_by_slug() -> None:

    call = make_published()
    Area.objects.create(slug="cura", name_it="Cura", short_name_it="Cura")
    amendment = call_acts.amend(
        call=call,
        changes={"areas": ["inclusione", "cura"]},
        **ACT,
        **TEXT,
        by=make_staff("RUP"),
        now=NOW,
    )
    assert amendment.changes == {"areas": {"before": "inclusione", "after": "cura, inclusione"}}
    assert set(call.areas.values_list("slug", flat=True)) == {"cura", "inclusione"}


@pytest.mark.parametrize(
    "changes",
    [{"minimum_score": Decimal("60.00")}, {"minimum_score": Decimal(101)}, {"slug": "altro"}],
    ids=["nothing", "contradiction", "no rule"],
)
def test_an_amendment_that_cannot_stand_is_refused_and_leaves_all_as_it_was(changes: Any) -> None:
    call = make_published()
    with pytest.raises(CallActRefused):
        call_acts.amend(call=call, changes=changes, **ACT, **TEXT, by=make_staff("RUP"), now=NOW)
    call.refresh_from_db()
    assert call.minimum_score == Decimal(60)
    assert not call.amendments.exists()


def test_criteria_cannot_be_amended_once_the_deadline_is_past() -> None:
    call = make_published()
    criterion, deadline = call.criteria.first(), call.submissions_close_at
    assert criterion is not None
    assert deadline is not None
    changes = {"criteria": {str(criterion.pk): {"weight": Decimal(90)}}}
    with pytest.raises(CallActRefused, match="non si può più rettificare"):
        call_acts.amend(
            call=call,
            changes=changes,
            **ACT,
            **TEXT,
            by=make_staff("RUP"),
            now=deadline,
        )


def test_a_round_that_has_begun_keeps_its_dates() -> None:
    call = make_selection_call(phase=Phase.DRAFT)
    begun = Round.objects.create(
        call=call, number=1, opens_at=NOW - timedelta(days=1), closes_at=NOW + timedelta(days=1)
    )
    Call.objects.filter(pk=call.pk).update(phase=Phase.CAMPAIGNS)
    changes = {"rounds": {str(begun.pk): {"closes_at": NOW + timedelta(days=9)}}}
    with pytest.raises(CallActRefused, match="già iniziata"):
        call_acts.amend(call=call, changes=changes, **ACT, **TEXT, by=make_staff("RUP"), now=NOW)


def test_an_outage_extends_the_deadline_even_just_after_it() -> None:
    rup, call = make_staff("RUP"), make_published()
    make_submitted(call)
    deadline = call.submissions_close_at
    assert deadline is not None
    now, later = deadline + timedelta(hours=1), deadline + timedelta(days=2)
    call_acts.move_by_clock(now=now)
    call_acts.extend(call=call, closes_at=later, **ACT, **TEXT, by=rup, now=now)
    call.refresh_from_db()
    assert (call.submissions_close_at, call.phase) == (later, Phase.OPEN)
    assert call.accepts_proposals_at(now)
    assert SelectionNotice.objects.filter(call=call, kind=NoticeKind.EXTENSION).count() == 1


def test_the_deadline_is_not_extended_once_a_proposal_was_opened() -> None:
    call = make_published()
    make_in_eligibility(call)
    deadline = call.submissions_close_at
    assert deadline is not None
    with pytest.raises(CallActRefused, match="già state aperte"):
        call_acts.extend(
            call=call,
            closes_at=deadline + timedelta(days=2),
            **ACT,
            **TEXT,
            by=make_staff("RUP"),
            now=deadline,
        )


@pytest.mark.parametrize(
    ("after_deadline", "moved"),
    [
        (timedelta(days=-1), timedelta(0)),
        (timedelta(days=-1), timedelta(hours=-1)),
        (timedelta(hours=48), timedelta(days=9)),
    ],
    ids=["same", "earlier", "too late"],
)
def test_a_deadline_moves_later_and_within_48_hours(
    after_deadline: timedelta, moved: timedelta
) -> None:
    call = make_published()
    deadline = call.submissions_close_at
    assert deadline is not None
    with pytest.raises(CallActRefused):
        call_acts.extend(
            call=call,
            closes_at=deadline + moved,
            **ACT,
            **TEXT,
            by=make_staff("RUP"),
            now=deadline + after_deadline,
        )


def test_campaigns_follow_the_ranking_and_the_closing_follows_them() -> None:
    rup, call = make_staff("RUP"), make_published()
    told: dict[str, Any] = {"call": call, "number": "9", "date": date(2026, 6, 1), "by": rup}
    for too_early in (call_acts.start_campaigns, call_acts.close):
        with pytest.raises(CallActRefused):
            too_early(**told, now=NOW)
    rewrite_rules(call, phase=Phase.RANKED)
    call_acts.start_campaigns(**told, now=NOW)
    call_acts.close(**told, now=NOW)
    call.refresh_from_db()
    assert call.phase == Phase.CLOSED
    with pytest.raises(CallActRefused):
        call_acts.close(**told, now=NOW)
