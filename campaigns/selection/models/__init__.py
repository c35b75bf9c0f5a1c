"""The selection of projects: proposals, their check, their evaluation, the ranking."""

from campaigns.house.message_queue import NoticeState
from campaigns.selection.models.eligibility import (
    CheckOutcome,
    EligibilityCheck,
    IntegrationRequest,
)
from campaigns.selection.models.evaluation import (
    Commissioner,
    ConflictDeclaration,
    Score,
    ScoreSheet,
)
from campaigns.selection.models.files import Attachment, Picture
from campaigns.selection.models.history import EventKind, HistoryEntry
from campaigns.selection.models.notices import NoticeKind, SelectionNotice
from campaigns.selection.models.proposals import (
    IN_SELECTION,
    Partner,
    Proposal,
    ProposalBudgetLine,
    ProposalState,
    ProposedReward,
)
from campaigns.selection.models.ranking import Outcome, Ranking, RankingKind, RankingRow
from campaigns.selection.models.sittings import Sitting
from campaigns.selection.models.submissions import Submission
from campaigns.selection.models.tasks import (
    EligibilityTask,
    EvaluationTask,
    RankingTask,
    SelectionTask,
)

__all__ = [
    "IN_SELECTION",
    "Attachment",
    "CheckOutcome",
    "Commissioner",
    "ConflictDeclaration",
    "EligibilityCheck",
    "EligibilityTask",
    "EvaluationTask",
    "EventKind",
    "HistoryEntry",
    "IntegrationRequest",
    "NoticeKind",
    "NoticeState",
    "Outcome",
    "Partner",
    "Picture",
    "Proposal",
    "ProposalBudgetLine",
    "ProposalState",
    "ProposedReward",
    "Ranking",
    "RankingKind",
    "RankingRow",
    "RankingTask",
    "Score",
    "ScoreSheet",
    "SelectionNotice",
    "SelectionTask",
    "Sitting",
    "Submission",
]
