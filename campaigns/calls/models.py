"""The public notice (Avviso): its rules as data, its rounds, and the page that tells it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from campaigns.accounts.models import LegalForm
from campaigns.blocks import StoryBlock
from campaigns.money import EuroField
from campaigns.slugs import ReservedSlugsMixin

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Phase(models.TextChoices):
    """Life cycle of a call (DESIGN, section 5)."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    EVALUATION = "evaluation", _("Evaluation")
    RANKED = "ranked", _("Ranked")
    CAMPAIGNS = "campaigns", _("Campaigns under way")
    CLOSED = "closed", _("Closed")


class Overfunding(models.TextChoices):
    """What the Comune owes when citizens give more than the threshold (R9)."""

    FILL_GAP = "fill_gap", _("The Comune fills what is missing to the cost")
    FIXED_SHARE = "fixed_share", _("The Comune always adds its whole share")


class Area(models.Model):
    """An area of intervention, such as accessibility or digital inclusion."""

    slug = models.SlugField(_("slug"), unique=True)
    name_it = models.CharField(_("name in Italian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name_it = models.CharField(_("short name in Italian"), max_length=40)
    short_name_en = models.CharField(_("short name in English"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("area of intervention")
        verbose_name_plural = _("areas of intervention")
        ordering = ["name_it"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The whole name, in the reader's language."""
        return (self.name_en if get_language() == "en" else "") or self.name_it

    @property
    def short_name(self) -> str:
        """The name for cards and filters, in the reader's language."""
        return (self.short_name_en if get_language() == "en" else "") or self.short_name_it


class Call(ClusterableModel):
    """The rules of one Avviso, shared by the translations of its page; never copied with them."""

    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        help_text=_("Permanent: it stands in every public address and export."),
    )
    title = models.CharField(_("title"), max_length=200)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.DRAFT)
    edition = models.CharField(_("preset used"), max_length=40, blank=True)

    threshold_percent = models.DecimalField(
        _("threshold (%)"),
        max_digits=5,
        decimal_places=2,
        validators=PERCENT,
        default=50,
        help_text=_("Share of the cost that donations must cover before the Comune commits."),
    )
    match_percent = models.DecimalField(
        _("share of the Comune (%)"),
        max_digits=5,
        decimal_places=2,
        validators=PERCENT,
        default=50,
    )
    cap = EuroField(
        _("most for one project (EUR)"), validators=[MinValueValidator(0)], default=50_000
    )
    overfunding = models.CharField(
        _("beyond the threshold"),
        max_length=12,
        choices=Overfunding,
        default=Overfunding.FILL_GAP,
    )
    settlement_days = models.PositiveSmallIntegerField(
        _("settlement window (days)"),
        default=14,
        help_text=_("How long a slow payment begun in time may take after the closing."),
    )
    payer_limit = EuroField(
        _("most of one payer that counts toward the threshold (EUR)"),
        validators=[MinValueValidator(1)],
        null=True,
        blank=True,
        help_text=_("Empty: all of it counts. Frozen with the other terms at the selection."),
    )
    min_payers = models.PositiveIntegerField(
        _("least number of distinct payers"),
        default=0,
        help_text=_("Zero: any number. The threshold is reached only with as many."),
    )
    donation_min = EuroField(_("smallest donation (EUR)"), default=1)
    donation_max = EuroField(_("largest donation (EUR)"), default=10_000)
    cost_min = EuroField(_("lowest admitted cost (EUR)"), null=True, blank=True)
    cost_max = EuroField(_("highest admitted cost (EUR)"), null=True, blank=True)

    submissions_open_at = models.DateTimeField(_("proposals from"), null=True, blank=True)
    submissions_close_at = models.DateTimeField(_("proposals until"), null=True, blank=True)
    experiment_ends_on = models.DateField(_("end of the experiment"), null=True, blank=True)
    areas = ParentalManyToManyField(Area, verbose_name=_("areas of intervention"), blank=True)
    legal_forms = models.JSONField(_("admitted legal forms"), default=list, blank=True)

    class Meta:
        verbose_name = _("call and its rules")
        verbose_name_plural = _("calls and their rules")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(threshold_percent__gt=0, threshold_percent__lte=100),
                name="call_threshold_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(match_percent__gte=0, match_percent__lte=100),
                name="call_match_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(donation_min__gt=0, donation_max__gte=models.F("donation_min")),
                name="call_donation_limits",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        unknown = set(self.legal_forms) - set(LegalForm.values)
        if unknown:
            errors["legal_forms"] = _("Not a legal form: %s") % ", ".join(sorted(unknown))
        if self.donation_max < self.donation_min:
            errors["donation_max"] = _("The largest donation is below the smallest.")
        opens, closes = self.submissions_open_at, self.submissions_close_at
        if opens and closes and closes <= opens:
            errors["submissions_close_at"] = _("Proposals must close after they open.")
        if errors:
            raise ValidationError(errors)

    @property
    def legal_form_labels(self) -> list[str]:
        """The admitted legal forms, in the reader's language."""
        return [str(LegalForm(value).label) for value in self.legal_forms]


class Round(models.Model):
    """A window in which a group of campaigns collects. Instants are stored in UTC."""

    call = ParentalKey(Call, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(
        _("closes"), help_text=_("Exclusive: midnight after the last day, Rome time.")
    )

    panels = [FieldPanel("number"), FieldPanel("opens_at"), FieldPanel("closes_at")]

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="round_number"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="round_closes_after_opening",
                violation_error_message=_("A round must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What readers call it."""
        return str(_("Round %(number)s") % {"number": self.number})


class CallPage(ReservedSlugsMixin, Page):
    """The Avviso as its readers meet it: the text; the rules stand in ``Call``."""

    call = models.ForeignKey(
        Call,
        verbose_name=_("call"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Dates, rules, areas, legal forms and rounds are edited under Calls."),
    )
    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(StoryBlock(required=False), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("body")], heading=_("What it says")),
        MultiFieldPanel(
            [
                HelpPanel(_("The page shows dates, rules, rounds and fund of this call.")),
                FieldPanel("call"),
            ],
            heading=_("Rules"),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    template = "calls/call_page.html"

    class Meta:
        verbose_name = _("call page")
        verbose_name_plural = _("call pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["call"] = self.call
        context["areas"] = list(self.call.areas.all())
        context["legal_forms"] = self.call.legal_form_labels
        return context
