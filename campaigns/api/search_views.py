"""Search over everything readers may read, in their language."""

from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Locale

from campaigns.api import schemas
from campaigns.api.campaign_filters import MUNICIPI, WHOLE_CITY
from campaigns.api.conditional import conditional
from campaigns.api.documentation import SEARCH, reads
from campaigns.api.pagination import PAGE_SIZE, page_of
from campaigns.api.parameters import (
    ChoiceParameter,
    PageQuery,
    PlainParameter,
    Query,
    TextParameter,
)
from campaigns.api.representations import progress_data
from campaigns.api.rich_text import absolute
from campaigns.api.views import ReadingView
from campaigns.funding.models import State
from search.facets import VALUES, chosen_hits
from search.finding import Hit, corrected, find, suggestions
from search.folding import LONGEST_QUERY, clean_query, words_of
from search.kinds import BY_NAME, kinds_by_content_type
from search.results import Result, results_of

TYPES = {
    "campaign": "progetti",
    "call": "avvisi",
    "news": "notizie",
    "information": "informazioni",
}
"""Kinds of pages as programs name them, and as addresses of the site do."""
FACETS = {"type": "tipo", "area": "area", "municipio": "municipio", "state": "stato"}
_PROGRAM_TYPES = {site: program for program, site in TYPES.items()}


class WordsQuery(Query):
    """What is looked for."""

    q = TextParameter(
        max_length=LONGEST_QUERY, required=True, help_text=_("Words, in the reader’s language.")
    )


class SearchQuery(WordsQuery, PageQuery):
    """What is looked for, and where."""

    type = ChoiceParameter(list(TYPES), help_text=_("One kind of page."))
    area = PlainParameter(help_text=_("Campaigns of an area, by its slug."))
    municipio = ChoiceParameter(
        [number for number in MUNICIPI if number != WHOLE_CITY],
        help_text=_("Campaigns of a Municipio."),
    )
    state = ChoiceParameter(State.values, help_text=_("Campaigns in a state."))


class SearchView(ReadingView):
    """What words find."""

    query_form = SearchQuery

    @reads(
        SEARCH,
        "search",
        schemas.Found,
        query=query_form,
        summary=_("Search"),
        description=_(
            "Pages that have all the words, else some of them (partial), by relevance. Each facet "
            "counts what its values would leave, the other choices as they are."
        ),
    )
    def get(self, request: Request) -> Response:
        words = clean_query(self.query["q"])
        locale = Locale.get_active()
        found = find(words, locale)
        choices = self._choices()
        hits = chosen_hits(found.hits, choices)
        page, addresses = page_of(request, hits, self.query.get("page_size", PAGE_SIZE))
        results = results_of(page, words_of(words), request._request, timezone.now())
        data = {
            **addresses,
            "count": len(hits),
            "partial": found.partial,
            "corrected": "" if found.hits and not found.partial else corrected(words, locale),
            "facets": _facets(found.hits, choices),
            "results": [_result(result) for result in results],
        }
        return conditional(request, data)

    def _choices(self) -> dict[str, str]:
        chosen = {FACETS[name]: self.query[name] for name in FACETS if name in self.query}
        if "tipo" in chosen:
            chosen["tipo"] = TYPES[chosen["tipo"]]
        return chosen


class SuggestionsView(ReadingView):
    """Pages for what somebody is typing."""

    query_form = WordsQuery

    @reads(
        SEARCH,
        "search_suggestions",
        schemas.SuggestionList,
        query=query_form,
        summary=_("Suggestions"),
        description=_("Pages whose title has the typed words, the last one being still typed."),
    )
    def get(self, request: Request) -> Response:
        kinds = kinds_by_content_type()
        found = suggestions(clean_query(self.query["q"]), Locale.get_active())
        return self.whole_list(
            request,
            [
                {
                    "type": _PROGRAM_TYPES[kinds[page.content_type_id].name],
                    "title": page.title,
                    "url": absolute(page.get_url(request._request) or ""),
                }
                for page in found
            ],
        )


def _facets(hits: list[Hit], choices: dict[str, str]) -> dict[str, dict[str, int]]:
    found = {}
    for name, site_name in FACETS.items():
        others = {key: value for key, value in choices.items() if key != site_name}
        counts = Counter(map(VALUES[site_name], chosen_hits(hits, others)))
        found[name] = {
            _PROGRAM_TYPES[value] if value in BY_NAME else value: count
            for value, count in sorted(counts.items())
            if value
        }
    return found


def _result(result: Result) -> dict[str, Any]:
    progress = result.card.progress if result.card else None
    return {
        "type": _PROGRAM_TYPES[result.kind.name],
        "title": result.page.title,
        "excerpt": "".join(piece.text for piece in result.excerpt),
        "url": absolute(result.url),
        "progress": progress_data(progress) if progress else None,
    }
