"""Mail about a selection: one row a message, made with the act that causes it, sent once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.house.message_queue import TO_SEND, QueuedMessage
from campaigns.selection.models.proposals import Proposal


class NoticeKind(models.TextChoices):
    """What somebody is told."""

    RECEIVED = "received", _("Proposal received")
    SUBMISSION_WITHDRAWN = "taken_back", _("Sent proposal taken back")
    INTEGRATION_ASKED = "integration_asked", _("Integrations asked for")
    INTEGRATION_DUE = "integration_due", _("Integrations due soon")
    ADMITTED = "admitted", _("Proposal admitted")
    EXCLUDED = "excluded", _("Proposal excluded")
    PROVISIONAL = "provisional", _("Provisional ranking published")
    FINAL = "final", _("Final ranking published")
    CAMPAIGN = "campaign", _("Campaign scheduled")
    EXTENSION = "extension", _("Deadline extended")
    AMENDED = "amended", _("Notice amended")
    DEADLINE = "deadline", _("Draft not sent, deadline near")
    WITHDRAWN = "withdrawn", _("Proposal withdrawn")
    NOT_SELECTED = "not_selected", _("Notice closed, project not selected")
    UNPUBLISHED = "unpublished", _("Campaign about to open without a page")
    UNCONFIRMED = "unconfirmed", _("Urgent correction not confirmed in time")
    SILENT = "silent", _("No news of a campaign for long")
    REPORT_REFUSED = "report_refused", _("Part of a report sent back")
    GRANT_CHANGED = "grant_changed", _("Grant of the Comune set anew")
    SUGGESTION_ANSWERED = "suggestion_answered", _("Suggestion for a story answered")
    SUGGESTION_PUBLISHED = "suggestion_published", _("Suggestion for a story published")
    STAFF_DIGEST = "staff_digest", _("What waits for the staff")


class SelectionNotice(QueuedMessage):
    """One message to one person."""

    kind = models.CharField(_("message"), max_length=20, choices=NoticeKind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    call = models.ForeignKey(
        Call,
        verbose_name=_("call"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        related_name="notices",
        null=True,
        blank=True,
    )
    about = models.CharField(_("about"), max_length=64, blank=True)
    """The submission, request or version that the message is about, where there is one."""

    class Meta(QueuedMessage.Meta):
        verbose_name = _("message about a selection")
        verbose_name_plural = _("messages about selections")
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=TO_SEND,
                name="selection_notice_to_send",
            )
        ]
