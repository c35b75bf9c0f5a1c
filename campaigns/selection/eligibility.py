"""The check of eligibility: the checklist, then the decision of the Segreteria.

What is asked of a proponent meanwhile is in ``integrations``. Every service locks the proposal,
and checks permission, state and phase there.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import EligibilityItem, Phase
from campaigns.refusals import Refused
from campaigns.selection import access, history, notices, sealing, workflow
from campaigns.selection.models import (
    CheckOutcome,
    EligibilityCheck,
    EligibilityTask,
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
)

PERMISSION: Final = "selection.check_eligibility"
UNDER_CHECK: Final = (ProposalState.ELIGIBILITY, ProposalState.INTEGRATION)


class EligibilityRefused(Refused):
    """The check of a proposal cannot be written, or decided."""


class NotUnderCheck(EligibilityRefused):
    """The proposal is sealed, waits for its proponent, or was decided already."""


class UnknownCheck(EligibilityRefused):
    """A line of another call's checklist, or an outcome that there is not."""


class ChecklistNotMet(EligibilityRefused):
    """Some line of the checklist was not checked, or was not met."""


class NoReason(EligibilityRefused):
    """Nobody is excluded without a reason."""


class OwnProposal(EligibilityRefused):
    """Who belongs to the organization does not decide about its proposal."""


@transaction.atomic
def save_checks(
    *, proposal: Proposal, checks: Mapping[int, tuple[str, str]], by: User, now: datetime
) -> int:
    """Write down what was found of some lines: ``(outcome, note)`` by the item's id.

    Returns how many changed; only those are recorded. Raises ``PermissionDenied``,
    ``NotUnderCheck``, ``OwnProposal`` and ``UnknownCheck``.
    """
    proposal = lock_for_decision(proposal, by=by, now=now, states=UNDER_CHECK)
    items = {item.pk: item for item in proposal.call.eligibility_items.all()}
    known = {check.item_id: check for check in proposal.eligibility_checks.all()}
    changed: list[EligibilityCheck] = []
    for item_id, (outcome, note) in checks.items():
        if item_id not in items or outcome not in CheckOutcome.values:
            raise UnknownCheck(_("The checklist has changed: open the page again."))
        check = known.get(item_id) or EligibilityCheck(proposal=proposal, item=items[item_id])
        if (check.outcome, check.note) == (outcome, note):
            continue
        check.outcome, check.note, check.checked_by, check.checked_at = outcome, note, by, now
        check.save()
        changed.append(check)
    if changed:
        history.record(
            kind=EventKind.CHECKED,
            call=proposal.call,
            proposal=proposal,
            actor=by,
            at=now,
            reason=_notes(changed),
            data={"checks": [_told(check) for check in changed]},
        )
    return len(changed)


