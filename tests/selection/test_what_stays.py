"""Every trigger that keeps a row as it is: broken on purpose, and the same act without it.

The second half shows that nothing else refuses the act: without its trigger it would be done.
"""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import DatabaseError, connection, transaction

from campaigns.calls.models import Amendment, AmendmentKind, CallAct, CallActKind, Phase
from campaigns.selection.models import (
    Commissioner,
    ConflictDeclaration,
    Proposal,
    Score,
    ScoreSheet,
    Sitting,
)
from tests.selection import factories
from tests.selection.factories import NOW
from tests.selection.ranking.factories import DAY, give_scores, make_rounds, publish

pytestmark = pytest.mark.django_db

FINAL: Final = "sheet_id IN (SELECT id FROM selection_scoresheet WHERE final_at IS NOT NULL)"
ACTS: Final[dict[str, tuple[str, ...]]] = {
    "calls_call.call_is_frozen": (
        "UPDATE calls_call SET minimum_score = 1",
        "UPDATE calls_call SET submissions_close_at = now() + interval '9 years'",
    ),
    "calls_call_areas.call_areas_are_frozen": ("DELETE FROM calls_call_areas",),
    "calls_round.round_is_frozen": (
        "UPDATE calls_round SET number = number + 9",
        "DELETE FROM calls_round",
    ),
    "calls_criterion.criterion_is_frozen": (
        "UPDATE calls_criterion SET weight = weight + 1",
        "DELETE FROM calls_criterion",
    ),
    "calls_eligibilityitem.eligibility_item_is_frozen": (
        "UPDATE calls_eligibilityitem SET text_it = 'Altro'",
        "DELETE FROM calls_eligibilityitem",
    ),
    "calls_requireddocument.required_document_is_frozen": (
        "UPDATE calls_requireddocument SET name_it = 'Altro'",
        "DELETE FROM calls_requireddocument",
    ),
    "calls_callact.call_act_stays": (
        "UPDATE calls_callact SET reason = 'Altro'",
        "DELETE FROM calls_callact",
    ),
    "calls_amendment.amendment_stays": (
        "UPDATE calls_amendment SET text_it = 'Altro'",
        "DELETE FROM calls_amendment",
    ),
    "selection_submission.submission_stays": (
        "UPDATE selection_submission SET content = '{}'",
        "UPDATE selection_submission SET received_at = received_at - interval '1 day'",
        "UPDATE selection_submission SET digest = 'x'",
    ),
    "selection_submission.submission_kept": ("DELETE FROM selection_submission",),
    "selection_submission.submission_personal_only_erased": (
        """UPDATE selection_submission SET personal = '{"iban": "altro"}'""",
        "UPDATE selection_submission SET personal = '{}'",
    ),
    "selection_conflictdeclaration.abstention_stays": (
        "DELETE FROM selection_conflictdeclaration WHERE abstains",
    ),
    "selection_conflictdeclaration.abstention_only_erased": (
        "UPDATE selection_conflictdeclaration SET abstains = false WHERE abstains",
        "UPDATE selection_conflictdeclaration SET reason = 'Altro' WHERE abstains",
    ),
    "selection_conflictdeclaration.no_abstention_from_final_scores": (
        "UPDATE selection_conflictdeclaration SET abstains = true, reason = 'x' WHERE NOT abstains",
    ),
    "selection_scoresheet.final_sheet_stays": (
        "UPDATE selection_scoresheet SET final_at = NULL WHERE final_at IS NOT NULL",
        "DELETE FROM selection_scoresheet WHERE final_at IS NOT NULL",
    ),
    "selection_score.final_score_stays": (
        f"UPDATE selection_score SET value = 1 WHERE {FINAL}",
        f"DELETE FROM selection_score WHERE {FINAL}",
    ),
    "selection_score.score_of_the_scale": (
        f"UPDATE selection_score SET value = 99 WHERE NOT {FINAL}",
        f"UPDATE selection_score SET value = 0 WHERE NOT {FINAL}",
    ),
    "selection_historyentry.append_only": (
        "DELETE FROM selection_historyentry",
        "TRUNCATE selection_historyentry",
    ),
    "selection_historyentry.only_reasons_erased": (
        "UPDATE selection_historyentry SET reason = 'Altro'",
        "UPDATE selection_historyentry SET actor_id = NULL",
        "UPDATE selection_historyentry SET data = '{\"a\": 1}'",
    ),
    "selection_ranking.ranking_stays": (
        "UPDATE selection_ranking SET rules = '{}'",
        "DELETE FROM selection_ranking",
    ),
    "selection_rankingrow.ranking_row_stays": (
        "UPDATE selection_rankingrow SET numerator = 1",
        "DELETE FROM selection_rankingrow",
    ),
    "selection_sitting.minute_stays": (
        "UPDATE selection_sitting SET minute = '{}'",
        "DELETE FROM selection_sitting",
    ),
}
"""By table and trigger, what it refuses."""


