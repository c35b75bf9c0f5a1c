"""Rewards on their way to donors: how far each is, and where it is to be sent."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.payments.models.donations import Donation


class DeliveryState(models.TextChoices):
    """Where a reward stands between the proponent and the donor."""

    TO_SEND = "to_send", _("To deliver")
    SENT = "sent", _("Delivered or sent")
    PROBLEM = "problem", _("With a problem")


class DeliveryProblem(models.TextChoices):
    """What went wrong: ready to pick, so that no personal data is typed, and told to the donor."""

    ADDRESS = "address", _("The address is wrong or incomplete")
    RETURNED = "returned", _("The parcel came back")
    NOT_COLLECTED = "not_collected", _("Nobody has collected it")
    MISTAKE = "mistake", _("Marked by mistake: it has yet to be delivered")


class RewardDelivery(models.Model):
    """How far the reward of one donation is. Without a row it has yet to be delivered."""

    donation = models.OneToOneField(
        Donation,
        verbose_name=_("donation"),
        on_delete=models.PROTECT,
        related_name="delivery",
        primary_key=True,
    )
    state = models.CharField(
        _("state"), max_length=8, choices=DeliveryState, default=DeliveryState.TO_SEND
    )
    sent_at = models.DateTimeField(pgettext_lazy("when", "sent"), null=True, blank=True)
    by_hand = models.BooleanField(_("handed over"), default=False)
    """True for what was not sent by post."""
    problem = models.CharField(_("problem"), max_length=13, choices=DeliveryProblem, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    """Empty: the donor, by giving another address."""

    class Meta:
        verbose_name = _("delivery of a reward")
        verbose_name_plural = _("deliveries of rewards")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="reward_delivery_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="problem") | ~Q(problem=""),
                name="reward_delivery_problem_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donation.reference}: {self.get_state_display()}"


class DeliveryAddressQuerySet(models.QuerySet["DeliveryAddress"]):
    """Questions asked of many addresses."""

    def there(self) -> Self:
        """Those that are not erased."""
        return self.filter(erased_at=None)

    def erase(self, *, now: datetime) -> int:
        """Forget where rewards go, and keep that it was agreed to; return how many."""
        blank = dict.fromkeys(DeliveryAddress.PERSONAL, "")
        return self.there().update(**blank, erased_at=now)


class DeliveryAddress(models.Model):
    """Where a donor wants a reward sent: for this delivery alone, then erased (R16)."""

    PERSONAL = ("name", "street", "more", "postcode", "city", "province", "country")
    """The fields that tell who it is and where."""

    donation = models.OneToOneField(
        Donation,
        verbose_name=_("donation"),
        on_delete=models.PROTECT,
        related_name="delivery_address",
        primary_key=True,
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    more = models.CharField(_("staircase, floor, care of"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    province = models.CharField(_("province"), max_length=2, blank=True)
    country = models.CharField(_("country"), max_length=60, blank=True)
    """Empty: Italy."""
    consented_at = models.DateTimeField(_("consent given"))
    """When the donor agreed that the proponent gets it, for this delivery."""
    withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = DeliveryAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery address")
        verbose_name_plural = _("delivery addresses")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                & ~Q(name="")
                & ~Q(street="")
                & ~Q(postcode="")
                & ~Q(city="")
                | Q(erased_at__isnull=False)
                & Q(name="", street="", more="", postcode="", city="", province="", country=""),
                name="delivery_address_whole_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(erased_at__isnull=False),
                name="delivery_address_withdrawn_is_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.donation.reference

    @property
    def lines(self) -> list[str]:
        """As it is written on a parcel, the name first."""
        place = f"{self.postcode} {self.city}" + (f" ({self.province})" if self.province else "")
        return [line for line in (self.name, self.street, self.more, place, self.country) if line]
