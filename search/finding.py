"""What a query finds, in a constant number of queries to the database."""

import difflib
from dataclasses import dataclass
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend
from wagtail.search.utils import parse_query_string

from campaigns.calls.models import Area
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from search.folding import fold, words_of
from search.kinds import CAMPAIGN, Kind, kinds_by_content_type

MOST_HITS: Final = 1000
"""More than anybody pages through; what lies beyond is not counted either."""
MOST_SUGGESTIONS: Final = 8
SHORTEST_SUGGESTED: Final = 2
_VOCABULARY_PAGES: Final = 3000
_SHORTEST_CORRECTED: Final = 4
_ALIKE: Final = 0.74
_QUOTES: Final = str.maketrans(
    {"“": '"', "”": '"', "«": '"', "»": '"', "'": " ", "’": " ", ":": " "}
)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A page that was found, and what facets need of it; the last three are of campaigns only."""

    pk: int
    kind: Kind
    area: str = ""
    municipio: str = ""
    state: str = ""


@dataclass(frozen=True)
class Found:
    """Hits by relevance. ``partial``: no page has all the words, these have some."""

    hits: list[Hit]
    partial: bool = False


def searchable(locale: Locale) -> QuerySet[Page]:
    """Every page that a reader of a language may find."""
    types = kinds_by_content_type()
    pages: QuerySet[Page] = (
        Page.objects.live().public().filter(locale=locale, content_type_id__in=types)
    )
    return pages


def find(query: str, locale: Locale) -> Found:
    """The pages that have all the words of ``query``, else those that have some of them."""
    words = words_of(query)
    if not words:
        return Found([])
    hits = _hits(query, locale, "and")
    if hits or len(words) == 1:
        return Found(hits)
    return Found(_hits(query, locale, "or"), partial=True)


def _hits(query: str, locale: Locale, operator: str) -> list[Hit]:
    _filters, parsed = parse_query_string(query.translate(_QUOTES), operator=operator)
    results = get_search_backend().search(parsed, searchable(locale))[:MOST_HITS]
    kinds = kinds_by_content_type()
    found = [(page.pk, kinds[page.content_type_id]) for page in results]
    about = _about_campaigns([pk for pk, kind in found if kind is CAMPAIGN])
    return [Hit(pk=pk, kind=kind, **about.get(pk, {})) for pk, kind in found]


def _about_campaigns(keys: list[int]) -> dict[int, dict[str, str]]:
    funding = Funding.objects.filter(translation_key=OuterRef("translation_key"))
    rows = (
        CampaignPage.objects.filter(pk__in=keys)
        .annotate(funding_state=Subquery(funding.values("state")[:1]))
        .values_list("pk", "area__slug", "municipio", "funding_state")
    )
    return {
        pk: {"area": area or "", "municipio": str(municipio or ""), "state": state or ""}
        for pk, area, municipio, state in rows
    }


def suggestions(typed: str, locale: Locale) -> list[Page]:
    """Pages whose title or summary has the typed words, the last one being still typed."""
    folded = fold(typed)
    if len(folded) < SHORTEST_SUGGESTED:
        return []
    return list(get_search_backend().autocomplete(folded, searchable(locale))[:MOST_SUGGESTIONS])


def corrected(query: str, locale: Locale) -> str:
    """The query with each unknown word replaced by the nearest one of a title; empty if none is.

    The server has no trigrams: titles and areas are few enough to be compared here.
    """
    known = _vocabulary(locale)
    words = words_of(query)
    changed = [_nearest(word, known) for word in words]
    return " ".join(changed) if changed != words else ""


def _nearest(word: str, known: dict[str, str]) -> str:
    if len(word) < _SHORTEST_CORRECTED or word in known:
        return word
    alike = difflib.get_close_matches(word, known, n=1, cutoff=_ALIKE)
    return known[alike[0]] if alike else word


def _vocabulary(locale: Locale) -> dict[str, str]:
    """Words as they are written, by their folded form."""
    titles = list(searchable(locale).values_list("title", flat=True)[:_VOCABULARY_PAGES])
    texts = [*titles, *(area.name for area in Area.objects.all())]
    return {
        fold(word): word.lower()
        for text in texts
        for word in text.replace("’", " ").replace("'", " ").split()
        if len(fold(word)) >= _SHORTEST_CORRECTED and " " not in fold(word)
    }
