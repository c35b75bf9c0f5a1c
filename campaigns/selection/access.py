"""Who may read a proposal. Asked wherever a word or a file of one is shown."""

from datetime import datetime, timedelta
from typing import Any, Final

from campaigns.accounts.models import Membership
from campaigns.selection.models import Commissioner, EventKind, Proposal, ProposalState
from campaigns.selection.sealing import is_sealed

OPENED_FOR: Final = timedelta(hours=1)
"""How long whoever opened a sealed proposal, on record, may read it."""

_UNDER_JUDGEMENT: Final = (
    ProposalState.EVALUATION,
    ProposalState.RANKED,
    ProposalState.SELECTED,
    ProposalState.NOT_SELECTED,
)
"""States in which the commission reads a proposal."""


def is_member(*, user: Any, proposal: Proposal) -> bool:
    """True for the people of the proposal's lead organization."""
    if not user.is_active or user.pk is None:
        return False
    memberships = Membership.objects.filter(user=user, organization=proposal.organization_id)
    return memberships.exists()


def may_read(*, user: Any, proposal: Proposal, now: datetime) -> bool:
    """Its people always; drafts nobody else; sealed ones who opened it on record, for an hour.

    After the deadline whoever may view proposals (Segreteria, RUP, superusers) and, once it is
    admitted, the commissioners of its call who have declared that they have no conflict.
    """
    if not user.is_active or user.pk is None:
        return False
    if is_member(user=user, proposal=proposal):
        return True
    if proposal.state == ProposalState.DRAFT:
        return False
    if is_sealed(proposal=proposal, now=now):
        return has_opened(user=user, proposal=proposal, now=now)
    return user.has_perm("selection.view_proposal") or judges(user=user, proposal=proposal)


def may_read_files(*, user: Any, proposal: Proposal, now: datetime) -> bool:
    """Files are read by those who read the proposal."""
    return may_read(user=user, proposal=proposal, now=now)


def judges(*, user: Any, proposal: Proposal) -> bool:
    """True for a commissioner in office who has declared no conflict of interest on the proposal.

    Without a declaration nothing is read: whoever has read it has judged it already.
    """
    if proposal.state not in _UNDER_JUDGEMENT or not user.has_perm("selection.score_proposal"):
        return False
    in_office = Commissioner.objects.filter(call=proposal.call_id, user=user, ended_at__isnull=True)
    return in_office.filter(
        pk__in=proposal.conflict_declarations.filter(abstains=False).values("commissioner")
    ).exists()


def has_opened(*, user: Any, proposal: Proposal, now: datetime) -> bool:
    """True within an hour after this person opened the sealed proposal on record."""
    return (
        user.has_perm("selection.open_sealed")
        and proposal.history.filter(
            kind=EventKind.OPENED_SEALED, actor=user, at__gt=now - OPENED_FOR, at__lte=now
        ).exists()
    )
