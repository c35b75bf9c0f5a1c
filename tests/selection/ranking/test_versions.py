"""Versions of a ranking: provisional, final, immutable, signed; withdrawals slide the list."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from campaigns.calls.models import Call, CallActKind, Phase, TieRule
from campaigns.selection import (
    history,
    ranking,
    ranking_comparison,
    ranking_versions,
    sealed_versions,
    withdrawal,
    workflow,
)
from campaigns.selection.models import (
    EventKind,
    HistoryEntry,
    NoticeKind,
    Outcome,
    Proposal,
    ProposalState,
    Ranking,
    RankingKind,
    SelectionNotice,
)
from campaigns.selection.ranking import NotReady
from campaigns.selection.ranking_versions import VersionRefused
from tests.selection import factories
from tests.selection.ranking.factories import (
    DAY,
    NOW,
    make_judged,
    make_rounds,
    outcomes,
    publish,
    start,
)

pytestmark = pytest.mark.django_db


def make_call(**fields: Any) -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION, **fields)


def test_the_ranking_goes_by_points_minimum_and_places() -> None:
    call = make_call(max_selected=2)
    for title, score in (("Terzo", 7), ("Primo", 9), ("Sotto", 5), ("Secondo", 8)):
        make_judged(call, score, title=title)
    rows = ranking.compute(call=call, now=NOW)
    assert [(row.position, row.title, row.outcome) for row in rows] == [
        (1, "Primo", Outcome.SELECTED),
        (2, "Secondo", Outcome.SELECTED),
        (3, "Terzo", Outcome.RESERVE),
        (4, "Sotto", Outcome.BELOW_MINIMUM),
    ]
    assert [row.total for row in rows] == [90, 80, 70, 50]


def test_who_has_just_the_minimum_reaches_it() -> None:
    call = make_call(minimum_score=Decimal("60.00"))
    make_judged(call, 6)
    assert ranking.compute(call=call, now=NOW)[0].outcome == Outcome.SELECTED


def test_the_arithmetic_is_shown_criterion_by_criterion() -> None:
    call = make_call()
    make_judged(call, [7, 8, 9])
    row = ranking.compute(call=call, now=NOW)[0]
    assert [line["points"] for line in row.arithmetic["criteria"]] == ["28/1", "28/1", "45/2"]
    assert row.arithmetic["criteria"][0]["scores"] == [7, 7]
    assert row.arithmetic["total"] == "157/2"


def test_a_tie_is_broken_by_the_rule_of_the_notice() -> None:
    call = make_call(tie_rule=TieRule.COST)
    make_judged(call, 8, title="Caro", total_cost=Decimal("30000.00"))
    make_judged(call, 8, title="Sobrio", total_cost=Decimal("9000.00"))
    assert [row.title for row in ranking.compute(call=call, now=NOW)] == ["Sobrio", "Caro"]


@pytest.mark.parametrize(
    "make",
    [factories.make_submitted, factories.make_in_eligibility, factories.make_in_evaluation],
    ids=["sealed", "eligibility", "evaluation"],
)
def test_no_ranking_while_a_proposal_is_still_under_way(make: Any) -> None:
    call = make_call()
    make_judged(call, 8)
    make(call)
    with pytest.raises(NotReady, match="1"):
        publish(call)
    assert not Ranking.objects.exists()


def test_no_ranking_before_the_deadline_or_without_proposals() -> None:
    with pytest.raises(NotReady):
        ranking.compute(call=factories.make_selection_call(), now=NOW)
    with pytest.raises(NotReady):
        ranking.compute(call=make_call(), now=NOW)


def test_no_ranking_with_fewer_scores_than_the_quorum() -> None:
    call = make_call(quorum=3)
    make_judged(call, 8)
    with pytest.raises(NotReady):
        ranking.compute(call=call, now=NOW)


def test_only_the_rup_publishes() -> None:
    call = make_call()
    make_judged(call, 8)
    for role in ("Segreteria", "Commissione", "Redazione"):
        with pytest.raises(PermissionDenied):
            publish(call, by=factories.make_staff(role))
    assert not Ranking.objects.exists()


def test_an_act_of_tomorrow_publishes_nothing() -> None:
    call = make_call()
    make_judged(call, 8)
    with pytest.raises(VersionRefused):
        ranking_versions.publish(
            call=call,
            kind=RankingKind.PROVISIONAL,
            number="1",
            date=DAY + timedelta(days=1),
            reason="",
            by=factories.make_staff("RUP"),
            now=NOW,
        )


def test_a_provisional_version_moves_nobody_and_tells_everybody() -> None:
    call = make_call()
    judged = [make_judged(call, 8), make_judged(call, 4)]
    version = publish(call)
    assert {Proposal.objects.get(pk=one.pk).state for one in judged} == {ProposalState.RANKED}
    call.refresh_from_db()
    assert call.phase == Phase.EVALUATION
    told = SelectionNotice.objects.filter(kind=NoticeKind.PROVISIONAL)
    assert {notice.proposal_id for notice in told} == {one.pk for one in judged}
    assert {notice.about for notice in told} == {str(version.pk)}


def test_the_final_version_selects_and_ends_the_workflow_without_publishing() -> None:
    call = make_call(max_selected=1)
    first, reserve, below = (make_judged(call, score) for score in (9, 8, 4))
    publish(call, RankingKind.FINAL)
    for proposal in (first, reserve, below):
        proposal.refresh_from_db()
    assert first.state == ProposalState.SELECTED
    assert reserve.state == ProposalState.RANKED
    assert below.state == ProposalState.NOT_SELECTED
    assert workflow.current_task(first) is None
    assert workflow.current_task(reserve) is not None
    assert workflow.current_task(below) is None
    assert first.page is not None
    first.page.refresh_from_db()
    assert not first.page.live
    call.refresh_from_db()
    assert call.phase == Phase.RANKED
    assert call.acts.get().kind == CallActKind.RANKING
    assert SelectionNotice.objects.filter(kind=NoticeKind.FINAL).count() == 3


def test_a_version_is_signed_into_the_history() -> None:
    call = make_call()
    proposal = make_judged(call, 8)
    rup = factories.make_staff("RUP")
    version = publish(call, RankingKind.FINAL, by=rup)
    entry = HistoryEntry.objects.get(call=call, kind=EventKind.RANKED, proposal=None)
    assert entry.data["digest"] == version.digest
    assert entry.actor == rup
    own = proposal.history.get(kind=EventKind.RANKED)
    assert own.data["outcome"] == "selected"
    assert own.data["points"] == "80/1"
    assert history.broken_at(call) is None


def test_a_published_version_cannot_be_changed() -> None:
    call = make_call()
    make_judged(call, 8)
    version = publish(call)
    row = version.rows.get()
    for change in (
        lambda: Ranking.objects.update(kind=RankingKind.FINAL),
        lambda: version.rows.update(numerator=99),
        row.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert sealed_versions.is_intact(version)


def test_the_digest_covers_rules_and_rows() -> None:
    call = make_call()
    make_judged(call, 8)
    version = publish(call)
    version.rules["minimum_score"] = "10.00"
    assert not sealed_versions.is_intact(version)
    version.refresh_from_db()
    assert sealed_versions.is_intact(version)


def test_the_same_act_pressed_twice_makes_one_version() -> None:
    call = make_call()
    make_judged(call, 8)
    publish(call)
    with pytest.raises(VersionRefused, match="1"):
        publish(call)
    assert publish(call, number="101/2026").number == 2


def test_no_provisional_version_follows_a_final_one() -> None:
    call = make_call()
    make_judged(call, 8)
    publish(call, RankingKind.FINAL)
    with pytest.raises(VersionRefused):
        publish(call, number="101/2026")


def test_a_withdrawal_lets_the_reserve_slide_in() -> None:
    call = make_call(max_selected=1)
    first = make_judged(call, 9, title="Prima")
    reserve = make_judged(call, 8, title="Riserva")
    publish(call, RankingKind.FINAL)
    withdrawal.withdraw(proposal=first, by=first.created_by, reason="Non possiamo.", now=NOW)
    second = publish(call, RankingKind.FINAL, number="110/2026")
    assert outcomes(second) == [(1, "Riserva", "selected"), (None, "Prima", "withdrawn")]
    reserve.refresh_from_db()
    assert reserve.state == ProposalState.SELECTED
    assert workflow.current_task(reserve) is None
    assert call.acts.count() == 1, "the phase moves with the first final version alone"
    versions = list(call.rankings.order_by("number"))
    moves = {move.title: move for move in ranking_comparison.compare(*versions)}
    assert moves["Riserva"].steps_up == 1
    assert moves["Riserva"].has_new_outcome
    assert all(move.has_changed for move in moves.values())


def test_an_excluded_proposal_holds_no_place_and_keeps_its_reason() -> None:
    call = make_call()
    make_judged(call, 8)
    excluded = factories.make_in_eligibility(call)
    Proposal.objects.filter(pk=excluded.pk).update(state=ProposalState.EXCLUDED)
    history.record(
        kind=EventKind.EXCLUDED, call=call, proposal=excluded, at=NOW, reason="Manca lo statuto."
    )
    row = publish(call).rows.get(proposal=excluded)
    assert (row.position, row.outcome, row.reason) == (None, "excluded", "Manca lo statuto.")


def test_nobody_loses_a_place_once_selected() -> None:
    call = make_call(max_selected=1)
    make_judged(call, 8)
    publish(call, RankingKind.FINAL)
    make_judged(call, 9)
    with pytest.raises(VersionRefused):
        publish(call, RankingKind.FINAL, number="110/2026")


def test_a_campaign_made_is_not_dropped_by_a_new_version() -> None:
    call = make_call()
    proposal = make_judged(call, 8)
    publish(call, RankingKind.FINAL)
    proposal.refresh_from_db()
    start(call, {proposal: make_rounds(call, 1)[0]})
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(VersionRefused):
        publish(call, RankingKind.FINAL, number="110/2026")


def test_the_version_of_the_ranking_of_a_past_day_stays_readable() -> None:
    """The words of a row come from what was sent, whatever became of the draft."""
    call = make_call()
    proposal = make_judged(call, 8, title="Com’era")
    Proposal.objects.filter(pk=proposal.pk).update(title="Altro")
    assert ranking.compute(call=call, now=NOW)[0].title == "Com’era"


def test_computing_takes_as_many_queries_for_more_rows(
    django_assert_max_num_queries: Any,
) -> None:
    call = make_call()
    for score in (5, 6, 7, 8, 9):
        make_judged(call, score)
    with django_assert_max_num_queries(6):
        ranking.compute(call=call, now=NOW)


def test_a_ranking_is_made_after_an_hour_of_the_clock_change() -> None:
    """The act's day is of Rome: 23:30 UTC of the 9th is the 10th there."""
    call = make_call()
    make_judged(call, 8)
    version = publish(call, now=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    assert version.act_date == date(2026, 3, 10)
