"""Erasure: a donor asks to be forgotten; amounts, and what the law wants kept, stay (R16)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models.donations import Donation


class ErasureRequest(models.Model):
    """A donor's request. It is carried out once nothing is owed to or awaited from the donor."""

    donation = models.OneToOneField(
        Donation, verbose_name=_("donation"), on_delete=models.PROTECT, related_name="erasure"
    )
    asked_at = models.DateTimeField(_("asked"))
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure request")
        verbose_name_plural = _("erasure requests")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.donation.reference
