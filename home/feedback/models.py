"""What readers say of the site: stars for a page, and requests to the staff.

A rating holds nobody's data. A request holds the words and the e-mail of whoever wrote it, until
``retention`` blanks them.
"""

from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from campaigns.accounts.models import User
from campaigns.house.message_queue import TO_SEND, QueuedMessage

LONGEST_DETAILS: Final = 200
LONGEST_REQUEST: Final = 4000


class RatedThing(models.TextChoices):
    """What is judged: the information of a page, or having used the service."""

    PAGE = "page", _("A page")
    DONATION = "donation", _("Giving")


class Aspect(models.TextChoices):
    """The follow-up answers: what was liked (four and five stars) or was hard (one to three)."""

    CLEAR = "clear", _("The indications were clear")
    COMPLETE = "complete", _("The indications were complete")
    ON_THE_WAY = "on_the_way", _("I always knew I was on the right way")
    NO_TROUBLE = "no_trouble", _("I had no technical trouble")
    UNCLEAR = "unclear", _("At times the indications were not clear")
    INCOMPLETE = "incomplete", _("At times the indications were not complete")
    LOST = "lost", _("At times I did not know if I was on the right way")
    TROUBLE = "trouble", _("I had technical trouble")
    OTHER = "other", _("Something else")


class Rating(models.Model):
    """One to five stars, and why. Nothing tells who gave them."""

    thing = models.CharField(_("what is rated"), max_length=8, choices=RatedThing)
    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    address = models.CharField(_("address"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=2)
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    aspect = models.CharField(_("why"), max_length=10, choices=Aspect, blank=True)
    details = models.CharField(_("details"), max_length=LONGEST_DETAILS, blank=True)
    rated_at = models.DateTimeField(_("rated"), db_index=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["-rated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rating_of_one_to_five_stars", condition=Q(stars__gte=1, stars__lte=5)
            )
        ]

    def __str__(self) -> str:
        return f"{self.stars}/5 {self.address}".strip()


class RequestKind(models.TextChoices):
    """Why somebody writes."""

    HELP = "help", _("Request for help")
    PROBLEM = "problem", _("Report of a problem")


class Topic(models.TextChoices):
    """What a request is about."""

    GIFT = "gift", _("A gift: payment, confirmation, refund")
    CAMPAIGN = "campaign", _("A project or its page")
    NOTICE = "notice", _("The public notice and proposals")
    ACCESSIBILITY = "accessibility", _("A barrier: something I cannot read or use")
    CONTENT = "content", _("Something wrong or offensive")
    SITE = "site", _("The site does not work")
    OTHER = "other", _("Something else")


class SupportRequest(models.Model):
    """Somebody asks for help or reports a problem. ``reference`` is told to them."""

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=RequestKind)
    topic = models.CharField(_("about"), max_length=16, choices=Topic)
    text = models.TextField(_("what is written"), max_length=LONGEST_REQUEST, blank=True)
    address = models.CharField(_("page it is about"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2)
    written_at = models.DateTimeField(_("written"), db_index=True)
    closed_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User,
        verbose_name=_("dealt with by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to the staff")
        verbose_name_plural = _("requests to the staff")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="request_closed_after_written",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("written_at")),
            ),
            models.CheckConstraint(
                name="request_erased_holds_nothing",
                condition=Q(erased_at=None) | Q(text="", email="", address=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class SupportMessageKind(models.TextChoices):
    """Who is written to about a request."""

    STAFF = "staff", _("To the staff")
    RECEIPT = "receipt", _("Receipt")


class SupportMessage(QueuedMessage):
    """One mail about a request, composed from the request as it then stands."""

    kind = models.CharField(_("message"), max_length=8, choices=SupportMessageKind)
    request = models.ForeignKey(
        SupportRequest,
        verbose_name=_("request"),
        on_delete=models.CASCADE,
        related_name="messages",
    )

    class Meta(QueuedMessage.Meta):
        verbose_name = _("message about a request")
        verbose_name_plural = _("messages about requests")
        indexes = [
            models.Index(fields=["created_at"], condition=TO_SEND, name="support_message_to_send")
        ]
