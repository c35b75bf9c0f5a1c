"""The public notice (Avviso): its rules as data, its rounds, its acts, the page that tells it."""

from campaigns.calls.models.acts import Amendment, AmendmentKind, CallAct, CallActKind
from campaigns.calls.models.areas import Area
from campaigns.calls.models.calls import Call, Overfunding, Phase, TieRule
from campaigns.calls.models.criteria import Criterion, EligibilityItem, RequiredDocument
from campaigns.calls.models.pages import CallAttachment, CallPage
from campaigns.calls.models.questions import CallQuestion
from campaigns.calls.models.rounds import Round

__all__ = [
    "Amendment",
    "AmendmentKind",
    "Area",
    "Call",
    "CallAct",
    "CallActKind",
    "CallAttachment",
    "CallPage",
    "CallQuestion",
    "Criterion",
    "EligibilityItem",
    "Overfunding",
    "Phase",
    "RequiredDocument",
    "Round",
    "TieRule",
]
