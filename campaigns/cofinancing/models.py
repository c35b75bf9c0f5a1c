"""The Comune's fund, and what it commits to each campaign."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.cofinancing.grant_rows import GrantChange, GrantChangeKind, Payout, Recovery
from campaigns.freshness.models import Kind, counts_on
from campaigns.funding.models import Funding
from campaigns.money import ZERO, EuroField

__all__ = [
    "Commitment",
    "CommitmentAct",
    "CommitmentState",
    "Fund",
    "FundChange",
    "GrantChange",
    "GrantChangeKind",
    "Payout",
    "Recovery",
    "fund_of",
]


class Fund(models.Model):
    """The co-financing fund of a call. It never holds out more than it has (R6)."""

    call = models.OneToOneField(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="fund"
    )
    total = EuroField(_("total"))
    reserved = EuroField(_("reserved"), default=ZERO)
    granted = EuroField(_("granted"), default=ZERO)
    """In EUR; what a beneficiary has to pay back counts here until it is back."""

    class Meta:
        verbose_name = _("co-financing fund")
        verbose_name_plural = _("co-financing funds")
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=0, reserved__gte=0, granted__gte=0),
                name="fund_parts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=F("reserved") + F("granted")),
                name="fund_never_overcommitted",
            ),
        ]
        permissions = [("act_on_fund", _("Can change what a fund has, by an act"))]
        triggers = [counts_on(Kind.FUND, "id")]

    def __str__(self) -> str:
        return str(_("Fund of %(call)s") % {"call": self.call.title})

    @property
    def available(self) -> Decimal:
        """What is neither reserved nor granted, in EUR."""
        return self.total - self.reserved - self.granted


def fund_of(call: Call | None) -> Fund | None:
    """The fund of a call, if it has one."""
    if call is None:
        return None
    return Fund.objects.select_related("call").filter(call=call).first()


class CommitmentState(models.TextChoices):
    """A commitment is reserved while its campaign runs, then granted or released."""

    RESERVED = "reserved", _("Reserved")
    GRANTED = "granted", _("Granted")
    RELEASED = "released", _("Released")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Questions asked of many commitments."""

    def waiting(self) -> "CommitmentQuerySet":
        """The waiting list: shortfalls, in the order in which thresholds were crossed (R5)."""
        return self.filter(
            state__in=[CommitmentState.RESERVED, CommitmentState.GRANTED],
            due__gt=F("reserved") + F("granted"),
        ).order_by("crossed_at", "serial")


class Commitment(models.Model):
    """What the Comune holds for a campaign that reached its threshold: one, ever (R4).

    Amount, due and state are guarded by the lock of the fund alone (R15).
    """

    funding = models.OneToOneField(
        Funding, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="commitment"
    )
    fund = models.ForeignKey(
        Fund, verbose_name=_("fund"), on_delete=models.PROTECT, related_name="commitments"
    )
    serial = models.PositiveIntegerField(_("serial number"))
    crossed_at = models.DateTimeField(_("threshold crossed"))
    cap = EuroField(_("most the Comune adds"))
    due = EuroField(_("due"))
    reserved = EuroField(_("reserved"), default=ZERO)
    granted = EuroField(_("granted"), default=ZERO)
    paid = EuroField(_("paid out"), default=ZERO)
    """Of what is granted, what the beneficiary has, in EUR."""
    receivable = EuroField(_("to be paid back"), default=ZERO)
    """What the beneficiary has beyond the grant as it was set anew, in EUR."""
    state = models.CharField(
        _("state"), max_length=8, choices=CommitmentState, default=CommitmentState.RESERVED
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["crossed_at", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "serial"], name="commitment_serial"),
            models.CheckConstraint(
                condition=Q(due__gte=0, reserved__gte=0, granted__gte=0),
                name="commitment_parts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(due__lte=F("cap")) & Q(due__gte=F("reserved") + F("granted")),
                name="commitment_within_due_and_cap",
            ),
            models.CheckConstraint(
                condition=Q(state="reserved", granted=0)
                | Q(state="granted", reserved=0)
                | Q(state="released", reserved=0, granted=0, due=0),
                name="commitment_parts_match_state",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("granted"), receivable__gte=0),
                name="commitment_what_is_paid_is_granted",
            ),
        ]
        permissions = [
            ("record_act", _("Can record the act of a commitment")),
            ("act_on_grant", _("Can pay out a grant, and set it anew by an act")),
        ]
        triggers = [counts_on(Kind.FUND, "fund_id")]

    def __str__(self) -> str:
        return f"{self.funding} · {self.committed}"

    @property
    def committed(self) -> Decimal:
        """What is held or given for the campaign, in EUR."""
        return self.reserved + self.granted

    @property
    def to_pay_out(self) -> Decimal:
        """What is granted and not paid yet, in EUR."""
        return self.granted - self.paid

    @property
    def shortfall(self) -> Decimal:
        """What is still due and not there, in EUR."""
        return self.due - self.committed

    @property
    def recorded_act(self) -> "CommitmentAct | None":
        """The act that makes it more than a reservation (R19); fetch it along with the rows."""
        return getattr(self, "act", None)


class FundChange(models.Model):
    """A change of what a fund has, by an act of the Comune."""

    fund = models.ForeignKey(
        Fund, verbose_name=_("fund"), on_delete=models.PROTECT, related_name="changes"
    )
    total_before = EuroField(_("total before"))
    total_after = EuroField(_("total after"))
    number = models.CharField(_("number of the act"), max_length=60)
    date = models.DateField(_("date of the act"))
    reason = models.TextField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("in force from"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("change of a fund")
        verbose_name_plural = _("changes of funds")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_after__gte=0) & ~Q(total_after=F("total_before")),
                name="fund_change_changes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.total_before} → {self.total_after}"


class CommitmentAct(models.Model):
    """The act (determina) by which the Comune commits: without it nothing is paid out (R19)."""

    commitment = models.OneToOneField(
        Commitment, verbose_name=_("commitment"), on_delete=models.PROTECT, related_name="act"
    )
    number = models.CharField(_("number of the determina"), max_length=60)
    date = models.DateField(_("date of the determina"))
    budget_chapter = models.CharField(_("budget chapter"), max_length=60)
    budget_year = models.PositiveSmallIntegerField(_("budget year"))
    cup = models.CharField(_("CUP"), max_length=15, blank=True)
    """The national code of a public investment project, where due."""
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("act of a commitment")
        verbose_name_plural = _("acts of commitments")
        ordering = ["-recorded_at"]

    def __str__(self) -> str:
        return f"{self.number} ({self.date:%d/%m/%Y})"
