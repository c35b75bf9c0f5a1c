"""What a social image says of a campaign or of a page; its digest tells whether it changed."""

import hashlib
from dataclasses import astuple, dataclass
from datetime import datetime
from html import unescape
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.models import Page

from campaigns.cofinancing.progress import Progress, progress_of, with_match
from campaigns.funding.models import Funding
from campaigns.house.appearance import DEFAULT_COLOUR, house
from campaigns.lists.cards import for_cards
from campaigns.models import CampaignPage
from campaigns.pictures.crops import prepared

DRAWING: Final = "2"
"""Counts on when the drawing itself changes: what is kept elsewhere is then drawn anew."""
_ENDED_WITHOUT: Final = ("failed", "cancelled")


@dataclass(frozen=True, kw_only=True)
class DrawnBar:
    """The bar as it is drawn: words, and widths in percent of the whole.

    ``note`` says what the fund lacks: wherever the bar is, that is said too (R18).
    """

    phase: str
    state: str
    headline: str
    line: str
    note: str = ""
    given: float
    match_from: float
    match: float
    match_is_certain: bool
    threshold: float
    gave_back: bool = False
    """True where all that was given went back: then it is not in the city's colour."""


@dataclass(frozen=True, kw_only=True)
class SocialCard:
    """Everything that a social image shows. ``picture`` is the file of a crop in the storage."""

    brand: str
    title: str
    byline: str = ""
    motto: str = ""
    picture: str = ""
    bar: DrawnBar | None = None
    colour: str = DEFAULT_COLOUR

    @property
    def digest(self) -> str:
        """Changes when what is drawn changes, and only then."""
        return hashlib.sha256(repr((DRAWING, astuple(self))).encode()).hexdigest()[:32]


def card_of_campaign(slug: str, language: str, now: datetime) -> SocialCard | None:
    """The card of a campaign with a public page, its bar as of ``now``; else ``None``."""
    funding = with_match(Funding.objects.filter(slug=slug)).first()
    if funding is None:
        return None
    pages = CampaignPage.objects.filter(translation_key=funding.translation_key).live().public()
    wanted = for_cards(pages).select_related("organization", "main_image", "locale")
    page = min(wanted, key=lambda each: each.locale.language_code != language, default=None)
    if page is None:
        return None
    pictured = prepared(page.main_image, "card") if page.main_image else None
    with override(language):
        return SocialCard(
            brand=settings.SITE_BRAND["name"],
            title=page.title,
            byline=page.organization.name if page.organization else "",
            picture=pictured.fallback.renditions[-1].file.name if pictured else "",
            bar=_bar(progress_of(funding, now)),
            colour=house().colour,
        )


def card_of_page(page: Page) -> SocialCard:
    """The card of any other page: its title, and the city."""
    return _plain_card(page.title, page.locale.language_code)


def card_of_site(language: str) -> SocialCard:
    """The card of what is no page: search, forms."""
    return _plain_card(settings.SITE_BRAND["name"], language)


def _plain_card(title: str, language: str) -> SocialCard:
    brand = settings.SITE_BRAND
    with override(language):
        motto = str(brand["tagline"])
    return SocialCard(
        brand=brand["name"],
        title=title,
        byline=brand["municipality"],
        motto=motto,
        colour=house().colour,
    )


def _bar(progress: Progress) -> DrawnBar:
    collected = progress.collected_width
    if progress.phase in _ENDED_WITHOUT and progress.closed_collected and not progress.collected:
        collected = str(progress.closed_collected * 100 / progress.scale)
    certain = progress.is_match_certain
    return DrawnBar(
        phase=_words("phase", progress),
        state="cancelled" if progress.is_revoked else progress.phase,
        headline=_words("bar_headline", progress, variant="card"),
        line=_words("bar_match_line", progress),
        note=_words("bar_shortfall", progress),
        given=min(100.0, float(collected)),
        match_from=float(collected if certain else progress.threshold_position),
        match=float(progress.match_width) if progress.match_amount > 0 else 0.0,
        match_is_certain=certain,
        threshold=float(progress.threshold_position),
        gave_back=progress.phase in _ENDED_WITHOUT,
    )


def _words(component: str, progress: Progress, **more: str) -> str:
    """The words of a component of the page: a shared image says what the page says."""
    html = render_to_string(f"components/{component}.html", {"progress": progress, **more})
    lines = (" ".join(line.split()) for line in unescape(strip_tags(html)).splitlines())
    between = " · " if component == "bar_match_line" else " "
    return between.join(line for line in lines if line)
