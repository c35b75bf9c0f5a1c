"""What the staff decided about a notice, each with the number and date of its document."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models.calls import Call, Phase
from campaigns.languages import for_reader


class CallActKind(models.TextChoices):
    """Acts that move a notice through its phases."""

    PUBLICATION = "publication", _("Notice published")
    RANKING = "ranking", _("Final ranking published")
    CAMPAIGNS = "campaigns", _("Campaigns started")
    CLOSING = "closing", _("Notice closed")


class CallAct(models.Model):
    """An act of the RUP that moved a notice. Never changed."""

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="acts"
    )
    kind = models.CharField(_("act"), max_length=12, choices=CallActKind)
    number = models.CharField(_("number of the act"), max_length=60)
    date = models.DateField(_("date of the act"))
    reason = models.TextField(_("reason"), max_length=1000)
    phase_before = models.CharField(_("phase before"), max_length=12, choices=Phase)
    phase_after = models.CharField(_("phase after"), max_length=12, choices=Phase)
    at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("act on a call")
        verbose_name_plural = _("acts on calls")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="call_act_once")]
        triggers = [
            pgtrigger.Protect(name="call_act_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class AmendmentKind(models.TextChoices):
    """Why a published notice was amended."""

    CORRECTION = "correction", _("Correction")
    EXTENSION = "extension", _("Extension of the deadline")


class Amendment(models.Model):
    """A published, dated change of what applicants rely on. Never changed in its turn."""

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="amendments"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AmendmentKind)
    number = models.CharField(_("number of the act"), max_length=60)
    date = models.DateField(_("date of the act"))
    text_it = models.TextField(_("what changes and why, in Italian"), max_length=3000)
    text_en = models.TextField(_("what changes and why, in English"), max_length=3000, blank=True)
    changes = models.JSONField(_("what changed"), default=dict, blank=True)
    """Each changed rule's value ``before`` and ``after``, as text."""
    published_at = models.DateTimeField(_("published"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["published_at", "pk"]
        triggers = [
            pgtrigger.Protect(name="amendment_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def text(self) -> str:
        """What changes and why, in the reader's language."""
        return for_reader(italian=self.text_it, english=self.text_en)
