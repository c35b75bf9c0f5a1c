"""Donations: who gave what to which campaign, and where the payment stands."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.freshness.models import counts_on_at_the_end
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, Reward
from campaigns.money import ZERO, EuroField, format_eur


class Status(models.TextChoices):
    """Life cycle of a donation; once confirmed it stays so (R11)."""

    CREATED = "created", _("Begun")
    AWAITING = "awaiting", _("Awaiting payment")
    PROCESSING = "processing", _("Being processed")
    CONFIRMED = "confirmed", _("Confirmed")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATUSES = (Status.CREATED, Status.AWAITING, Status.PROCESSING)
AT_ONCE: Final = timedelta(days=1)
"""Money that comes in later than this after its payment came by a slow method."""


class Provider(models.TextChoices):
    """Who holds the money. Replayed money comes from a scenario file and has no provider."""

    STRIPE = "stripe", "Stripe"
    REPLAY = "replay", _("Replayed")


class DonorKind(models.TextChoices):
    """A gift comes from a person or from a company, which its confirmation then names."""

    PERSON = "person", _("Person")
    COMPANY = "company", _("Company or body")


class DonationQuerySet(models.QuerySet["Donation"]):
    """Questions asked of many donations."""

    def locked(self, *, skip_locked: bool = False) -> Self:
        """Lock the rows: the first of the three locks (R15).

        With ``skip_locked``, leave out those that somebody else has locked.
        """
        return self.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)

    def counted(self) -> Self:
        """Donations that entered a campaign's total."""
        return self.filter(status=Status.CONFIRMED, late=False)

    def holding_reward(self) -> Self:
        """Donations that keep a reward from others: paid, or with a payment page under way.

        What came late or was wholly given back keeps none.
        """
        under_way = Q(status__in=OPEN_STATUSES, requested_at__isnull=False)
        stands = Q(status=Status.CONFIRMED, late=False, refunded_amount__lt=F("amount"))
        return self.filter(under_way | stands)

    def to_refund(self) -> Self:
        """Confirmed donations of which something is not yet refunded or disputed."""
        return self.filter(
            status=Status.CONFIRMED, amount__gt=F("refunded_amount") + F("disputed_amount")
        )


