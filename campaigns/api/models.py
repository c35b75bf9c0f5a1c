"""Memory of requests that must not be done twice."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotentRequest(models.Model):
    """A request to give, by its ``Idempotency-Key``: the same key and body, the same answer."""

    key = models.CharField(max_length=255, unique=True)
    digest = models.CharField(max_length=64)
    donation_id = models.UUIDField(default=uuid.uuid4)
    """Chosen with the key: whoever takes the request up again resumes the same donation."""
    response = models.JSONField(null=True)
    in_flight_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotent request")
        verbose_name_plural = _("idempotent requests")

    def __str__(self) -> str:
        return self.key


class RemovalKind(models.TextChoices):
    """Why a page is no longer at its address."""

    UNPUBLISHED = "unpublished", _("Unpublished")
    MOVED = "moved", _("Moved")
    DELETED = "deleted", _("Deleted")


class Removal(models.Model):
    """A page that is no longer where it was. It holds nothing of what the page said."""

    page = models.PositiveIntegerField(_("page"), db_index=True)
    translation_key = models.UUIDField(_("key of its translations"))
    type = models.CharField(_("kind of page"), max_length=100)
    language = models.CharField(_("language"), max_length=10)
    kind = models.CharField(_("what happened"), max_length=11, choices=RemovalKind)
    address = models.CharField(_("address it had"), max_length=2000, blank=True)
    new_address = models.CharField(_("address it has"), max_length=2000, blank=True)
    removed_at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("removed page")
        verbose_name_plural = _("removed pages")
        ordering = ["removed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"


class DraftPreview(models.Model):
    """A page as somebody has it in the editor, for the client that shows its preview."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.PositiveIntegerField(_("page"))
    editor = models.PositiveIntegerField(_("editor"))
    """The id of who edits: nobody overwrites another's preview."""
    content = models.JSONField(_("draft"), encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("preview of a draft")
        verbose_name_plural = _("previews of drafts")
        constraints = [
            models.UniqueConstraint(fields=["page", "editor"], name="draft_preview_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
