"""Finance's documents about a grant: instalments paid, the grant set anew, money paid back.

Each is written in the transaction that moves the commitment, which counts on the generation.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from campaigns.languages import for_reader
from campaigns.money import EuroField


class GrantDocument(models.Model):
    """A document with number and date, once for a commitment."""

    number = models.CharField(_("number of the act"), max_length=60)
    date = models.DateField(_("date of the act"))
    at = models.DateTimeField(_("in force from"))
    """The rule's instant from which it counts (UTC)."""
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.number} ({self.date:%d/%m/%Y})"


class Payout(GrantDocument):
    """An instalment of a grant, paid by the Comune to the beneficiary."""

    commitment = models.ForeignKey(
        "cofinancing.Commitment",
        verbose_name=_("commitment"),
        on_delete=models.PROTECT,
        related_name="payouts",
    )
    amount = EuroField(_("amount"))

    class Meta(GrantDocument.Meta):
        verbose_name = _("instalment paid")
        verbose_name_plural = _("instalments paid")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_amount"),
            models.UniqueConstraint(fields=["commitment", "number", "date"], name="payout_once"),
        ]


class GrantChangeKind(models.TextChoices):
    """Why a grant is set anew."""

    EXPENSES = "expenses", _("Accepted expenses below the cost")
    REVOCATION = "revocation", _("Grant revoked")


class GrantChange(GrantDocument):
    """An act that sets a grant anew, lower than it was. Amounts in EUR."""

    commitment = models.ForeignKey(
        "cofinancing.Commitment",
        verbose_name=_("commitment"),
        on_delete=models.PROTECT,
        related_name="grant_changes",
    )
    kind = models.CharField(_("why"), max_length=10, choices=GrantChangeKind)
    reason = models.TextField(_("reason"), max_length=1000)
    public_reason_it = models.CharField(_("reason that donors read, in Italian"), max_length=300)
    public_reason_en = models.CharField(
        _("reason that donors read, in English"), max_length=300, blank=True
    )
    due_before = EuroField(_("due before"))
    due_after = EuroField(_("due after"))
    granted_before = EuroField(_("granted before"))
    granted_after = EuroField(_("granted after"))
    released = EuroField(_("given back to the fund"))
    owed = EuroField(_("to be paid back"))

    class Meta(GrantDocument.Meta):
        verbose_name = _("grant set anew")
        verbose_name_plural = _("grants set anew")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_after__gte=0, due_after__lt=F("due_before"))
                & Q(released__gte=0, owed__gte=0)
                & Q(granted_after=Least(F("granted_before"), F("due_after")))
                & Q(granted_before=F("granted_after") + F("released") + F("owed")),
                name="grant_change_adds_up",
            ),
            models.UniqueConstraint(
                fields=["commitment", "number", "date"], name="grant_change_once"
            ),
        ]

    @property
    def public_reason(self) -> str:
        """The reason that donors read, in the reader's language."""
        return for_reader(italian=self.public_reason_it, english=self.public_reason_en)


class Recovery(GrantDocument):
    """What a beneficiary has paid back: it is the fund's again."""

    commitment = models.ForeignKey(
        "cofinancing.Commitment",
        verbose_name=_("commitment"),
        on_delete=models.PROTECT,
        related_name="recoveries",
    )
    amount = EuroField(_("amount"))

    class Meta(GrantDocument.Meta):
        verbose_name = _("amount paid back")
        verbose_name_plural = _("amounts paid back")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_amount"),
            models.UniqueConstraint(fields=["commitment", "number", "date"], name="recovery_once"),
        ]
