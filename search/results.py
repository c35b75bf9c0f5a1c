"""One page of results as readers see them: title, kind, a few words, a campaign's bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from campaigns.lists.cards import Card, cards_of, for_cards
from campaigns.models import CampaignPage
from search.excerpts import Piece, excerpt, has_match
from search.finding import Hit
from search.kinds import CAMPAIGN, KINDS, Kind


@dataclass(frozen=True)
class Result:
    """A found page. ``card`` is there for campaigns: the picture and the bar."""

    kind: Kind
    page: Page
    url: str
    excerpt: list[Piece]
    card: Card | None


def results_of(
    hits: Sequence[Hit], words: list[str], request: HttpRequest, now: datetime
) -> list[Result]:
    """The hits of one page with what they show, in their order: one query a kind, and the texts."""
    texts = _texts(hits)
    cards = {card.page.pk: card for card in _cards(hits, now)}
    pages: dict[int, Page] = {pk: card.page for pk, card in cards.items()}
    for kind in KINDS:
        if kind is not CAMPAIGN:
            keys = [hit.pk for hit in hits if hit.kind is kind]
            pages |= kind.model.objects.select_related("locale").in_bulk(keys)
    return [
        Result(
            kind=hit.kind,
            page=pages[hit.pk],
            url=pages[hit.pk].get_url(request) or "",
            excerpt=excerpt(_said(pages[hit.pk], texts.get(hit.pk, ""), words), words),
            card=cards.get(hit.pk),
        )
        for hit in hits
        if hit.pk in pages
    ]


def _cards(hits: Sequence[Hit], now: datetime) -> list[Card]:
    keys = [hit.pk for hit in hits if hit.kind is CAMPAIGN]
    return cards_of(for_cards(CampaignPage.objects.filter(pk__in=keys)), now)


def _texts(hits: Sequence[Hit]) -> dict[int, str]:
    """What the index holds of the pages, as it reads."""
    keys = [str(hit.pk) for hit in hits]
    rows = IndexEntry.objects.filter(
        object_id__in=keys,
        content_type__app_label__in={kind.model._meta.app_label for kind in KINDS},
        content_type__model__in=[kind.model._meta.model_name for kind in KINDS],
    )
    return {int(pk): text for pk, text in rows.values_list("object_id", "body_text")}


def _said(page: Page, whole: str, words: list[str]) -> str:
    """The page's own summary, unless what was searched stands elsewhere only."""
    lead: str = getattr(page, "summary", "") or getattr(page, "intro", "") or ""
    return lead if lead and (has_match(lead, words) or not has_match(whole, words)) else whole
