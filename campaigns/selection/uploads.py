"""Files of a proposal: taken in, checked by their content, kept in private, removed."""

from datetime import datetime

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import Membership, User
from campaigns.calls.models import RequiredDocument
from campaigns.files.checked import UploadRefused, check_document, clean_picture
from campaigns.files.private import save_with_file
from campaigns.selection.drafts import DraftRefused, locked_draft, touch
from campaigns.selection.models import (
    Attachment,
    IntegrationRequest,
    Picture,
    Proposal,
    ProposalState,
)


def attach(
    *,
    proposal: Proposal,
    file: File[bytes],
    required_document: RequiredDocument | None,
    by: User,
    now: datetime,
    integration: IntegrationRequest | None = None,
) -> Attachment:
    """Add a document to a draft or, with ``integration``, to the answer to an open request.

    Raises ``UploadRefused``, or ``DraftRefused`` if the proposal cannot be changed so.
    """
    checked = check_document(file)
    if required_document is not None and required_document.call_id != proposal.call_id:
        raise UploadRefused(_("The notice does not ask for this document."))
    with transaction.atomic():
        locked = _locked_for(proposal, integration, by, now)
        _check_count(locked, integration)
        attachment = Attachment(
            proposal=locked,
            required_document=required_document,
            integration=integration,
            name=checked.name,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
            uploaded_at=now,
            uploaded_by=by,
        )
        save_with_file(attachment, file)
        touch(locked, now)
    return attachment


def add_picture(
    *, proposal: Proposal, file: File[bytes], alt: str = "", by: User, now: datetime
) -> Picture:
    """Add a picture to a draft, as the last one; what is kept of it is the picture alone.

    Raises ``UploadRefused``, ``DraftRefused``.
    """
    file, checked = clean_picture(file)
    with transaction.atomic():
        locked = locked_draft(proposal=proposal, by=by)
        _check_count(locked, None)
        last = locked.pictures.filter(removed_at=None).order_by("-position").first()
        picture = Picture(
            proposal=locked,
            position=last.position + 1 if last else 1,
            alt=alt,
            name=checked.name,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
            width=checked.width,
            height=checked.height,
            uploaded_at=now,
        )
        save_with_file(picture, file)
        touch(locked, now)
    return picture


@transaction.atomic
def remove(*, file: Attachment | Picture, by: User, now: datetime) -> None:
    """Take a file out of a draft. What was ever sent is only marked, and kept with its sending."""
    integration = file.integration if isinstance(file, Attachment) else None
    locked = _locked_for(file.proposal, integration, by, now)
    sent_last = locked.submissions.order_by("-received_at").first()
    if sent_last is not None and file.uploaded_at <= sent_last.received_at:
        file.removed_at = now
        file.save(update_fields=["removed_at"])
    else:
        _forget(file)
    touch(locked, now)


def forget_files(*, proposal: Proposal) -> None:
    """Delete all files of a draft that was never sent, from the storage once it is committed."""
    for attachment in proposal.attachments.all():
        _forget(attachment)
    for picture in proposal.pictures.all():
        _forget(picture)


def _locked_for(
    proposal: Proposal, integration: IntegrationRequest | None, by: User, now: datetime
) -> Proposal:
    if integration is None:
        return locked_draft(proposal=proposal, by=by)
    locked = Proposal.objects.select_for_update(of=("self",), no_key=True).get(pk=proposal.pk)
    is_open = (
        locked.state == ProposalState.INTEGRATION
        and locked.integration_requests.filter(
            pk=integration.pk, answered_at=None, closed_at=None, due_at__gt=now
        ).exists()
    )
    members = Membership.objects.filter(organization_id=locked.organization_id, user=by)
    if not is_open or not members.exists():
        raise DraftRefused(_("This request can no longer be answered."))
    return locked


def _check_count(proposal: Proposal, integration: IntegrationRequest | None) -> None:
    count = proposal.attachments.filter(integration=integration, removed_at=None).count()
    if integration is None:
        count += proposal.pictures.filter(removed_at=None).count()
    if count >= settings.PROPOSAL_FILES_MAX:
        raise UploadRefused(
            _("There are already %(most)d files: remove one first.")
            % {"most": settings.PROPOSAL_FILES_MAX}
        )


def _forget(row: Attachment | Picture) -> None:
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))
