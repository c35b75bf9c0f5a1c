"""What the head of a page tells other sites: a card to share, structured data, feeds."""

import json
from typing import Any, Final

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from campaigns.languages import readers_language
from campaigns.models import CampaignPage
from home.sharing.drawing import HEIGHT, WIDTH
from home.sharing.pages import absolute
from home.sharing.structured import graph

register = template.Library()

_ESCAPED: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""So that no text ends the data block, whatever somebody wrote into a title."""
_LOCALES: Final = {"it": "it_IT", "en": "en_GB"}


@register.inclusion_tag("sharing/metadata.html", takes_context=True)
def sharing_metadata(context: Context) -> dict[str, Any]:
    """Open Graph, Twitter and schema.org data of the page, or of the site where there is none.

    The address is told of pages only: those of a gift are its donor's own. What belongs to a page
    (its giving, for one) tells nothing to search engines and readers of feeds: the page does.
    """
    request, page = context.get("request"), context.get("page")
    if request is None or get_language() is None:
        return {}
    language = readers_language()
    shared: dict[str, Any] = {
        "brand": context.get("brand"),
        "locale": _LOCALES[language],
        "width": WIDTH,
        "height": HEIGHT,
    }
    if not isinstance(page, Page) or not page.pk:
        return shared | {
            "image": absolute(reverse("site_image", args=[language])),
            "has_feeds": True,
        }
    progress = context.get("progress")
    image = absolute(_image(page, progress, language))
    shared |= {"page": page, "url": absolute(page.get_url(request)), "image": image}
    if context.get("self") != page:
        return shared
    return shared | {
        "structured": _data_block(graph(page, progress, image, request)),
        "has_feeds": True,
        "campaign_feed": progress.campaign if progress else "",
    }


def _image(page: Page, progress: Any, language: str) -> str:
    if isinstance(page, CampaignPage) and progress is not None:
        return reverse("campaign_image", args=[language, progress.campaign])
    return reverse("page_image", args=[page.pk])


def _data_block(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return mark_safe(text)  # noqa: S308 - every character that could end the block is escaped
