"""What was sent, when, and its digest: the text that is judged."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.selection.models.proposals import Proposal


class Submission(models.Model):
    """One sending of a proposal. Nothing of it changes, but that it is withdrawn or erased.

    ``content`` is all that is judged; ``personal`` what is about persons (representatives,
    contacts, IBAN), blanked when the retention time is over. ``digest`` is the SHA-256 of both
    parts' digests, so that it can still be checked then.
    """

    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="submissions"
    )
    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveIntegerField(_("number"))
    """Counts the sendings of a call without a gap, in order of receipt."""
    received_at = models.DateTimeField(_("received"))
    """The server's receipt of the last request (UTC): the instant that counts."""
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    content = models.JSONField(_("content"))
    personal = models.JSONField(_("personal data"))
    content_digest = models.CharField(_("digest of the content"), max_length=64)
    personal_digest = models.CharField(_("digest of the personal data"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    erased_at = models.DateTimeField(_("personal data erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("sent proposal")
        verbose_name_plural = _("sent proposals")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="submission_number"),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(withdrawn_at__isnull=True),
                name="submission_standing_once",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="submission_stays",
                exclude=["withdrawn_at", "personal", "erased_at"],
            ),
            pgtrigger.Protect(name="submission_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="submission_personal_only_erased",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.personal IS DISTINCT FROM NEW.personal"
                    " AND (NEW.erased_at IS NULL OR NEW.personal <> '{}'::jsonb)"
                ),
                func="RAISE EXCEPTION 'The personal data of a sent proposal is only erased';",
            ),
        ]

    def __str__(self) -> str:
        return self.protocol_number

    @property
    def protocol_number(self) -> str:
        """The number on the receipt, such as ``avviso-2/0042``."""
        return f"{self.call.slug}/{self.number:04d}"