def test_each_trigger_refuses_and_without_it_the_act_would_be_done() -> None:
    make_ended_selection()
    triggers = _triggers()
    assert set(ACTS) == set(triggers), "a trigger without its acts, or acts without a trigger"
    _check_constraints()
    wrong = []
    for key, acts in ACTS.items():
        for act in acts:
            if _is_done(act) or not _is_done(act, without=(key.split(".")[0], triggers[key])):
                wrong.append((key, act))
    assert not wrong


def make_ended_selection() -> None:
    """A published ranking over final scores, an abstention, and a draft sheet beside them."""
    call = factories.make_selection_call(phase=Phase.EVALUATION, quorum=1)
    make_rounds(call)
    rup = factories.make_staff("RUP")
    judge, away = factories.make_commissioner(call), factories.make_commissioner(call)
    judged = factories.make_evaluated(call)
    ConflictDeclaration.objects.create(commissioner=judge, proposal=judged, abstains=False, at=NOW)
    give_scores(judged, 8)
    publish(call, by=rup)
    open_one = factories.make_evaluated(call)
    _draft_sheet(judge, open_one)
    ConflictDeclaration.objects.create(
        commissioner=away, proposal=open_one, abstains=True, reason="Parente", at=NOW
    )
    act: dict[str, Any] = {"call": call, "number": "1", "date": DAY, "recorded_by": rup}
    CallAct.objects.create(
        kind=CallActKind.PUBLICATION, phase_before="draft", phase_after="open", at=NOW, **act
    )
    Amendment.objects.create(
        kind=AmendmentKind.CORRECTION, text_it="Testo", published_at=NOW, **act
    )
    Sitting.objects.create(
        call=call,
        number=1,
        started_at=NOW - timedelta(hours=1),
        ended_at=NOW,
        minute={"notes": ""},
        digest="x",
        recorded_at=NOW,
        recorded_by=rup,
    )


def _draft_sheet(judge: Commissioner, proposal: Proposal) -> None:
    sheet = ScoreSheet.objects.create(commissioner=judge, proposal=proposal, saved_at=NOW)
    criterion = proposal.call.criteria.first()
    assert criterion is not None
    Score.objects.create(sheet=sheet, criterion=criterion, value=7, comment="Perché sì.")


def _triggers() -> dict[str, str]:
    """The triggers of the tables of calls and of the selection, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND (relname LIKE 'calls%' OR relname LIKE 'selection%')"
        )
        found = cursor.fetchall()
    return {f"{table}.{_bare(name)}": name for table, name in found}


def _bare(trigger: str) -> str:
    """The name that the model, or the migration, gave it."""
    name = trigger.removeprefix("pgtrigger_")
    return trigger if name == trigger else name.rpartition("_")[0]


def _check_constraints() -> None:
    """Now, so that no row waits to be checked while a trigger is taken away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _is_done(act: str, without: tuple[str, str] | None = None) -> bool:
    """Whether the database does the act, to at least one row; then all is as before."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if without is not None:
                cursor.execute('ALTER TABLE "{}" DISABLE TRIGGER "{}"'.format(*without))
            cursor.execute(act)
            rows = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    assert rows != 0, f"nothing to do: {act}"
    return True
