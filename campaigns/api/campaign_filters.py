"""Which campaigns a program asks for, and in which order."""

from datetime import datetime
from typing import Any, Final

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from campaigns.api.parameters import (
    ChoiceParameter,
    InstantParameter,
    NumberParameter,
    PageQuery,
    PlainParameter,
    Query,
    SeveralParameter,
)
from campaigns.freshness.models import Generation, Kind
from campaigns.funding.models import GIVES_BACK, Funding, State
from campaigns.models import CampaignPage

WHOLE_CITY: Final = "city"
MUNICIPI: Final = [*(str(number) for number in range(1, 10)), WHOLE_CITY]
ORDERS: Final = ("opens_at", "closes_at", "collected")
IN_BOTH_WAYS: Final = [f"{sign}{name}" for name in ORDERS for sign in ("", "-")]


class CampaignFilters(Query):
    """What campaigns can be chosen by."""

    state = SeveralParameter(
        State.values, help_text=_("States, with commas between: live,succeeded.")
    )
    area = PlainParameter(help_text=_("Area of intervention, by its slug."))
    municipio = SeveralParameter(
        MUNICIPI, help_text=_("Municipi from 1 to 9; city for what is for the whole city.")
    )
    call = PlainParameter(help_text=_("Public notice, by its slug."))
    modified_after = InstantParameter(
        help_text=_(
            "What may have changed after this instant: money, page, or by the clock. Ask from a "
            "minute before your last question."
        )
    )
    round = NumberParameter(least=1, most=1000, help_text=_("Number of the round in its notice."))


class CampaignListQuery(CampaignFilters, PageQuery):
    """The parameters of the list of campaigns."""

    order = ChoiceParameter(
        IN_BOTH_WAYS, help_text=_("Order of the list; a minus before it turns it round.")
    )


def chosen(query: dict[str, Any], now: datetime) -> QuerySet[Funding]:
    """The campaigns that a query chooses; each is there once, whatever languages it speaks."""
    fundings = Funding.objects.annotate(
        collected=F("confirmed") - F("refunded") - F("disputed"),
    )
    if "state" in query:
        fundings = fundings.in_state(query["state"], now)
    if "call" in query:
        fundings = fundings.filter(call__slug=query["call"])
    if "modified_after" in query:
        fundings = fundings.filter(_changed(query["modified_after"], now))
    pages = _pages(query)
    if pages is not None:
        fundings = fundings.filter(translation_key__in=pages.values("translation_key"))
    return fundings


def _changed(after: datetime, now: datetime) -> Q:
    """Campaigns that are not as they were; some of them may be, none is left out.

    What the Comune adds, or would add, may have changed with every change of its fund.
    """
    changes = Generation.objects.filter(changed_at__gt=after)
    own = changes.filter(kind=Kind.CAMPAIGN, about=Cast(OuterRef("translation_key"), CharField()))
    of_fund = changes.filter(kind=Kind.FUND, about=Cast(OuterRef("call__fund__pk"), CharField()))
    published = CampaignPage.objects.filter(last_published_at__gt=after).values("translation_key")
    by_clock = Q(opens_at__gt=after, opens_at__lte=now) | Q(closes_at__gt=after, closes_at__lte=now)
    matched = ~Q(state__in=GIVES_BACK)
    return Exists(own) | Q(translation_key__in=published) | by_clock | Exists(of_fund) & matched


def _pages(query: dict[str, Any]) -> QuerySet[CampaignPage] | None:
    """The public pages that have what only pages say; ``None`` where nothing was asked of them."""
    asked: dict[str, Any] = {}
    if "area" in query:
        asked["area__slug"] = query["area"]
    if "round" in query:
        asked["round__number"] = query["round"]
    pages = CampaignPage.objects.live().public()
    if "municipio" in query:
        numbers = [int(value) for value in query["municipio"] if value != WHOLE_CITY]
        somewhere = pages.filter(municipio__in=numbers)
        whole = pages.filter(municipio__isnull=True)
        pages = somewhere | whole if WHOLE_CITY in query["municipio"] else somewhere
    elif not asked:
        return None
    return pages.filter(**asked)
