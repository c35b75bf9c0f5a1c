"""The home page and the editorial pages."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from campaigns.blocks import StoryBlock
from campaigns.calls.models import Call, CallPage
from campaigns.cards import Card, cards_of, for_cards
from campaigns.cofinancing.models import Commitment, fund_of
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignIndexPage, CampaignPage
from campaigns.money import ZERO
from campaigns.slugs import ReservedSlugsMixin

CARDS_OF_A_KIND = 6
URGENT_PHASES = ("near", "at_risk")
URGENT_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class Results:
    """What the experiment has done so far. Amounts in EUR."""

    campaigns: int
    succeeded: int
    collected: Decimal
    granted: Decimal
    donations: int


class HomePage(Page):
    """What this is in one sentence, the fund, and campaigns that need a push now."""

    lead = models.TextField(_("in one sentence"), max_length=300, blank=True)
    body = StreamField(StoryBlock(required=False), verbose_name=_("text"), blank=True)
    featured_call = models.ForeignKey(
        Call,
        verbose_name=_("call shown"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Its fund and its campaigns stand on the home page."),
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("lead"), FieldPanel("body")], heading=_("What it says")),
        FieldPanel("featured_call"),
    ]
    template = "home/home_page.html"
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        cards = self._cards()
        urgent = [card for card in cards if _is_urgent(card)][:CARDS_OF_A_KIND]
        context["urgent"] = urgent
        context["live"] = [card for card in cards if card not in urgent][:CARDS_OF_A_KIND]
        context["fund"] = fund_of(self.featured_call)
        context["results"] = results_of(self.featured_call)
        context["areas"] = list(self.featured_call.areas.all()) if self.featured_call else []
        index_page = CampaignIndexPage.objects.child_of(self).live().first()
        context["index_url"] = index_page.get_url(request) if index_page else ""
        context["call_page"] = CallPage.objects.child_of(self).live().first()
        return context

    def _cards(self) -> list[Card]:
        now = timezone.now()
        open_keys = Funding.objects.filter(
            state__in=[State.SCHEDULED, State.LIVE], opens_at__lte=now, closes_at__gt=now
        ).order_by("closes_at", "slug")
        if self.featured_call_id:
            open_keys = open_keys.filter(call_id=self.featured_call_id)
        keys = list(open_keys.values_list("translation_key", flat=True)[: CARDS_OF_A_KIND * 4])
        pages = CampaignPage.objects.filter(translation_key__in=keys, locale_id=self.locale_id)
        order = {key: position for position, key in enumerate(keys)}
        cards = cards_of(for_cards(pages.live().public()), now)
        return sorted(cards, key=lambda card: order[card.page.translation_key])


class InformationPage(ReservedSlugsMixin, Page):
    """A page of text: questions and answers, privacy, contacts."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(StoryBlock(required=False), verbose_name=_("text"), blank=True)
    footer_element = models.CharField(
        _("place in the footer"),
        max_length=40,
        blank=True,
        help_text=_("What checkers of public sites look for, such as privacy-policy-link."),
    )
    in_footer = models.BooleanField(_("linked in the footer"), default=False)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("body")], heading=_("What it says")),
        MultiFieldPanel(
            [FieldPanel("in_footer"), FieldPanel("footer_element")], heading=_("Footer")
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    template = "home/information_page.html"

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")


class NewsPage(ReservedSlugsMixin, Page):
    """A piece of news."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(StoryBlock(required=False), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("body")], heading=_("What it says")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    template = "home/information_page.html"

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")


class ScenarioLoad(models.Model):
    """Which file a call was loaded from: loading it again changes nothing."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="scenario_load")
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    clock = models.DateTimeField()
    """The instant up to which the replay's clock moved."""

    class Meta:
        verbose_name = _("loaded scenario")
        verbose_name_plural = _("loaded scenarios")

    def __str__(self) -> str:
        return f"{self.call} {self.digest[:12]}"


def results_of(call: Call | None) -> Results:
    """Totals over the campaigns of a call, or over all."""
    fundings, commitments = Funding.objects.all(), Commitment.objects.all()
    if call is not None:
        fundings = fundings.filter(call=call)
        commitments = commitments.filter(fund__call=call)
    totals = fundings.aggregate(
        campaigns=Count("pk"),
        succeeded=Count("pk", filter=Q(state=State.SUCCEEDED)),
        collected=Sum(F("confirmed") - F("refunded") - F("disputed")),
        donations=Sum("donations"),
    )
    return Results(
        campaigns=totals["campaigns"],
        succeeded=totals["succeeded"],
        collected=totals["collected"] or ZERO,
        granted=commitments.aggregate(sum=Sum("granted"))["sum"] or ZERO,
        donations=totals["donations"] or 0,
    )


def _is_urgent(card: Card) -> bool:
    progress = card.progress
    if progress is None:
        return False
    return progress.phase in URGENT_PHASES or (
        progress.phase == "live" and (progress.days_left or URGENT_DAYS) < URGENT_DAYS
    )