@transaction.atomic
def admit(*, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Admit a proposal whose whole checklist is met: the commission judges it from now on.

    Raises ``PermissionDenied``, ``NotUnderCheck``, ``OwnProposal`` and ``ChecklistNotMet``.
    """
    proposal = lock_for_decision(proposal, by=by, now=now)
    if open_items(proposal):
        raise ChecklistNotMet(
            _("A proposal is admitted when every line of the checklist is met: complete it first.")
        )
    proposal.state = ProposalState.EVALUATION
    proposal.save(update_fields=["state"])
    workflow.advance(proposal=proposal, task=EligibilityTask, by=by)
    checks = proposal.eligibility_checks.select_related("item").order_by("item__sort_order", "pk")
    history.record(
        kind=EventKind.ADMITTED,
        call=proposal.call,
        proposal=proposal,
        actor=by,
        at=now,
        reason=_notes(checks),
        data={"checks": [_told(check) for check in checks]},
    )
    notices.queue(kind=NoticeKind.ADMITTED, proposal=proposal, now=now)
    return proposal


@transaction.atomic
def exclude(
    *, proposal: Proposal, reasons: str, number: str, date: date, by: User, now: datetime
) -> Proposal:
    """Exclude a proposal by an act, for what is not met, for stated reasons, or both.

    Raises ``PermissionDenied``, ``NotUnderCheck``, ``OwnProposal`` and ``NoReason``.
    """
    proposal = lock_for_decision(proposal, by=by, now=now)
    stated = exclusion_reasons(proposal, reasons)
    if not stated:
        raise NoReason(_("Say why: nobody is excluded without a reason."))
    if not number.strip() or date > timezone.localdate(now):
        raise NoReason(_("An exclusion rests on an act, with its number and its date."))
    proposal.state = ProposalState.EXCLUDED
    proposal.save(update_fields=["state"])
    workflow.end(proposal=proposal, by=by)
    history.record(
        kind=EventKind.EXCLUDED,
        call=proposal.call,
        proposal=proposal,
        actor=by,
        at=now,
        reason="\n".join(stated),
        data={"act": {"number": number, "date": date.isoformat()}},
    )
    notices.queue(kind=NoticeKind.EXCLUDED, proposal=proposal, now=now)
    return proposal


def open_items(proposal: Proposal) -> list[EligibilityItem]:
    """The lines of the checklist that are not met, or were not checked, in their order."""
    met = proposal.eligibility_checks.filter(outcome=CheckOutcome.MET).values("item_id")
    return list(proposal.call.eligibility_items.exclude(pk__in=met))


def exclusion_reasons(proposal: Proposal, reasons: str) -> list[str]:
    """What the proponent is told: each line not met with its note, then the stated reasons."""
    unmet = proposal.eligibility_checks.filter(outcome=CheckOutcome.NOT_MET)
    lines = [
        f"{check.item.text_it}: {check.note}" if check.note else check.item.text_it
        for check in unmet.select_related("item").order_by("item__sort_order", "pk")
    ]
    return [*lines, reasons.strip()] if reasons.strip() else lines


def lock_for_decision(
    proposal: Proposal,
    *,
    by: User,
    now: datetime,
    states: Collection[str] = (ProposalState.ELIGIBILITY,),
) -> Proposal:
    """The proposal, locked until the caller's transaction ends, if ``by`` may decide about it.

    Raises ``PermissionDenied``, ``NotUnderCheck`` and ``OwnProposal``.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    proposal = lock(proposal)
    check_decidable(proposal, by=by, now=now, states=states)
    return proposal


def check_decidable(
    proposal: Proposal,
    *,
    by: User,
    now: datetime,
    states: Collection[str] = (ProposalState.ELIGIBILITY,),
) -> None:
    """Raise ``NotUnderCheck`` or ``OwnProposal`` unless ``by`` may decide about it now."""
    in_phase = proposal.call.phase_at(now) == Phase.EVALUATION
    sealed = sealing.is_sealed(proposal=proposal, now=now)
    if proposal.state not in states or not in_phase or sealed:
        raise NotUnderCheck(
            _("This proposal cannot be decided now: %(state)s.")
            % {"state": proposal.get_state_display()}
        )
    if access.is_member(user=by, proposal=proposal):
        raise OwnProposal(
            _("You belong to the organization that proposes it: a colleague of yours decides.")
        )


def lock(proposal: Proposal) -> Proposal:
    """The proposal as it is now, its row locked until the caller's transaction ends."""
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("call", "organization", "page").get(pk=proposal.pk)


def _told(check: EligibilityCheck) -> dict[str, Any]:
    """A line as the history keeps it, readable without the checklist."""
    return {
        "item": check.item_id,
        "text": check.item.text_it,
        "outcome": str(check.outcome),
    }


def _notes(checks: Iterable[EligibilityCheck]) -> str:
    """The notes, as a reason of the history: they may name persons, and can be erased there."""
    return "\n".join(f"{check.item.text_it}: {check.note}" for check in checks if check.note)
