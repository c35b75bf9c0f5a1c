"""The list of campaigns: filters that combine, in addresses that can be shared."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend
from wagtail.search.utils import parse_query_string

from campaigns.lists.cards import cards_of, for_cards
from campaigns.lists.filters import (
    ORDER,
    PAGE,
    TEXT,
    Address,
    Filter,
    Option,
    chosen_values,
    filters_of,
    places_of,
    questions,
)
from campaigns.lists.rows import FIRST_ORDER, MUNICIPIO, ORDERS, STATE, ListRow, in_order, list_rows
from campaigns.models import CampaignPage
from campaigns.page.reading import each_story_once

if TYPE_CHECKING:
    from campaigns.models import CampaignIndexPage

CARDS_A_PAGE = 12
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Choice:
    """A choice in force: what it is, the address without it, and how many campaigns that leaves."""

    label: str
    url: str
    count: int


def listing_context(page: "CampaignIndexPage", request: HttpRequest) -> dict[str, Any]:
    """Cards of the campaigns below an index page, chosen and ordered as the address asks."""
    now = timezone.now()
    address = Address(request.path, request.GET)
    text = typed_text(request.GET.get(TEXT, ""))
    rows = list_rows(each_story_once(page.locale_id), now)
    matching = _with_text(rows, text)
    asked = questions()
    chosen = chosen_values(asked, request.GET)
    order = request.GET.get(ORDER, "")
    order = order if order in ORDERS else FIRST_ORDER
    found = in_order((row for row in matching if row.answers(chosen)), order)
    filters = filters_of(asked, matching, chosen, address)
    paginator_page = Paginator(found, CARDS_A_PAGE).get_page(request.GET.get(PAGE))
    return {
        "cards": _cards(paginator_page.object_list, now),
        "count": len(found),
        "total": len(rows),
        "text": text,
        "states": next(item for item in filters if item.name == STATE),
        "filters": [item for item in filters if item.name != STATE],
        "orders": _orders(order, address),
        "choices": _choices(filters, rows, matching, chosen, text, address),
        "places": places_of(next(item for item in filters if item.name == MUNICIPIO)),
        "paginator_page": paginator_page,
    }


def typed_text(text: str) -> str:
    """What PostgreSQL can take: no NUL, no more than people type."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_TEXT]


def _with_text(rows: list[ListRow], text: str) -> list[ListRow]:
    """The rows whose pages hold the words looked for; whole words first, else their beginnings."""
    if not text:
        return rows
    pages = CampaignPage.objects.live()
    backend = get_search_backend()
    _filters, parsed = parse_query_string(text)
    found = {page.pk for page in backend.search(parsed, pages)} or {
        page.pk for page in backend.autocomplete(text, pages)
    }
    return [row for row in rows if row.pk in found]


def _cards(rows: Any, now: Any) -> list[Any]:
    place = {row.pk: position for position, row in enumerate(rows)}
    pages = for_cards(CampaignPage.objects.filter(pk__in=list(place)))
    return cards_of(sorted(pages, key=lambda page: place[page.pk]), now)


def _orders(order: str, address: Address) -> list[Option]:
    labels = {
        "scadenza": _("Ending soon"),
        "soglia": _("Near the threshold"),
        "recenti": _("Newest"),
        "sostegni": _("Most donations"),
    }
    return [
        Option(value if value != FIRST_ORDER else "", label, 0, value == order, "")
        for value, label in labels.items()
    ]


def _choices(
    filters: list[Filter],
    rows: list[ListRow],
    matching: list[ListRow],
    chosen: dict[str, str],
    text: str,
    address: Address,
) -> list[Choice]:
    """What is chosen, each with what taking it away would leave."""
    choices = [
        Choice(
            option.label,
            address.having(**{item.name: ""}),
            sum(row.answers(chosen, but=item.name) for row in matching),
        )
        for item in filters
        if (option := item.chosen)
    ]
    if text:
        left = sum(row.answers(chosen) for row in rows)
        choices.insert(0, Choice(_("“%s”") % text, address.having(**{TEXT: ""}), left))
    return choices
