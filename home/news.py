"""News: a list of them, and each on a page of its own."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail.search import index

from campaigns.blocks import StoryBlock
from campaigns.checks.checked_pages import CheckedPage
from campaigns.checks.checklist import Check
from campaigns.checks.pages import picture_alt_check, picture_checks
from campaigns.headless import HeadlessPreviewMixin
from campaigns.page.editor import checklist_panel, title_panel
from campaigns.slugs import ReservedSlugsMixin
from home.silence import silence_checks

NEWS_A_PAGE: Final = 10


class NewsIndexPage(HeadlessPreviewMixin, ReservedSlugsMixin, Page):
    """The list of news, the latest first."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["home.NewsPage"]
    private_page_options: list[str] = []
    template = "home/news_index_page.html"

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pages = Paginator(latest_news(self.locale), NEWS_A_PAGE)
        paginator_page = pages.get_page(request.GET.get("pagina"))
        return context | {"paginator_page": paginator_page, "news": paginator_page.object_list}


class NewsPage(HeadlessPreviewMixin, ReservedSlugsMixin, CheckedPage, Page):
    """A piece of news. ``published_on``, ``intro`` and picture are what lists and feeds carry."""

    published_on = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("The day that readers see.")
    )
    intro = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("What happened, in a sentence or two: lists and feeds show it."),
    )
    picture = models.ForeignKey(
        "campaigns.LibraryImage",
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud to people who do not see it."),
    )
    body = StreamField(StoryBlock(required=False), verbose_name=_("text"), blank=True)

    content_panels = [
        checklist_panel(),
        title_panel(_("What has happened, with who did it: not “News”.")),
        MultiFieldPanel(
            [
                FieldPanel("published_on"),
                FieldPanel("intro"),
                FieldRowPanel([FieldPanel("picture"), FieldPanel("picture_alt")]),
            ],
            heading=_("In lists and feeds"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]
    subpage_types: list[str] = []
    template = "home/news_page.html"

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def checks(self) -> list[Check]:
        """What was looked at: whether a silence holds it, and its picture, if there is one."""
        first, *found = super().checks()
        return [*silence_checks(self), first, *self._picture_checks(), *found]

    def _picture_checks(self) -> list[Check]:
        if self.picture is None:
            return []
        described = picture_alt_check("picture_alt", self.picture_alt, self.picture_id)
        return [described, *picture_checks("picture", self.picture)]


def latest_news(locale: Locale) -> QuerySet[NewsPage]:
    """Published news in a language, the latest first, with what a list shows."""
    pages = NewsPage.objects.filter(locale=locale).live().public()
    return (
        pages.select_related("picture")
        .prefetch_related("picture__renditions")
        .order_by("-published_on", "-first_published_at", "-pk")
    )
