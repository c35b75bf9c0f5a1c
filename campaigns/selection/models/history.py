"""Who did what, when, with which text and reason: append-only, in a hash chain a call."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.selection.models.proposals import Proposal


class EventKind(models.TextChoices):
    """What happened in a selection."""

    SUBMITTED = "submitted", _("Proposal sent")
    SUBMISSION_WITHDRAWN = "submission_withdrawn", _("Sent proposal taken back to be corrected")
    OPENED_SEALED = "opened_sealed", _("Sealed proposal opened")
    UNSEALED = "unsealed", _("Seal lifted at the deadline")
    CHECKED = "checked", _("Checklist filled in")
    ADMITTED = "admitted", _("Admitted")
    EXCLUDED = "excluded", _("Excluded")
    INTEGRATION_ASKED = "integration_asked", _("Integrations asked for")
    INTEGRATION_ANSWERED = "integration_answered", _("Integrations answered")
    INTEGRATION_CLOSED = "integration_closed", _("Integrations not answered in time")
    APPOINTED = "appointed", _("Commissioner appointed")
    REPLACED = "replaced", _("Commissioner replaced")
    DECLARED = "declared", _("No conflict of interest declared")
    ABSTAINED = "abstained", _("Commissioner abstained")
    HANDED_IN = "handed_in", _("Scores handed in")
    SCORES_FINAL = "scores_final", _("All scores in: they are final")
    SITTING = "sitting", _("Minute of a sitting recorded")
    RANKED = "ranked", _("Ranking published")
    WITHDRAWN = "withdrawn", _("Proposal withdrawn")
    SELECTED = "selected", _("Selected: terms frozen")
    NOT_SELECTED = "not_selected", _("Not selected: the notice is closed")
    PHASE = "phase", _("Phase of the notice changed")
    AMENDED = "amended", _("Notice amended")
    ERASED = "erased", _("Personal data erased")


class HistoryEntry(models.Model):
    """One event of a selection. No personal data but who acted, by id (R16)."""

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="history"
    )
    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        related_name="history",
        null=True,
        blank=True,
    )
    seq = models.PositiveIntegerField(_("number in the chain"))
    kind = models.CharField(_("event"), max_length=20, choices=EventKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    """Empty: the platform's clock."""
    at = models.DateTimeField(_("when"))
    reason = models.TextField(_("reason"), blank=True)
    """Of a proposal's people and checks, it is erased when the retention time is over."""
    reason_salt = models.CharField(_("salt of the reason"), max_length=32, blank=True)
    reason_digest = models.CharField(_("digest of the reason"), max_length=64, blank=True)
    """SHA-256 of salt and reason: the chain holds this, so that both may be erased."""
    data = models.JSONField(_("details"), default=dict, blank=True)
    prev_hash = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    hash_version = models.PositiveSmallIntegerField(_("hash version"))

    class Meta:
        verbose_name = _("event of a selection")
        verbose_name_plural = _("events of selections")
        ordering = ["call", "seq"]
        constraints = [models.UniqueConstraint(fields=["call", "seq"], name="history_seq")]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Delete | pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The history is append-only: % refused', TG_OP;",
            ),
            pgtrigger.Trigger(
                name="only_reasons_erased",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.reason_salt <> '' AND NEW.reason_salt = '' AND NEW.reason = ''
                        AND to_jsonb(NEW) - 'reason' - 'reason_salt'
                        = to_jsonb(OLD) - 'reason' - 'reason_salt'
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'The history is append-only: % refused', TG_OP;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.get_kind_display()}"
