"""Sittings of the commission and their numbered minutes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call


class Sitting(models.Model):
    """One sitting of a commission; its minute, once closed, is never changed.

    ``minute`` holds what the paper shows, as data: who was present, who abstained on what, the
    votes on each proposal considered, the notes.
    """

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="sittings"
    )
    number = models.PositiveIntegerField(_("number"))
    started_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"))
    minute = models.JSONField(_("minute"))
    digest = models.CharField(_("digest"), max_length=64)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="sitting_number"),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")), name="sitting_ends_after_it_began"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="minute_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.number}"
