"""The 2015 edition as if today were the 24th of October 2016, for `load_demo`.

Names, rounds and known costs are published; how much each campaign has gathered so far, and from
whom, is invented so that every state can be seen.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from home.demo import content
from home.demo.donors import DonorPool
from home.demo.edition_2015 import outcome_of_the_closed
from home.demo.gifts import Plan, gifts
from home.demo.terms import campaign_terms, rules_and_fund
from home.demo.windows import DAY, Window, rome_date, rounds_moved_to

CALL = {
    "slug": "avviso-2015",
    "title": "Crowdfunding civico: avviso pubblico per progetti a impatto sociale",
}
LIVE_ROUND = 3
MEAN_GIFT = 75
LIVE = {
    "so-lunch": "25240.00",
    "iwant-cinewall": "46350.00",
    "medicinema": "36290.00",
    "cn-smart-l-hub": "33480.00",
    "ecolab": "13182.00",
    "ruote-in-comune": "485.00",
}
"""EUR gathered so far in the live round: above the cost, near the cap, just reached, well above the
threshold, 18.00 short of it, and hardly begun."""
JUST_SHORT = "ecolab"
HARDLY_BEGUN = {"ruote-in-comune": 14}


def build_scenario(now: datetime) -> dict[str, Any]:
    """The demo as a `load_scenario` document, the same for any `now` within one day of Rome.

    `now` must be aware. The last gifts are of the Rome day before it; the campaign just short of
    its threshold has had none for at least 24 hours.
    """
    today = rome_date(now)
    windows = rounds_moved_to(today)
    donors = DonorPool("demo")
    return {
        "call": {**CALL, **rules_and_fund()},
        "campaigns": [
            {
                **campaign_terms(campaign, windows[campaign["round"]]),
                "donations": _donations(campaign, windows[campaign["round"]], today, donors),
            }
            for campaign in content.campaigns()
        ],
    }


def _donations(
    campaign: dict[str, Any], window: Window, today: date, donors: DonorPool
) -> list[dict[str, object]]:
    if campaign["round"] > LIVE_ROUND:
        return []
    plan = (
        _so_far(campaign, window, today)
        if campaign["round"] == LIVE_ROUND
        else _in_the_end(campaign, window)
    )
    return gifts(plan, donors)


def _so_far(campaign: dict[str, Any], window: Window, today: date) -> Plan:
    slug = campaign["slug"]
    total = Decimal(LIVE[slug])
    count = HARDLY_BEGUN.get(slug, _usual_count(total))
    quiet_days = 2 if slug == JUST_SHORT else 1
    return Plan(
        slug,
        total,
        count,
        count // 11,
        window.first_day,
        today - quiet_days * DAY,
        closed=False,
    )


def _in_the_end(campaign: dict[str, Any], window: Window) -> Plan:
    plan = outcome_of_the_closed(campaign, window)
    if campaign["outcome"] == "failed":
        return plan
    count = _usual_count(plan.total)
    return replace(plan, count=count, companies=count // 11)


def _usual_count(total: Decimal) -> int:
    return max(40, min(220, int(total / MEAN_GIFT)))
