"""Files of a proposal, in private storage: nothing here has a public address."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import RequiredDocument
from campaigns.files.private import private_storage
from campaigns.selection.models.proposals import Proposal


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A path that tells nothing of the file's name."""
    return f"proposals/{attachment.proposal_id}/{attachment.pk}"


def picture_path(picture: "Picture", filename: str) -> str:
    """A path that tells nothing of the picture's name."""
    return f"proposals/{picture.proposal_id}/pictures/{picture.pk}"


class Attachment(models.Model):
    """A document of a proposal, its kind checked by its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="attachments"
    )
    required_document = models.ForeignKey(
        RequiredDocument,
        verbose_name=_("which document"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    """Empty: another document of the proponent's choice, or one asked for later."""
    integration = models.ForeignKey(
        "selection.IntegrationRequest",
        verbose_name=_("in answer to"),
        on_delete=models.PROTECT,
        related_name="attachments",
        null=True,
        blank=True,
    )
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("digest"), max_length=64)
    file = models.FileField(_("file"), storage=private_storage, upload_to=attachment_path)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    """A file that was once sent is kept with its submission, though a later draft drops it."""

    class Meta:
        verbose_name = _("attachment of a proposal")
        verbose_name_plural = _("attachments of proposals")
        ordering = ["uploaded_at"]

    def __str__(self) -> str:
        return self.name


class Picture(models.Model):
    """A picture of a proposal, with the words for those who do not see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="pictures"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    credit = models.CharField(_("author"), max_length=120, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("digest"), max_length=64)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    file = models.FileField(_("file"), storage=private_storage, upload_to=picture_path)
    uploaded_at = models.DateTimeField(_("uploaded"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("picture of a proposal")
        verbose_name_plural = _("pictures of proposals")
        ordering = ["position", "uploaded_at"]

    def __str__(self) -> str:
        return self.alt or self.name
