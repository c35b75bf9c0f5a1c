"""What the public says under a campaign: questions, comments, the words that come with a gift.

Keyed by the campaign, not by a page. Everything is plain text. An address is never public.
"""

from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from campaigns.freshness.models import Kind, counts_on
from campaigns.house.message_queue import TO_SEND, QueuedMessage
from campaigns.money import ZERO
from campaigns.page.conversation import Language
from campaigns.payments.models import Donation

LONGEST_WORDS: Final = 1000
LONGEST_ANSWER: Final = 3000
LONGEST_NAME: Final = 60


class VoiceKind(models.TextChoices):
    """Whether an answer is asked for."""

    QUESTION = "question", _("Question")
    COMMENT = "comment", _("Comment")


class Origin(models.TextChoices):
    """Who wrote."""

    STAFF = "staff", _("The staff")
    GUEST = "guest", _("A reader")
    DONOR = "donor", _("A donor, with a gift")


class VoiceState(models.TextChoices):
    """Who may read the words."""

    UNCONFIRMED = "unconfirmed", _("Address not confirmed")
    WAITING = "waiting", _("To be read")
    PUBLISHED = "published", _("Public")
    REFUSED = "refused", _("Not published")


class RefusalReason(models.TextChoices):
    """Why words are not published: ready to pick, and told to who wrote them."""

    OFFENSIVE = "offensive", _("It offends or threatens somebody")
    PERSONAL = "personal", _("It names private facts or data of somebody")
    FALSE = "false", _("It states as a fact something that is not so")
    OFF_TOPIC = "off_topic", _("It is not about this project")
    REPEATED = "repeated", _("It is here already")
    ADVERTISING = "advertising", _("It advertises something")
    OTHER = "other", _("Another reason")


UNTOLD: Final = (RefusalReason.ADVERTISING, RefusalReason.REPEATED)
"""Reasons that are not told to the author: who advertises is not to learn what passes."""


class AnsweredAs(models.TextChoices):
    """For whom somebody answers."""

    PROJECT = "project", _("The project")
    STAFF = "staff", _("The staff of the site")


class VoiceQuerySet(models.QuerySet["Voice"]):
    """Questions asked of many voices."""

    def public(self) -> Self:
        """Those that everybody reads: what the staff asks, once it is answered.

        Of donors who were erased nothing is left to read.
        """
        erased = Q(donation__isnull=False) & Q(donation__message="")
        unfinished = Q(origin=Origin.STAFF) & Q(answer="")
        public = self.filter(state=VoiceState.PUBLISHED).exclude(erased).exclude(unfinished)
        return public.select_related("donation")

    def to_read(self) -> Self:
        """Those that nobody of the staff has read, and those reported since."""
        unread = Q(decided_at__isnull=True) & ~Q(origin=Origin.STAFF)
        reported = Q(pk__in=Report.objects.filter(closed_at__isnull=True).values("voice"))
        public_unread = Q(state=VoiceState.PUBLISHED) & (unread | reported)
        return self.filter(Q(state=VoiceState.WAITING) | public_unread)


