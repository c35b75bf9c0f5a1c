"""Money of a campaign: its frozen terms, its totals, its life cycle."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import Organization
from campaigns.calls.models import Call, Overfunding
from campaigns.freshness.models import Kind, counts_on
from campaigns.languages import for_reader
from campaigns.money import ZERO, EuroField, share_rounded_down


class State(models.TextChoices):
    """Life cycle of a funding."""

    SCHEDULED = "scheduled", _("Opening soon")
    LIVE = "live", _("Collecting")
    SUSPENDED = "suspended", _("Suspended")
    SETTLING = "settling", _("Being settled")
    SUCCEEDED = "succeeded", _("Funded")
    FAILED = "failed", _("Not funded")
    CANCELLED = "cancelled", _("Cancelled")


GIVES_BACK = (State.FAILED, State.CANCELLED)
"""The project does not go ahead: everybody gets their gift back."""
ENDED = (State.SUCCEEDED, *GIVES_BACK)


class FundingQuerySet(models.QuerySet["Funding"]):
    """Questions asked of many fundings."""

    def locked(self) -> Self:
        """Lock the rows against other movements; readers and new donations do not wait (R15)."""
        return self.select_for_update(of=("self",), no_key=True)

    def titles_of(self, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
        """The titles of campaigns, by their keys; of a campaign without money there is none."""
        found = self.filter(translation_key__in=set(keys))
        return dict(found.values_list("translation_key", "title"))

    def in_state(self, states: Iterable[str], now: datetime) -> Self:
        """Fundings whose ``state_at(now)`` is one of ``states``."""
        closed = Q(closes_at__lte=now)
        waiting = Q(state=State.SCHEDULED, opens_at__gt=now)
        dated = {
            State.SCHEDULED: waiting,
            State.LIVE: Q(state__in=[State.SCHEDULED, State.LIVE]) & ~closed & ~waiting,
            State.SUSPENDED: Q(state=State.SUSPENDED) & ~closed,
            State.SETTLING: Q(state=State.SETTLING)
            | Q(state__in=[State.SCHEDULED, State.LIVE, State.SUSPENDED]) & closed,
        }
        asked = [State(state) for state in states]
        return self.filter(
            reduce(or_, (dated.get(state, Q(state=state)) for state in asked), Q(pk__in=[]))
        )

    def due_to_open(self, now: datetime) -> Self:
        """Scheduled fundings whose opening instant has come."""
        return self.filter(state=State.SCHEDULED, opens_at__lte=now)

    def due_to_close(self, now: datetime) -> Self:
        """Fundings whose closing instant has come while they take money or wait to (R8)."""
        return self.filter(
            state__in=[State.SCHEDULED, State.LIVE, State.SUSPENDED], closes_at__lte=now
        )


class Funding(models.Model):
    """The money of one campaign, shared by all the translations of its page.

    Terms are frozen when the campaign is selected (R2). Totals are a cache of the ledger, moved
    in the same transaction as its rows (R14).
    """

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="fundings"
    )
    translation_key = models.UUIDField(
        _("key of the campaign's pages"), unique=True, default=uuid.uuid4, editable=False
    )
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=255)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("beneficiary"),
        on_delete=models.PROTECT,
        related_name="fundings",
        null=True,
        blank=True,
    )

    cost = EuroField(_("cost"))
    threshold_percent = models.DecimalField(_("threshold (%)"), max_digits=5, decimal_places=2)
    threshold = EuroField(_("threshold"))
    match_percent = models.DecimalField(
        _("share of the Comune (%)"), max_digits=5, decimal_places=2
    )
    cap = EuroField(_("most the Comune adds"))
    overfunding = models.CharField(_("beyond the threshold"), max_length=12, choices=Overfunding)
    payer_limit = EuroField(_("most of one payer that counts"), null=True, blank=True)
    """Of one payer's gifts, what counts toward the threshold at most, in EUR (R17)."""
    min_payers = models.PositiveIntegerField(_("least number of payers"), default=0)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.SCHEDULED, db_index=True
    )
    confirmed = EuroField(_("confirmed"), default=ZERO)
    refunded = EuroField(_("refunded"), default=ZERO)
    disputed = EuroField(_("disputed"), default=ZERO)
    late = EuroField(_("late money"), default=ZERO)
    late_refunded = EuroField(_("late money refunded"), default=ZERO)
    donations = models.PositiveIntegerField(_("donations"), default=0)
    over_limit = EuroField(_("beyond the payers' limit"), default=ZERO)
    """The part of the net that does not count toward the threshold, in EUR (R17)."""
    payers = models.PositiveIntegerField(_("payers"), default=0)
    """Distinct payers with money in the net; counted only where a rule asks for it (R17)."""
    threshold_reached_at = models.DateTimeField(_("threshold reached"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_net = EuroField(_("collected at the closing"), null=True, blank=True)

    objects = FundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("fundings")
        ordering = ["opens_at", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gt=0), name="funding_cost"),
            models.CheckConstraint(
                condition=Q(threshold__gt=0, threshold__lte=F("cost")), name="funding_threshold"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="funding_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(confirmed__gte=0, refunded__gte=0, disputed__gte=0)
                & Q(confirmed__gte=F("refunded") + F("disputed")),
                name="funding_net_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(late_refunded__gte=0, late__gte=F("late_refunded")),
                name="funding_late_money",
            ),
            models.CheckConstraint(condition=Q(over_limit__gte=0), name="funding_over_limit"),
        ]
        permissions = [("act_on_funding", _("Can suspend, resume and cancel a campaign"))]
        triggers = [counts_on(Kind.CAMPAIGN, "translation_key")]

    def __str__(self) -> str:
        return self.title

    @property
    def net(self) -> Decimal:
        """What counts toward the threshold, in EUR: confirmed − refunded − disputed (R3)."""
        return self.confirmed - self.refunded - self.disputed

    @property
    def counts_payers(self) -> bool:
        """True where a rule looks at who pays (R17)."""
        return self.payer_limit is not None or self.min_payers > 0

    @property
    def reaches_threshold(self) -> bool:
        """True when what counts covers the threshold, from as many payers as asked (R3, R17)."""
        return self.net - self.over_limit >= self.threshold and self.payers >= self.min_payers

    @property
    def due(self) -> Decimal:
        """What the Comune owes at the threshold, in EUR (R4): its share of the cost, capped."""
        return min(share_rounded_down(self.cost, self.match_percent), self.cap)

    def due_at_success(self, net: Decimal) -> Decimal:
        """What the Comune owes once the campaign has succeeded with ``net`` EUR (R9)."""
        if self.overfunding == Overfunding.FIXED_SHARE:
            return self.due
        return min(self.due, max(ZERO, self.cost - net))

    def state_at(self, now: datetime) -> State:
        """The state readers should see: dates count from their instant, not from the next job."""
        if self.state == State.SCHEDULED and self.opens_at <= now:
            return State.LIVE if now < self.closes_at else State.SETTLING
        if self.state in (State.LIVE, State.SUSPENDED) and self.closes_at <= now:
            return State.SETTLING
        return State(self.state)

    def takes_money_at(self, now: datetime) -> bool:
        """True from ``opens_at`` (inclusive) to ``closes_at`` (exclusive), unless stopped (R8)."""
        return self.state_at(now) == State.LIVE

    @property
    def last_day(self) -> date:
        """The last day on which it takes money, in Rome (R8)."""
        return timezone.localdate(self.closes_at - timedelta(microseconds=1))

    @property
    def is_at_risk(self) -> bool:
        """True when the threshold was reached and the net has fallen below it since (R7)."""
        return (
            self.threshold_reached_at is not None
            and self.state in (State.LIVE, State.SUSPENDED, State.SETTLING)
            and not self.reaches_threshold
        )

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Money has a history: refuse. Raises ``ProtectedError``."""
        raise models.ProtectedError(str(_("The money of a campaign is never deleted.")), {self})


class PayerTotal(models.Model):
    """What one payer has in the net of one campaign: kept where a rule looks at it (R17)."""

    funding = models.ForeignKey(
        Funding, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="payer_totals"
    )
    payer = models.CharField(_("payer"), max_length=64)
    """Keyed digest of the provider's card fingerprint or account."""
    net = EuroField(_("collected"), default=ZERO)

    class Meta:
        verbose_name = _("payer's total")
        verbose_name_plural = _("payers' totals")
        constraints = [
            models.UniqueConstraint(fields=["funding", "payer"], name="payer_total_once"),
            models.CheckConstraint(condition=Q(net__gte=0), name="payer_total_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.funding}: {self.payer[:8]}"


class ActKind(models.TextChoices):
    """What the staff decided about a campaign's money."""

    CREATION = "creation", _("Campaign created")
    CORRECTION = "correction", _("Terms corrected")
    SUSPENSION = "suspension", _("Campaign suspended")
    RESUMPTION = "resumption", _("Campaign resumed")
    CANCELLATION = "cancellation", _("Campaign cancelled")


class Act(models.Model):
    """A decision on a campaign's money, with the number and date of its document (R2, R8)."""

    funding = models.ForeignKey(
        Funding, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="acts"
    )
    kind = models.CharField(_("act"), max_length=12, choices=ActKind)
    number = models.CharField(_("number of the act"), max_length=60)
    date = models.DateField(_("date of the act"))
    reason = models.TextField(_("reason"), max_length=1000)
    public_reason_it = models.CharField(
        _("reason that donors read, in Italian"), max_length=300, blank=True
    )
    public_reason_en = models.CharField(
        _("reason that donors read, in English"), max_length=300, blank=True
    )
    changes = models.JSONField(_("what changed"), default=dict, blank=True)
    """For a correction: each term's value before and after, as strings."""
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
        verbose_name = _("act on a campaign")
        verbose_name_plural = _("acts on campaigns")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def public_reason(self) -> str:
        """The reason that donors read, in the reader's language."""
        return for_reader(italian=self.public_reason_it, english=self.public_reason_en)


class Handover(models.TextChoices):
    """How a reward comes to its donor. Only what is shipped asks for an address (R16)."""

    HANDED_OVER = "handed_over", _("Handed over: collected, sent by e-mail, enjoyed on the spot")
    SHIPPED = "shipped", _("Sent by post")


class Reward(models.Model):
    """What a campaign gives back for a donation. Keyed by the campaign, not by a page."""

    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    amount = EuroField(_("from (EUR)"))
    title_it = models.CharField(_("title in Italian"), max_length=100)
    title_en = models.CharField(_("title in English"), max_length=100, blank=True)
    description_it = models.TextField(_("description in Italian"), max_length=500)
    description_en = models.TextField(_("description in English"), max_length=500, blank=True)
    limit = models.PositiveIntegerField(
        _("how many there are"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    handover = models.CharField(
        _("how it is delivered"),
        max_length=11,
        choices=Handover,
        default=Handover.HANDED_OVER,
        help_text=_("What is sent by post asks donors for an address, once they have given."),
    )
    handover_it = models.CharField(
        _("where and how, in Italian"),
        max_length=150,
        blank=True,
        help_text=_("In a few words, such as “in via Verro 3, il sabato mattina”."),
    )
    handover_en = models.CharField(_("where and how, in English"), max_length=150, blank=True)
    expected_on = models.DateField(
        _("delivered by"), null=True, blank=True, help_text=_("The last day, if one is promised.")
    )

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["amount", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="reward_amount")]
        triggers = [counts_on(Kind.CAMPAIGN, "campaign_key")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title, in the reader's language."""
        return for_reader(italian=self.title_it, english=self.title_en)

    @property
    def description(self) -> str:
        """The description, in the reader's language."""
        return for_reader(italian=self.description_it, english=self.description_en)

    @property
    def handover_words(self) -> str:
        """Where and how it is delivered, in the reader's language; empty if nothing is said."""
        return for_reader(italian=self.handover_it, english=self.handover_en)

    @property
    def is_shipped(self) -> bool:
        """True for what is sent by post: it needs an address."""
        return self.handover == Handover.SHIPPED