class Donation(models.Model):
    """One gift: who, how much, to which campaign, and where its payment stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    funding = models.ForeignKey(
        Funding, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="gifts"
    )
    amount = EuroField(_("amount"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.CREATED, db_index=True
    )
    late = models.BooleanField(_("late"), default=False)
    refunded_amount = EuroField(_("refunded"), default=ZERO)
    disputed_amount = EuroField(_("disputed"), default=ZERO)

    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    donor_kind = models.CharField(
        _("donor"), max_length=8, choices=DonorKind, default=DonorKind.PERSON
    )
    company = models.CharField(_("company"), max_length=200, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    message = models.TextField(_("message"), max_length=500, blank=True)
    reward = models.ForeignKey(
        Reward,
        verbose_name=_("reward"),
        on_delete=models.PROTECT,
        related_name="donations",
        null=True,
        blank=True,
    )
    missed_reward = models.ForeignKey(
        Reward,
        verbose_name=_("reward that was gone"),
        on_delete=models.PROTECT,
        related_name="missed_by",
        null=True,
        blank=True,
    )
    """Chosen, and taken by others before a payment that had expired came all the same."""
    wants_news = models.BooleanField(_("wants the campaign’s news"), default=False)
    """True for who was told of the news by mail and did not say no."""
    locale = models.CharField(_("language"), max_length=2, default="it")
    return_url = models.URLField(_("return address"), blank=True, max_length=500)

    provider = models.CharField(_("provider"), max_length=10, choices=Provider)
    attempt = models.PositiveSmallIntegerField(_("payment attempt"), default=1)
    session_id = models.CharField(
        _("provider's session"), max_length=255, null=True, blank=True, unique=True
    )
    checkout_url = models.URLField(_("payment page"), blank=True, max_length=2000)
    payment_id = models.CharField(
        _("provider's payment"), max_length=255, null=True, blank=True, unique=True
    )

    charge_id = models.CharField(
        _("provider's charge"), max_length=255, null=True, blank=True, unique=True
    )
    payer = models.CharField(_("payer"), max_length=64, blank=True, db_index=True)
    """Keyed digest of the provider's card fingerprint or account, never the thing itself (R17)."""
    duplicate_of = models.ForeignKey(
        "self",
        verbose_name=_("paid twice"),
        on_delete=models.PROTECT,
        related_name="duplicates",
        null=True,
        blank=True,
    )
    """The donation whose second payment this is: money that is given back (R10)."""
    fee = EuroField(_("provider's fee"), default=ZERO)
    fee_covered = EuroField(_("fee borne by the operator"), default=ZERO)

    created_at = models.DateTimeField(_("begun"))
    requested_at = models.DateTimeField(_("payment page asked for"), null=True, blank=True)
    """The committed intent of the current attempt (R13): set before the provider is called."""
    processing_at = models.DateTimeField(_("payment begun"), null=True, blank=True)
    """The provider's instant at which a slow payment began."""
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    """The provider's own instant of the payment (R8)."""
    confirmed_at = models.DateTimeField(pgettext_lazy("when", "confirmed"), null=True, blank=True)
    """When we applied it, by the rule's clock."""
    erased_at = models.DateTimeField(_("person erased"), null=True, blank=True)

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        ordering = ["-created_at"]
        triggers = [
            counts_on_at_the_end(
                names="SELECT translation_key FROM funding_funding WHERE id = NEW.funding_id",
                condition=pgtrigger.Q(new__reward__isnull=False),
            )
        ]
        """How many of a reward are left is on the campaign's page."""
        indexes = [
            models.Index(
                fields=["funding", "-confirmed_at"],
                condition=Q(status="confirmed"),
                name="donation_confirmed",
            ),
            models.Index(
                fields=["confirmed_at"],
                condition=Q(status="confirmed") & ~Q(message=""),
                name="donation_with_words",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="donation_amount"),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0, disputed_amount__gte=0)
                & Q(amount__gte=F("refunded_amount") + F("disputed_amount")),
                name="donation_never_refunded_beyond_amount",
            ),
            models.CheckConstraint(
                condition=Q(fee_covered__gte=0, fee__gte=F("fee_covered")),
                name="donation_fee",
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed", paid_at__isnull=False, confirmed_at__isnull=False)
                | ~Q(status="confirmed") & Q(confirmed_at__isnull=True),
                name="donation_confirmed_has_instants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {format_eur(self.amount)}"

    @property
    def reference(self) -> str:
        """Short code that a donor can read out on the phone."""
        return self.id.hex[:10].upper()

    @property
    def no_news(self) -> bool:
        """The box of the form: its donor said no to news."""
        return not self.wants_news

    @property
    def ledger_reference(self) -> str:
        """What makes its movement unique in the ledger (R12)."""
        return f"{self.provider}:{self.payment_id or self.pk}"

    @property
    def left(self) -> Decimal:
        """What is neither refunded nor disputed, in EUR."""
        return self.amount - self.refunded_amount - self.disputed_amount

    @property
    def payer_key(self) -> str:
        """What tells this donation's payer from another's; its own id where nothing does (R17)."""
        return self.payer or self.pk.hex

    def is_in_time(self, funding: Funding, *, paid_at: datetime, settled_at: datetime) -> bool:
        """True when a payment counts for the campaign by R8, else it is late (R10).

        ``paid_at`` is the provider's instant of the payment, ``settled_at`` that of the money's
        arrival. A slow payment counts if it began in time and settled within the call's window.
        What began while the campaign was suspended, or comes after its end, is always late.
        """
        if funding.settled_at is not None:
            return False
        began = self.processing_at or paid_at
        if not funding.opens_at <= began < funding.closes_at:
            return False
        is_slow = self.processing_at is not None or settled_at - paid_at > AT_ONCE
        if is_slow and settled_at >= funding_services.settlement_ends_at(funding):
            return False
        return not funding_services.was_suspended_at(funding=funding, instant=began)
