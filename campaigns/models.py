"""Campaign pages: the story, and the terms asked for. Money state is ``Funding``'s alone."""

import uuid
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, Revision
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.accounts.models import Organization
from campaigns.blocks import PARAGRAPH_FEATURES, StoryBlock
from campaigns.budget import check_budget
from campaigns.calls.models import Area, Call, Round
from campaigns.forms import CampaignPageForm
from campaigns.money import CENT, EuroField
from campaigns.page_guards import check_may_delete
from campaigns.panels import MoneyPanel, SurroundingsPanel
from campaigns.slugs import ReservedSlugsMixin

MUNICIPI = [(number, _("Municipio %d") % number) for number in range(1, 10)]


class CampaignIndexPage(ReservedSlugsMixin, Page):
    """The list of campaigns."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["campaigns.CampaignPage"]
    private_page_options: list[str] = []
    template = "campaigns/campaign_index_page.html"

    class Meta:
        verbose_name = _("campaign index")
        verbose_name_plural = _("campaign indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from campaigns.listing import listing_context

        return super().get_context(request, *args, **kwargs) | listing_context(self, request)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page and those below. Raises ``PageGuarded`` if a funding lost its last."""
        check_may_delete([self])
        return super().delete(*args, **kwargs)


class CampaignPage(ReservedSlugsMixin, Page):
    """The story of one project, and what it asks for. Publishing it moves no money."""

    call = models.ForeignKey(
        Call,
        verbose_name=_("call"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for cards and search: what will be there that is not there now."),
    )
    main_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("main picture"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    main_image_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud to people who do not see it."),
    )
    story = StreamField(StoryBlock(required=False), verbose_name=_("story"), blank=True)
    area = models.ForeignKey(
        Area,
        verbose_name=_("area of intervention"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    municipio = models.PositiveSmallIntegerField(
        _("Municipio"), choices=MUNICIPI, null=True, blank=True
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    total_cost = EuroField(
        _("total cost (EUR)"),
        validators=[MinValueValidator(CENT)],
        null=True,
        help_text=_("The budget lines must add up to it, to the cent."),
    )

    base_form_class = CampaignPageForm
    parent_page_types = ["campaigns.CampaignIndexPage"]
    subpage_types: list[str] = []
    private_page_options: list[str] = []
    template = "campaigns/campaign_page.html"

    content_panels = [
        MoneyPanel(heading=_("How its money stands")),
        SurroundingsPanel(heading=_("Updates, questions, rewards")),
        MultiFieldPanel(
            [
                *Page.content_panels,
                FieldPanel("summary"),
                FieldPanel("main_image"),
                FieldPanel("main_image_alt"),
            ],
            heading=_("On the card"),
        ),
        FieldPanel("story", heading=_("The story")),
        MultiFieldPanel(
            [
                FieldPanel("area"),
                FieldPanel("municipio"),
                FieldPanel("place"),
                FieldPanel("organization"),
            ],
            heading=_("Where and who"),
        ),
        InlinePanel("team", heading=_("Team"), label=_("Person")),
        MultiFieldPanel(
            [
                FieldPanel("call"),
                FieldPanel("round"),
                FieldPanel("total_cost"),
                InlinePanel("budget_lines", label=_("Budget line"), heading=_("Budget")),
            ],
            heading=_("What it asks for"),
            help_text=_(
                "Terms are frozen when the campaign is selected: later edits here do not "
                "change the money."
            ),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("story"),
        index.SearchField("place"),
        index.RelatedFields("organization", [index.SearchField("name")]),
        index.AutocompleteField("summary"),
        index.FilterField("area"),
        index.FilterField("municipio"),
        index.FilterField("call"),
        index.FilterField("round"),
    ]
    override_translatable_fields = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("summary"),
        TranslatableField("main_image_alt"),
        TranslatableField("story"),
        TranslatableField("team"),
        TranslatableField("budget_lines"),
        SynchronizedField("main_image"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("call", "round", "area", "municipio", "place", "organization")
        ),
        SynchronizedField("total_cost", overridable=False),
    ]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def publish(self, revision: Revision, **kwargs: Any) -> None:
        """Publish or schedule a revision, by whatever way. Raises ``BudgetMismatch``."""
        revision.as_object().check_budget()
        super().publish(revision, **kwargs)

    def check_budget(self) -> None:
        """Raise ``BudgetMismatch`` unless the budget lines add up to the cost."""
        if self.total_cost is not None:
            check_budget(self.total_cost, [line.amount for line in self.budget_lines.all()])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page. Raises ``PageGuarded`` if it is the last one of a funding."""
        check_may_delete([self])
        return super().delete(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from campaigns.detail import detail_context

        return super().get_context(request, *args, **kwargs) | detail_context(self)


class BudgetLine(Orderable):
    """One cost of the project."""

    page = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="budget_lines")
    description = models.CharField(_("what for"), max_length=200)
    amount = EuroField(_("amount (EUR)"), validators=[MinValueValidator(0)])

    panels = [FieldPanel("description"), FieldPanel("amount")]
    override_translatable_fields = [SynchronizedField("amount", overridable=False)]

    class Meta(Orderable.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")


class TeamMember(Orderable):
    """A person behind the project."""

    page = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="team")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)

    panels = [FieldPanel("name"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("team")


class Language(models.TextChoices):
    """Languages in which something short may be written."""

    ITALIAN = "it", "Italiano"
    ENGLISH = "en", "English"


class Question(models.Model):
    """A question to a campaign and its answer. Keyed by the campaign, not by a page."""

    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="it")
    question = models.TextField(_("question"), max_length=1000)
    answer = models.TextField(_("answer"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.question


class Update(models.Model):
    """News of a campaign. Keyed by the campaign: an older revision of a page cannot lose it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="it")
    title = models.CharField(_("title"), max_length=150)
    body = RichTextField(_("text"), features=PARAGRAPH_FEATURES)
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title
