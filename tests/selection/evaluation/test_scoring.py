"""Declarations, scores, and when they are final."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction

from campaigns.calls.models import Call, Criterion, Phase
from campaigns.selection import history, score_values, scoring, workflow
from campaigns.selection.models import (
    Commissioner,
    ConflictDeclaration,
    EventKind,
    Proposal,
    ProposalState,
    RankingTask,
    Score,
    ScoreSheet,
)
from tests.selection import factories
from tests.selection.evaluation.scores import declare, declare_and_hand_in, full, hand_in
from tests.selection.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION)


@pytest.fixture
def proposal(call: Call) -> Proposal:
    return factories.make_in_evaluation(call)


@pytest.fixture
def commissioners(call: Call) -> list[Commissioner]:
    return [factories.make_commissioner(call, presides=number == 0) for number in range(3)]


def save(
    commissioner: Commissioner,
    proposal: Proposal,
    scores: Any,
    *,
    hand_in: bool = True,
    by: Any = None,
) -> ScoreSheet:
    return scoring.save_sheet(
        commissioner=commissioner,
        proposal=proposal,
        scores=scores,
        hand_in=hand_in,
        by=by or commissioner.user,
        now=NOW,
    )


def test_the_last_vote_makes_all_final_without_a_right_to_publish(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    for number, commissioner in enumerate(commissioners):
        assert not commissioner.user.has_perm("wagtailcore.publish_page")
        assert not scoring.counted_sheets(proposal=proposal).exists()
        declare_and_hand_in(commissioner, proposal, 6 + number)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RANKED
    task = workflow.current_task(proposal)
    assert task is not None
    assert isinstance(task.task.specific, RankingTask)
    assert scoring.counted_sheets(proposal=proposal).count() == 3
    entry = proposal.history.get(kind=EventKind.SCORES_FINAL)
    assert [set(sheet["values"].values()) for sheet in entry.data["sheets"]] == [{6}, {7}, {8}]
    assert entry.actor == commissioners[2].user
    assert history.broken_at(proposal.call) is None
    page = proposal.page
    assert page is not None
    assert not page.live


def test_the_history_of_a_handed_in_sheet_carries_no_values(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare_and_hand_in(commissioners[0], proposal, 9)
    entry = proposal.history.get(kind=EventKind.HANDED_IN)
    assert entry.data == {
        "commissioner": commissioners[0].pk,
        "again": False,
        "taken_back": False,
    }


@pytest.mark.parametrize(
    "value",
    [99, 0, 11, -1, "99", "7.5", "-1", "+7", "1e1", "NaN", "٧", "7" * 5000, "", None, True, 7.0],
    ids=lambda value: repr(value)[:12],
)
def test_a_score_outside_the_scale_is_refused(
    proposal: Proposal, commissioners: list[Commissioner], value: Any
) -> None:
    declare(commissioners[0], proposal)
    scores = full(proposal)
    criterion = min(scores)
    scores[criterion] = (value, "Perché sì.")
    with pytest.raises(score_values.BadScores) as refusal:
        save(commissioners[0], proposal, scores)
    assert set(refusal.value.errors) == {criterion}
    assert not ScoreSheet.objects.exists()


def test_a_missing_criterion_or_comment_is_refused_at_hand_in_only(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare(commissioners[0], proposal)
    first, second, third = sorted(full(proposal))
    scores: dict[int, tuple[Any, str]] = {first: (7, "Bene"), second: ("8", "  ")}
    with pytest.raises(score_values.BadScores) as refusal:
        save(commissioners[0], proposal, scores)
    assert set(refusal.value.errors) == {second, third}
    sheet = save(commissioners[0], proposal, scores, hand_in=False)
    assert dict(sheet.scores.values_list("criterion", "value")) == {first: 7, second: 8}
    assert sheet.handed_in_at is None


def test_a_criterion_of_another_call_is_refused(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare(commissioners[0], proposal)
    other = Criterion.objects.exclude(call=proposal.call).first()
    if other is None:
        other = factories.make_selection_call().criteria.first()
    assert other is not None
    with pytest.raises(score_values.BadScores) as refusal:
        save(commissioners[0], proposal, full(proposal) | {other.pk: (7, "Bene")})
    assert set(refusal.value.errors) == {None}


def test_nobody_scores_for_another(proposal: Proposal, commissioners: list[Commissioner]) -> None:
    declare(commissioners[0], proposal)
    for other in (commissioners[1].user, factories.make_staff("RUP")):
        with pytest.raises(PermissionDenied):
            save(commissioners[0], proposal, full(proposal), by=other)


def test_nobody_scores_in_another_commission(proposal: Proposal) -> None:
    stranger = factories.make_commissioner(factories.make_selection_call(phase=Phase.EVALUATION))
    with pytest.raises(PermissionDenied):
        declare(stranger, proposal)


def test_who_lost_the_role_scores_no_more(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    commissioners[0].user.groups.clear()
    with pytest.raises(PermissionDenied):
        declare(commissioners[0], proposal)


def test_no_score_before_the_declaration(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    with pytest.raises(scoring.NotDeclared):
        save(commissioners[0], proposal, full(proposal))


def test_who_belongs_to_the_proponent_must_abstain(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    proposal.organization.memberships.create(user=commissioners[0].user, since=NOW)
    with pytest.raises(scoring.InConflict):
        declare(commissioners[0], proposal)


def test_who_applies_judges_no_competitor_though_they_joined_later(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare(commissioners[0], proposal)
    rival = factories.make_draft(proposal.call)
    for commissioner in commissioners[:2]:
        rival.organization.memberships.create(user=commissioner.user, since=NOW)
    declare(commissioners[1], proposal)
    rival.state = ProposalState.EVALUATION
    rival.save(update_fields=["state"])
    with pytest.raises(scoring.InConflict):
        save(commissioners[0], proposal, full(proposal))
    abstain(commissioners[0], proposal)
    declare(commissioners[2], proposal)


def test_a_declaration_is_made_once_and_an_abstention_is_never_taken_back(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare(commissioners[0], proposal)
    with pytest.raises(scoring.AlreadyDeclared):
        declare(commissioners[0], proposal)
    with pytest.raises(scoring.ReasonMissing):
        abstain(commissioners[0], proposal, "  ")
    abstain(commissioners[0], proposal)
    with pytest.raises(scoring.AlreadyDeclared):
        declare(commissioners[0], proposal)
    with pytest.raises(Error), transaction.atomic():
        ConflictDeclaration.objects.update(abstains=False)


def abstain(commissioner: Commissioner, proposal: Proposal, reason: str = "Parente") -> None:
    scoring.declare(
        commissioner=commissioner, proposal=proposal, abstains=True, reason=reason, now=NOW
    )


def test_an_abstention_lowers_the_denominator(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    for commissioner in commissioners[:2]:
        declare_and_hand_in(commissioner, proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EVALUATION
    abstain(commissioners[2], proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RANKED, "nobody is waited for any more"
    assert scoring.counted_sheets(proposal=proposal).count() == 2


def test_who_abstains_after_handing_in_no_longer_counts(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare_and_hand_in(commissioners[0], proposal)
    abstain(commissioners[0], proposal)
    for commissioner in commissioners[1:]:
        declare_and_hand_in(commissioner, proposal)
    counted = scoring.counted_sheets(proposal=proposal)
    assert [sheet.commissioner for sheet in counted] == commissioners[1:]
    assert commissioners[0].sheets.get().final_at is None


def test_below_the_quorum_nothing_is_final(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    for commissioner in commissioners[:2]:
        abstain(commissioner, proposal)
    declare_and_hand_in(commissioners[2], proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EVALUATION
    declare_and_hand_in(factories.make_commissioner(proposal.call), proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RANKED, "a further member makes the quorum"


def test_a_handed_in_sheet_changes_until_all_are_in_and_never_after(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare_and_hand_in(commissioners[0], proposal, 3)
    hand_in(commissioners[0], proposal, 4)
    assert proposal.history.filter(kind=EventKind.HANDED_IN, data__again=True).count() == 1
    for commissioner in commissioners[1:]:
        declare_and_hand_in(commissioner, proposal)
    with pytest.raises(scoring.NotBeingEvaluated):
        hand_in(commissioners[0], proposal, 10)
    with pytest.raises(scoring.NotBeingEvaluated):
        abstain(commissioners[0], proposal)
    assert set(commissioners[0].sheets.get().scores.values_list("value", flat=True)) == {4}


def test_a_sheet_taken_back_as_a_draft_is_waited_for(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare_and_hand_in(commissioners[0], proposal)
    save(commissioners[0], proposal, full(proposal, 5), hand_in=False)
    for commissioner in commissioners[1:]:
        declare_and_hand_in(commissioner, proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EVALUATION


def test_out_of_the_phase_of_evaluation_nothing_is_scored(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare(commissioners[0], proposal)
    Call.objects.filter(pk=proposal.call.pk).update(phase=Phase.RANKED)
    with pytest.raises(scoring.NotBeingEvaluated):
        hand_in(commissioners[0], proposal)


def refused_by_the_database(act: Any) -> None:
    with pytest.raises(Error), transaction.atomic():
        act()


def test_the_database_keeps_final_scores_as_they_are(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    for commissioner in commissioners:
        declare_and_hand_in(commissioner, proposal)
    sheet = ScoreSheet.objects.filter(proposal=proposal)[0]
    score = sheet.scores.all()[0]
    refused_by_the_database(lambda: Score.objects.filter(pk=score.pk).update(value=1))
    refused_by_the_database(lambda: Score.objects.filter(pk=score.pk).update(comment="x"))
    refused_by_the_database(lambda: Score.objects.filter(pk=score.pk).delete())
    refused_by_the_database(lambda: ScoreSheet.objects.filter(pk=sheet.pk).update(final_at=None))
    refused_by_the_database(
        lambda: ConflictDeclaration.objects.filter(commissioner=sheet.commissioner).update(
            abstains=True, reason="x"
        )
    )
    other = factories.make_commissioner(proposal.call).sheets.create(
        proposal=proposal, saved_at=NOW
    )
    refused_by_the_database(lambda: Score.objects.filter(pk=score.pk).update(sheet=other))


@pytest.mark.parametrize("value", [0, 11, 99])
def test_the_database_knows_the_scale(
    proposal: Proposal, commissioners: list[Commissioner], value: int
) -> None:
    sheet = commissioners[0].sheets.create(proposal=proposal, saved_at=NOW)
    criterion = proposal.call.criteria.all()[0]
    refused_by_the_database(
        lambda: sheet.scores.create(criterion=criterion, value=value, comment="x")
    )
    sheet.scores.create(criterion=criterion, value=10, comment="x")
    refused_by_the_database(lambda: sheet.scores.update(value=value))
