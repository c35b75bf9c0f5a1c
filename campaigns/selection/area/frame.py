"""What every page of a draft shows around its step: the way through, and the time left."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from campaigns.selection.completeness import missing
from campaigns.selection.models import Proposal
from campaigns.selection.steps import ORDER, Step, step_after, step_before


@dataclass(frozen=True)
class StepLink:
    """One step in the way through a proposal; ``lacks`` counts what is missing in it."""

    step: Step
    number: int
    is_current: bool
    lacks: int


def frame_of(*, proposal: Proposal, step: Step, now: datetime) -> dict[str, Any]:
    """The context that all steps of a draft share."""
    gaps = missing(proposal=proposal)
    lacks = Counter(gap.step for gap in gaps)
    return {
        "proposal": proposal,
        "call": proposal.call,
        "step": step,
        "number": ORDER.index(step) + 1,
        "links": [
            StepLink(other, number, other == step, lacks[other])
            for number, other in enumerate(ORDER, 1)
        ],
        "gaps": gaps,
        "previous": step_before(step),
        "following": step_after(step),
        "accepts": proposal.call.accepts_proposals_at(now),
        "file_megabytes": settings.PROPOSAL_FILE_MAX_MB,
        "picture_megabytes": settings.PROPOSAL_PICTURE_MAX_MB,
        "now": now,
    }
