"""Search over everything readers may read, in their language. Odd input never fails."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from wagtail.models import Locale

from campaigns.calls.models import Area
from campaigns.models import CampaignIndexPage
from search.facets import choices, chosen_hits, facets
from search.finding import corrected, find, suggestions
from search.folding import clean_query, words_of
from search.kinds import kinds_by_content_type
from search.promoting import promoted
from search.results import results_of

RESULTS_A_PAGE: Final = 10
SUGGESTIONS_KEPT_SECONDS: Final = 300


def search(request: HttpRequest) -> HttpResponse:
    """What ``q`` finds, narrowed by the facets that the address chooses."""
    query = clean_query(request.GET.get("q", ""))
    context: dict[str, Any] = {"query": query}
    if query:
        context |= _answer(query, request)
    if not context.get("count"):
        context |= _way_on()
    return render(request, "search/search.html", context)


def _answer(query: str, request: HttpRequest) -> dict[str, Any]:
    locale = Locale.get_active()
    found = find(query, locale)
    chosen = choices(request.GET)
    hits = chosen_hits(found.hits, chosen)
    page = Paginator(hits, RESULTS_A_PAGE).get_page(request.GET.get("pagina"))
    return {
        "results": results_of(list(page.object_list), words_of(query), request, timezone.now()),
        "promoted": promoted(query, locale),
        "facets": facets(found.hits, chosen, request.GET),
        "chosen": chosen,
        "partial": found.partial,
        "count": len(hits),
        "everywhere": len(found.hits),
        "corrected": "" if found.hits and not found.partial else corrected(query, locale),
        "paginator_page": page,
    }


def _way_on() -> dict[str, Any]:
    """Where somebody who found nothing, or asked nothing yet, can go."""
    index = CampaignIndexPage.objects.live().filter(locale=Locale.get_active()).first()
    return {"index_page": index, "areas": list(Area.objects.all())}


def suggest(request: HttpRequest) -> JsonResponse:
    """Pages for what somebody is typing: ``{"suggestions": [{"title", "kind", "url"}]}``."""
    kinds = kinds_by_content_type()
    found = [
        {
            "title": page.title,
            "kind": str(kinds[page.content_type_id].one),
            "url": page.get_url(request) or "",
        }
        for page in suggestions(clean_query(request.GET.get("q", "")), Locale.get_active())
    ]
    answer = JsonResponse({"suggestions": found})
    patch_cache_control(answer, public=True, max_age=SUGGESTIONS_KEPT_SECONDS)
    return answer
