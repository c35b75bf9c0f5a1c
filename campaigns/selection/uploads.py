"""Files of a proposal: taken in, checked by their content, kept in private, removed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from campaigns.accounts.models import Membership, User
from campaigns.calls.models import RequiredDocument
from campaigns.selection.clean_pictures import without_metadata
from campaigns.selection.drafts import DraftRefused, locked_draft, touch
from campaigns.selection.models import (
    Attachment,
    IntegrationRequest,
    Picture,
    Proposal,
    ProposalState,
)

MEGABYTE: Final = 1024 * 1024
MOST_PIXELS: Final = 60_000_000
EXTENSIONS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_PICTURE_FORMATS: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
"""As Pillow names them; phones write JPEG files of several pictures (MPO)."""
_HEIC: Final = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"mif1", b"msf1", b"heim"))
_NO_PICTURE: Final = _("This is no JPEG or PNG picture, or it is damaged.")


class UploadRefused(Exception):
    """The file is not taken; ``message`` says why in the reader's language."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class CheckedFile:
    """A file whose content is what it says: its safe name, kind, size in bytes, digest."""

    name: str
    content_type: str
    size: int
    sha256: str
    width: int = 0
    height: int = 0


def check_document(file: File[bytes]) -> CheckedFile:
    """A PDF or a picture within the limits. Raises ``UploadRefused``."""
    _check_size(file, settings.PROPOSAL_FILE_MAX_MB)
    file.seek(0)
    if _kind(file.read(2048)) == "application/pdf":
        return _checked(file, "application/pdf")
    _refuse_heic(file)
    return _check_image(file, _("This is neither a PDF nor a JPEG or PNG picture."))


def check_picture(file: File[bytes]) -> CheckedFile:
    """A JPEG or PNG picture within the limits. Raises ``UploadRefused``."""
    _check_size(file, settings.PROPOSAL_PICTURE_MAX_MB)
    _refuse_heic(file)
    return _check_image(file, _NO_PICTURE)


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
        _store(attachment, file)
        touch(locked, now)
    return attachment


def add_picture(
    *, proposal: Proposal, file: File[bytes], alt: str = "", by: User, now: datetime
) -> Picture:
    """Add a picture to a draft, as the last one; what is kept of it is the picture alone.

    Raises ``UploadRefused``, ``DraftRefused``.
    """
    check_picture(file)
    file = _cleaned(file)
    checked = _check_image(file, _NO_PICTURE)
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
        _store(picture, file)
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


def _check_size(file: File[bytes], megabytes: int) -> None:
    if not file.size:
        raise UploadRefused(_("The file is empty."))
    if file.size > megabytes * MEGABYTE:
        raise UploadRefused(
            _("The file is too large: at most %(megabytes)d MB.") % {"megabytes": megabytes}
        )


def _check_count(proposal: Proposal, integration: IntegrationRequest | None) -> None:
    count = proposal.attachments.filter(integration=integration, removed_at=None).count()
    if integration is None:
        count += proposal.pictures.filter(removed_at=None).count()
    if count >= settings.PROPOSAL_FILES_MAX:
        raise UploadRefused(
            _("There are already %(most)d files: remove one first.")
            % {"most": settings.PROPOSAL_FILES_MAX}
        )


def _kind(head: bytes) -> str:
    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _refuse_heic(file: File[bytes]) -> None:
    """Phones write such pictures; reading them takes a library that we do not want to trust."""
    file.seek(4)
    if file.read(8) in _HEIC:
        raise UploadRefused(
            _(
                "This photo is in HEIC format, which not everybody can open. Save it as JPEG: on "
                "an iPhone, Settings › Camera › Formats › Most Compatible; or send it to yourself "
                "by e-mail and upload what arrives."
            )
        )


def _cleaned(file: File[bytes]) -> File[bytes]:
    try:
        return without_metadata(file)
    except (OSError, SyntaxError, ValueError) as error:
        raise UploadRefused(_NO_PICTURE) from error


def _check_image(file: File[bytes], refusal: Any) -> CheckedFile:
    try:
        file.seek(0)
        with Image.open(file, formats=["JPEG", "PNG"]) as image:
            content_type = _PICTURE_FORMATS[image.format or ""]
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise UploadRefused(_("The picture has too many pixels: make it smaller."))
            image.verify()
    except Image.DecompressionBombError as error:
        raise UploadRefused(_("The picture has too many pixels: make it smaller.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError) as error:
        raise UploadRefused(refusal) from error
    return _checked(file, content_type, width, height)


def _checked(file: File[bytes], content_type: str, width: int = 0, height: int = 0) -> CheckedFile:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return CheckedFile(
        name=_safe_name(file.name or "", content_type),
        content_type=content_type,
        size=file.size,
        sha256=digest.hexdigest(),
        width=width,
        height=height,
    )


def _safe_name(name: str, content_type: str) -> str:
    """The name without folders and control characters, its ending that of the content."""
    path = PurePath(name.replace("\\", "/"))
    stem = "".join(sign for sign in path.stem if sign.isprintable()).strip() or "file"
    kept = path.suffix.lower() if path.suffix.lower() == ".jpeg" else ""
    is_kept = kept and content_type == "image/jpeg"
    return stem[:180] + (kept if is_kept else EXTENSIONS[content_type])


def _store(row: Attachment | Picture, file: File[bytes]) -> None:
    """Write the file and its row; without the row the file does not stay either."""
    file.seek(0)
    row.file.save(row.name, file, save=False)
    try:
        row.save(force_insert=True)
    except BaseException:
        row.file.delete(save=False)
        raise


def _forget(row: Attachment | Picture) -> None:
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))
