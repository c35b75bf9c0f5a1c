"""The list of campaigns: filters that combine, in addresses that can be shared."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.calls.models import Area
from campaigns.cards import cards_of, for_cards
from campaigns.funding.models import Funding, State
from campaigns.models import MUNICIPI, CampaignPage

if TYPE_CHECKING:
    from campaigns.models import CampaignIndexPage

CARDS_A_PAGE = 12
_ORDER_OF_STATES = [State.LIVE, State.SCHEDULED, State.SETTLING, State.SUCCEEDED]


@dataclass(frozen=True)
class Option:
    """A value of a filter."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Filter:
    """A filter of the list: a select in a GET form."""

    name: str
    label: str
    options: list[Option]

    @property
    def value(self) -> str:
        """The chosen value, or an empty text."""
        return next((option.value for option in self.options if option.selected), "")


def listing_context(page: "CampaignIndexPage", request: HttpRequest) -> dict[str, Any]:
    """Cards of the campaigns below an index page, filtered and paginated as the address asks."""
    now = timezone.now()
    filters = _filters(request)
    pages = _filtered(CampaignPage.objects.child_of(page).live().public(), filters)
    paginator = Paginator(for_cards(_ordered(pages)), CARDS_A_PAGE)
    paginator_page = paginator.get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    return {
        "cards": cards_of(paginator_page.object_list, now),
        "filters": filters,
        "count": paginator.count,
        "query_string": query.urlencode(),
        "paginator_page": paginator_page,
    }


def _filters(request: HttpRequest) -> list[Filter]:
    areas = [(area.slug, area.short_name) for area in Area.objects.all()]
    municipi = [(str(number), str(label)) for number, label in MUNICIPI]
    states = [(state.value, str(state.label)) for state in State]
    return [
        _filter("stato", _("State"), [("", _("Any state")), *states], request),
        _filter("area", _("Area"), [("", _("Any area")), *areas], request),
        _filter("municipio", _("Municipio"), [("", _("Any Municipio")), *municipi], request),
    ]


def _filter(name: str, label: str, values: list[tuple[str, str]], request: HttpRequest) -> Filter:
    chosen = request.GET.get(name, "")
    options = [Option(value, text, chosen == value) for value, text in values]
    return Filter(name=name, label=label, options=options)


def _filtered(pages: QuerySet[CampaignPage], filters: list[Filter]) -> QuerySet[CampaignPage]:
    chosen = {item.name: item.value for item in filters if item.value}
    pages = pages.annotate(
        funding_state=_funding_value("state"), closes_at=_funding_value("closes_at")
    )
    if "stato" in chosen:
        pages = pages.filter(funding_state=chosen["stato"])
    if "area" in chosen:
        pages = pages.filter(area__slug=chosen["area"])
    if "municipio" in chosen:
        pages = pages.filter(municipio=int(chosen["municipio"]))
    return pages


def _ordered(pages: QuerySet[CampaignPage]) -> QuerySet[CampaignPage]:
    """Open ones first, those that end soonest before the others."""
    ranks = [
        When(funding_state=state, then=Value(rank)) for rank, state in enumerate(_ORDER_OF_STATES)
    ]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    return pages.annotate(rank=rank).order_by("rank", F("closes_at").asc(nulls_last=True), "title")


def _funding_value(name: str) -> Subquery:
    matching = Funding.objects.filter(translation_key=OuterRef("translation_key"))
    return Subquery(matching.values(name)[:1])