class Voice(models.Model):
    """A question or a comment, and what is answered.

    Words that came with a gift stay in the donation, and so does the name of who gave: what is
    erased there is gone here (R16).
    """

    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=VoiceKind, default=VoiceKind.QUESTION)
    origin = models.CharField(
        _("written by"), max_length=5, choices=Origin, default=Origin.STAFF, editable=False
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default="it")
    text = models.TextField(_("text"), max_length=LONGEST_WORDS, blank=True)
    name = models.CharField(_("name shown"), max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    donation = models.OneToOneField(
        Donation,
        verbose_name=_("donation"),
        on_delete=models.PROTECT,
        related_name="voice",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=11, choices=VoiceState, default=VoiceState.PUBLISHED
    )
    written_at = models.DateTimeField(_("written"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    decided_at = models.DateTimeField(_("read by the staff"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("read by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("why not"), max_length=11, choices=RefusalReason, blank=True)
    reason_words = models.CharField(_("why not, in words"), max_length=300, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_as = models.CharField(
        _("answered by"), max_length=7, choices=AnsweredAs, default=AnsweredAs.PROJECT
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who answered"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = VoiceQuerySet.as_manager()

    class Meta:
        app_label = "campaigns"
        verbose_name = _("question or comment")
        verbose_name_plural = _("questions and comments")
        ordering = ["-written_at", "-pk"]
        permissions = [("moderate_voices", _("Can read, publish and refuse what the public says"))]
        triggers = [counts_on(Kind.CAMPAIGN, "campaign_key")]
        indexes = [
            models.Index(
                fields=["campaign_key", "kind", "-written_at"],
                condition=Q(state="published"),
                name="voice_published",
            ),
            models.Index(fields=["written_at"], condition=Q(state="waiting"), name="voice_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="donor", donation__isnull=False, text="", name="", email="")
                | ~Q(origin="donor") & Q(donation__isnull=True),
                name="voice_of_a_donor_is_in_the_donation",
            ),
            models.CheckConstraint(
                condition=~Q(origin="guest", confirmed_at__isnull=True) | Q(state="unconfirmed"),
                name="voice_of_a_guest_is_confirmed_first",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="voice_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.words).chars(80)

    @property
    def words(self) -> str:
        """What was written."""
        return self.donation.message if self.donation else self.text

    @property
    def author(self) -> str:
        """The name that may be shown; empty for who gave none, or gave anonymously (R16)."""
        if self.donation is None:
            return self.name
        return "" if self.donation.anonymous else self.donation.company or self.donation.name

    @property
    def is_of_a_supporter(self) -> bool:
        """True for words that came with a gift that stands."""
        gift = self.donation
        return gift is not None and not gift.late and gift.left > ZERO


class QuestionManager(models.Manager["Question"]):
    """Those that the staff wrote."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind=VoiceKind.QUESTION, origin=Origin.STAFF)


class Question(Voice):
    """A question that the staff writes together with its answer: what people often ask."""

    objects: ClassVar[Any] = QuestionManager()

    class Meta:
        app_label = "campaigns"
        proxy = True
        verbose_name = _("question")
        verbose_name_plural = _("questions")


class ReportReason(models.TextChoices):
    """What is wrong with public words."""

    OFFENSIVE = "offensive", _("It offends or threatens somebody")
    PERSONAL = "personal", _("It names private facts or data of somebody")
    FALSE = "false", _("It is not true")
    ADVERTISING = "advertising", _("It is advertising")
    OTHER = "other", _("Something else")


class Report(models.Model):
    """Somebody asks the staff to look at public words. Nothing tells who."""

    voice = models.ForeignKey(
        Voice, verbose_name=_("about"), on_delete=models.CASCADE, related_name="reports"
    )
    reason = models.CharField(_("reason"), max_length=11, choices=ReportReason)
    details = models.CharField(_("details"), max_length=300, blank=True)
    reported_at = models.DateTimeField(_("reported"))
    closed_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    class Meta:
        app_label = "campaigns"
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-reported_at", "-pk"]
        indexes = [
            models.Index(fields=["voice"], condition=Q(closed_at__isnull=True), name="report_open")
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class VoiceMessageKind(models.TextChoices):
    """What who wrote is told."""

    CONFIRM = "confirm", _("Link to confirm the address")
    REFUSED = "refused", _("Not published")
    ANSWERED = "answered", _("Answered")


class VoiceMessage(QueuedMessage):
    """One mail to who wrote, composed from the voice as it then stands."""

    kind = models.CharField(_("message"), max_length=8, choices=VoiceMessageKind)
    voice = models.ForeignKey(
        Voice, verbose_name=_("about"), on_delete=models.CASCADE, related_name="messages"
    )

    class Meta(QueuedMessage.Meta):
        app_label = "campaigns"
        verbose_name = _("message about a question or comment")
        verbose_name_plural = _("messages about questions and comments")
        indexes = [
            models.Index(fields=["created_at"], condition=TO_SEND, name="voice_message_to_send")
        ]
