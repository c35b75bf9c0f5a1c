"""Search over campaigns."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend
from wagtail.search.utils import parse_query_string

from campaigns.cards import cards_of, for_cards
from campaigns.models import CampaignPage

RESULTS_A_PAGE = 12
LONGEST_QUERY = 200


def search(request: HttpRequest) -> HttpResponse:
    """Campaigns in the reader's language that match ``q``; odd input never fails."""
    query = clean_query(request.GET.get("q", ""))
    pages = CampaignPage.objects.live().public().filter(locale=Locale.get_active())
    results = list(_matching(pages, query)) if query else []
    paginator_page = Paginator(results, RESULTS_A_PAGE).get_page(request.GET.get("pagina"))
    chosen = for_cards(CampaignPage.objects.filter(pk__in=list(paginator_page.object_list)))
    order = {pk: position for position, pk in enumerate(paginator_page.object_list)}
    cards = sorted(cards_of(chosen, timezone.now()), key=lambda card: order[card.page.pk])
    context = {
        "query": query,
        "results": cards,
        "count": len(results),
        "paginator_page": paginator_page,
    }
    return render(request, "search/search.html", context)


def clean_query(text: str) -> str:
    """What PostgreSQL can take: no NUL, no more than people type."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]


def _matching(pages: QuerySet[CampaignPage], query: str) -> list[int]:
    _filters, parsed = parse_query_string(query)
    return [page.pk for page in get_search_backend().search(parsed, pages)]
