"""Pages of text that staff compose, and the map of the site."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from campaigns.checks.checked_pages import CheckedPage
from campaigns.headless import HeadlessPreviewMixin
from campaigns.page.editor import checklist_panel, title_panel
from campaigns.slugs import ReservedSlugsMixin
from home.blocks import PageBlock
from home.site_map import tree_of


class FooterPage(HeadlessPreviewMixin, ReservedSlugsMixin, CheckedPage, Page):
    """What the footer can link to."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    footer_element = models.CharField(
        _("place in the footer"),
        max_length=40,
        blank=True,
        help_text=_("What checkers of public sites look for, such as privacy-policy-link."),
    )
    in_footer = models.BooleanField(_("linked in the footer"), default=False)
    footer_label = models.CharField(
        _("words of the link"),
        max_length=60,
        blank=True,
        help_text=_("In the footer, where the title is not what people look for."),
    )

    override_translatable_fields = [SynchronizedField("footer_element", overridable=False)]
    footer_panel = MultiFieldPanel(
        [FieldPanel("in_footer"), FieldPanel("footer_label"), FieldPanel("footer_element")],
        heading=_("Footer"),
    )

    class Meta:
        abstract = True


class InformationPage(FooterPage):
    """A page of text: questions and answers, privacy, contacts."""

    body = StreamField(PageBlock(required=False), verbose_name=_("text"), blank=True)

    content_panels = [
        checklist_panel(),
        title_panel(_("What the page answers, in the words that a reader would use.")),
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("body")], heading=_("What it says")),
        FooterPage.footer_panel,
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


class SiteMapPage(FooterPage):
    """The map of the site, drawn from the tree of its pages."""

    content_panels = [*Page.content_panels, FieldPanel("intro"), FooterPage.footer_panel]
    subpage_types: list[str] = []
    template = "home/site_map_page.html"

    class Meta:
        verbose_name = _("map of the site")
        verbose_name_plural = _("maps of the site")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"tree": tree_of(self, request)}
