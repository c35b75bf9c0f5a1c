"""Personal data of a selection, kept for as long as a setting says, then erased (R16).

What stays is what was judged, by whom it was decided and why, and every digest: years later the
whole can still be checked against the receipts. ``docs/selection.md`` lists both.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from campaigns.accounts.models import Invitation, OrganizationProfile
from campaigns.calls.models import Call, CallAct, CallActKind
from campaigns.selection import history
from campaigns.selection.models import EventKind, Proposal, ProposalState
from campaigns.suggesting import retention as suggested

logger = logging.getLogger(__name__)

_CONTACT = {"contact_name": "", "contact_email": "", "contact_phone": "", "declarations": {}}


def erase_due(*, now: datetime) -> int:
    """Erase what calls closed ``SELECTION_RETENTION_DAYS`` ago no longer need; how many proposals.

    Each proposal in a transaction of its own: one that fails is logged and tried again.
    """
    limit = now - timedelta(days=settings.SELECTION_RETENTION_DAYS)
    closings = CallAct.objects.filter(kind=CallActKind.CLOSING, at__lte=limit)
    return sum(_erase_call(act, now) for act in closings.select_related("call"))


def _erase_call(closing: CallAct, now: datetime) -> int:
    proposals = Proposal.objects.filter(call=closing.call_id)
    erased = 0
    for proposal in proposals.exclude(history__kind=EventKind.ERASED).order_by("pk"):
        try:
            erased += _erase(proposal, closing, now)
        except Exception:
            logger.exception("Personal data of proposal %s could not be erased", proposal.pk)
    return erased


@transaction.atomic
def _erase(proposal: Proposal, closing: CallAct, now: datetime) -> bool:
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("call").get(pk=proposal.pk)
    call = Call.objects.select_for_update(no_key=True).get(pk=locked.call_id)
    if locked.history.filter(kind=EventKind.ERASED).exists():
        return False
    Proposal.objects.filter(pk=locked.pk).update(**_CONTACT)
    locked.partners.update(representative="")
    sent = locked.submissions.filter(erased_at=None).update(personal={}, erased_at=now)
    files = _drop_files(locked)
    _erase_words(locked, now)
    _erase_organization(locked, closing)
    history.record(
        kind=EventKind.ERASED,
        call=call,
        proposal=locked,
        at=now,
        data={"submissions": sent, "files": files},
    )
    return True


def _erase_words(proposal: Proposal, now: datetime) -> None:
    """What people wrote to each other about the proposal: it may name anyone."""
    proposal.integration_requests.update(text="", answer="")
    proposal.eligibility_checks.update(note="")
    if proposal.page is not None:
        suggested.erase(campaign_key=proposal.page.translation_key)
    abstentions = proposal.conflict_declarations.filter(abstains=True, erased_at=None)
    abstentions.update(reason="", erased_at=now)
    history.erase_reasons(proposal=proposal)


def _erase_organization(proposal: Proposal, closing: CallAct) -> None:
    """Its invitations; its profile too, unless it takes part in another call or wrote it since."""
    organization = proposal.organization_id
    Invitation.objects.filter(organization=organization, expires_at__lte=closing.at).delete()
    others = Proposal.objects.filter(organization=organization).exclude(pk=proposal.pk)
    if not others.exclude(history__kind=EventKind.ERASED).exists():
        OrganizationProfile.objects.filter(
            organization=organization, updated_at__lte=closing.at
        ).delete()


def _drop_files(proposal: Proposal) -> int:
    """Delete private files once this is committed; their digests stay.

    A selected project keeps what it sent, but not what it answered with.
    """
    attachments, pictures = (
        proposal.attachments.exclude(file=""),
        proposal.pictures.exclude(file=""),
    )
    if proposal.state == ProposalState.SELECTED:
        attachments, pictures = attachments.exclude(integration=None), pictures.none()
    held: list[Any] = [*attachments, *pictures]
    for row in held:
        transaction.on_commit(partial(row.file.storage.delete, row.file.name))
        type(row).objects.filter(pk=row.pk).update(file="")
    return len(held)
