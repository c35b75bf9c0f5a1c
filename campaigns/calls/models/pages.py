"""The Avviso as its readers meet it."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from campaigns.blocks import StoryBlock
from campaigns.calls.models.calls import Call
from campaigns.headless import HeadlessPreviewMixin
from campaigns.slugs import ReservedSlugsMixin


class CallPage(HeadlessPreviewMixin, ReservedSlugsMixin, Page):
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
        InlinePanel("attachments", heading=_("Attachments"), label=_("Attachment")),
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
        from campaigns.calls.reading import read_call

        attachments = self.attachments.select_related("document")
        return context | read_call(self.call, timezone.now()) | {"attachments": attachments}


class CallAttachment(Orderable):
    """A document of the notice: the act, the forms, the annexes."""

    page = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField(
        _("title"), max_length=200, help_text=_("What readers see: say what it is.")
    )

    panels = [FieldPanel("title"), FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
