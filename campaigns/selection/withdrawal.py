"""A proponent withdraws from the selection, after the deadline: colleagues and staff are told."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Phase
from campaigns.funding.models import Funding
from campaigns.house.letters import contact
from campaigns.selection import history, notices, workflow
from campaigns.selection.access import is_member
from campaigns.selection.models import (
    IN_SELECTION,
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
)

LONGEST_REASON: Final = 1000

_WITHDRAWABLE: Final = (*IN_SELECTION, ProposalState.SELECTED, ProposalState.NOT_SELECTED)
"""Who was not selected may be next on the list: they may withdraw too."""

_RANKED: Final = (ProposalState.RANKED, ProposalState.SELECTED, ProposalState.NOT_SELECTED)


class WithdrawalRefused(Exception):
    """The proposal stays in the selection; ``str`` says why, in words for people."""


class NotAMember(WithdrawalRefused):
    """Only the people of the lead organization withdraw it."""


class NotInSelection(WithdrawalRefused):
    """A draft, or one whose selection is over."""


class TakeBackInstead(WithdrawalRefused):
    """The deadline has not passed: it can be taken back and sent again."""


class HasCampaign(WithdrawalRefused):
    """The campaign is made: ending it is an act of finance."""


def withdraw(*, proposal: Proposal, by: User, reason: str, now: datetime) -> None:
    """Take a proposal out of the selection for good; what it was asked for is asked no more.

    Raises a ``WithdrawalRefused``.
    """
    with transaction.atomic():
        rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
        locked = rows.select_related("call", "page").get(pk=proposal.pk)
        check_may_withdraw(proposal=locked, by=by, now=now)
        state_before = locked.state
        workflow.end(proposal=locked, by=None)
        locked.state = ProposalState.WITHDRAWN
        locked.save(update_fields=["state"])
        locked.integration_requests.filter(answered_at=None, closed_at=None).update(closed_at=now)
        history.record(
            kind=EventKind.WITHDRAWN,
            call=locked.call,
            proposal=locked,
            actor=by,
            at=now,
            reason=reason.strip()[:LONGEST_REASON],
            data={"state_before": state_before},
        )
        _tell(locked, state_before, now)


def check_may_withdraw(*, proposal: Proposal, by: User, now: datetime) -> None:
    """Raise a ``WithdrawalRefused`` unless this person may withdraw the proposal now."""
    if not is_member(user=by, proposal=proposal):
        raise NotAMember(_("Only the people of the organization can do this."))
    if proposal.state not in _WITHDRAWABLE or proposal.call.phase == Phase.CLOSED:
        raise NotInSelection(_("This proposal is not in the selection: nothing to withdraw."))
    if proposal.call.accepts_proposals_at(now):
        raise TakeBackInstead(
            _("Until the deadline you can take it back, correct it and send it again.")
        )
    if has_campaign(proposal):
        raise HasCampaign(
            _("Your campaign is already scheduled: to end it, write to %(email)s.")
            % {"email": contact()}
        )


def has_campaign(proposal: Proposal) -> bool:
    """True once the selection has made the proposal's funding."""
    page = proposal.page
    if page is None:
        return False
    return Funding.objects.filter(translation_key=page.translation_key).exists()


def _tell(proposal: Proposal, state_before: str, now: datetime) -> None:
    """The people of the organization, the Segreteria, and the RUP if the list may slide."""
    permissions = ["check_eligibility"]
    if state_before in _RANKED:
        permissions.append("act_on_ranking")
    people = User.objects.filter(groups__permissions__codename__in=permissions, is_active=True)
    notices.queue(kind=NoticeKind.WITHDRAWN, proposal=proposal, now=now)
    notices.queue_for_staff(
        kind=NoticeKind.WITHDRAWN,
        people=people.distinct().order_by("pk"),
        call=proposal.call,
        about=str(proposal.pk),
        now=now,
    )
