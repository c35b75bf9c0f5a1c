"""The home page; the other pages and the settings stand in modules beside this one."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from campaigns.calls.models import Call
from campaigns.checks.checked_pages import CheckedPage
from campaigns.headless import HeadlessPreviewMixin
from campaigns.page.editor import checklist_panel, title_panel
from home.blocks import PageBlock
from home.information_pages import InformationPage, SiteMapPage
from home.news import NewsIndexPage, NewsPage
from home.silence import NewsSilence
from home.site_settings import SiteSettings

__all__ = [
    "HomePage",
    "InformationPage",
    "NewsIndexPage",
    "NewsPage",
    "NewsSilence",
    "ScenarioLoad",
    "SiteMapPage",
    "SiteSettings",
]


class HomePage(HeadlessPreviewMixin, CheckedPage, Page):
    """What this is in one sentence, the fund, and campaigns that need a push now."""

    lead = models.TextField(_("in one sentence"), max_length=300, blank=True)
    body = StreamField(PageBlock(required=False), verbose_name=_("text"), blank=True)
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
        checklist_panel(),
        title_panel(_("The name of the site: it is read in the browser’s tab, and in search.")),
        MultiFieldPanel([FieldPanel("lead"), FieldPanel("body")], heading=_("What it says")),
        FieldPanel("featured_call"),
    ]
    template = "home/home_page.html"
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.front_page import front_page_context

        return super().get_context(request, *args, **kwargs) | front_page_context(self, request)


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
