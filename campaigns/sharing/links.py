"""Ways to make a campaign known: links of other sites, a code to photograph, a piece to embed."""

import io
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.models import Locale

from campaigns.funding.models import Funding
from campaigns.page.reading import each_story_once

DAY: Final = 86_400


@dataclass(frozen=True)
class ShareLink:
    """A site through which a page is told to others. Nothing of it loads before it is followed."""

    name: str
    icon: str
    url: str


def share_links(title: str, url: str) -> list[ShareLink]:
    """Where to tell of a page: the messages people write, then e-mail."""
    words = _("“%(title)s”: have a look at this project.") % {"title": title}
    message = f"{words} {url}"
    return [
        ShareLink("WhatsApp", "it-whatsapp", f"https://wa.me/?{urlencode({'text': message})}"),
        ShareLink(
            "Telegram",
            "it-telegram",
            f"https://t.me/share/url?{urlencode({'url': url, 'text': words})}",
        ),
        ShareLink(
            "Facebook",
            "it-facebook",
            f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}",
        ),
    ]


def qr_code(_request: HttpRequest, slug: str) -> HttpResponse:
    """The address of a campaign's page, in the reader's language, as a code for posters (SVG)."""
    funding = get_object_or_404(Funding.objects.only("translation_key"), slug=slug)
    pages = each_story_once(Locale.get_active().pk)
    page = get_object_or_404(pages, translation_key=funding.translation_key)
    drawing = io.BytesIO()
    segno.make(page.full_url, error="m", micro=False).save(
        drawing, kind="svg", border=2, scale=8, xmldecl=False, svgns=True, omitsize=False
    )
    response = HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
