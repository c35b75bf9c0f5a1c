"""What the home page shows beside its text."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from campaigns.calls.models import Call, CallPage
from campaigns.cofinancing.models import Commitment, fund_of
from campaigns.funding.models import Funding, State
from campaigns.lists.cards import Card, cards_of, for_cards
from campaigns.lists.filters import Address, filters_of, places_of, questions
from campaigns.lists.rows import AREA, MUNICIPIO, list_rows
from campaigns.models import CampaignIndexPage
from campaigns.money import ZERO
from campaigns.page.reading import each_story_once

if TYPE_CHECKING:
    from home.models import HomePage

CARDS_OF_A_KIND = 6
URGENT_PHASES = ("near", "at_risk")
URGENT_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class Results:
    """What the experiment has done so far. Amounts in EUR."""

    campaigns: int
    succeeded: int
    collected: Decimal
    granted: Decimal
    donations: int


def front_page_context(page: "HomePage", request: HttpRequest) -> dict[str, Any]:
    """The fund, campaigns that need a push, ways to choose, results, and how to apply."""
    now = timezone.now()
    cards = _open_cards(page, now)
    urgent = [card for card in cards if _is_urgent(card)][:CARDS_OF_A_KIND]
    index_page = CampaignIndexPage.objects.child_of(page).live().first()
    notices = list(CallPage.objects.child_of(page).live().select_related("call"))
    return {
        "urgent": urgent,
        "live": [card for card in cards if card not in urgent][:CARDS_OF_A_KIND],
        "fund": fund_of(page.featured_call),
        "results": results(),
        "call_page": _notice_of(page.featured_call, notices),
        "open_notice": _open_notice(notices, now),
        **(_ways_to_choose(index_page, request, now) if index_page else {"index_url": ""}),
    }


def results() -> Results:
    """Totals over every campaign there was: the same wherever they are told."""
    totals = Funding.objects.aggregate(
        campaigns=Count("pk"),
        succeeded=Count("pk", filter=Q(state=State.SUCCEEDED)),
        collected=Sum(F("confirmed") - F("refunded") - F("disputed")),
        donations=Sum("donations"),
    )
    return Results(
        campaigns=totals["campaigns"],
        succeeded=totals["succeeded"],
        collected=totals["collected"] or ZERO,
        granted=Commitment.objects.aggregate(sum=Sum("granted"))["sum"] or ZERO,
        donations=totals["donations"] or 0,
    )


def _ways_to_choose(
    index_page: CampaignIndexPage, request: HttpRequest, now: datetime
) -> dict[str, Any]:
    """Areas and Municipi with how many campaigns each has, as links to the list."""
    url = index_page.get_url(request) or ""
    rows = list_rows(each_story_once(index_page.locale_id), now)
    filters = filters_of(questions(), rows, {}, Address(url, QueryDict()))
    by_name = {item.name: item for item in filters}
    return {
        "index_url": url,
        "areas": by_name[AREA].options[1:],
        "places": places_of(by_name[MUNICIPIO]) if rows else [],
    }


def _notice_of(call: Call | None, notices: list[CallPage]) -> CallPage | None:
    """The page of the call shown, else the first there is."""
    own = (notice for notice in notices if call is not None and notice.call_id == call.pk)
    return next(own, notices[0] if notices else None)


def _open_notice(notices: list[CallPage], now: datetime) -> CallPage | None:
    """The page of the notice that takes proposals now, the next to close first."""
    taking = [page for page in notices if page.call and page.call.accepts_proposals_at(now)]
    return min(taking, key=lambda page: page.call.submissions_close_at, default=None)


def _open_cards(page: "HomePage", now: datetime) -> list[Card]:
    open_keys = Funding.objects.filter(
        state__in=[State.SCHEDULED, State.LIVE], opens_at__lte=now, closes_at__gt=now
    ).order_by("closes_at", "slug")
    if page.featured_call_id:
        open_keys = open_keys.filter(call_id=page.featured_call_id)
    keys = list(open_keys.values_list("translation_key", flat=True)[: CARDS_OF_A_KIND * 4])
    pages = each_story_once(page.locale_id).filter(translation_key__in=keys)
    order = {key: position for position, key in enumerate(keys)}
    cards = cards_of(for_cards(pages), now)
    return sorted(cards, key=lambda card: order[card.page.translation_key])


def _is_urgent(card: Card) -> bool:
    progress = card.progress
    if progress is None:
        return False
    return progress.phase in URGENT_PHASES or (
        progress.phase == "live" and (progress.days_left or URGENT_DAYS) < URGENT_DAYS
    )
