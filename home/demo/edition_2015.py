"""The 2015 edition as it was held: real days of 2016 and real totals, as a scenario.

The press published the totals (16 campaigns funded; given online, by the Comune, in all; numbers
of donors; largest gift) and a few costs. The share of each campaign and every single gift are
invented so that they add up to those totals.
"""

from decimal import Decimal
from random import Random
from typing import Any

from home.demo import content
from home.demo.donors import DonorPool
from home.demo.gifts import Plan, gifts
from home.demo.terms import campaign_terms, rules_and_fund
from home.demo.windows import Window, rounds_as_held

CALL = {"slug": "edizione-2015", "title": "Crowdfunding civico, edizione 2015"}
FAILED = {"attiviamoci": (Decimal("110.00"), 5), "ruote-in-comune": (Decimal("1240.00"), 31)}
"""What the two campaigns that did not reach their threshold gathered (EUR), and in how many gifts;
only the 110.00 is published."""
LARGEST_GIFT_TO = "iwant-cinewall"
FEWEST_GIFTS = 30


def build_edition() -> dict[str, Any]:
    """The edition as a `load_scenario` document; its campaigns are those of the demo."""
    windows = rounds_as_held()
    donors = DonorPool("edition")
    return {
        "call": {**CALL, **rules_and_fund()},
        "campaigns": [
            {
                **campaign_terms(campaign, windows[campaign["round"]]),
                "donations": gifts(
                    outcome_of_the_closed(campaign, windows[campaign["round"]]), donors
                ),
            }
            for campaign in content.campaigns()
        ],
    }


def outcome_of_the_closed(campaign: dict[str, Any], window: Window) -> Plan:
    """What a campaign had received when it closed, and in how many gifts."""
    slug = campaign["slug"]
    days = (window.first_day, window.last_day)
    if slug in FAILED:
        total, count = FAILED[slug]
        return Plan(slug, total, count, 0, *days)
    outcome = content.edition()["outcome"]
    firms = outcome["donors_legal_entities"]
    donors = firms + outcome["donors_natural_persons"]
    costs = _costs_of_the_funded()
    beyond_thresholds = int(Decimal(outcome["online"])) - sum(costs.values()) // 2
    luck = {each: Random(f"luck:{each}").randrange(100) ** 2 for each in costs}
    noted = (int(Decimal(outcome["largest_gift"])),) if slug == LARGEST_GIFT_TO else ()
    return Plan(
        slug,
        Decimal(costs[slug] // 2 + _shared(beyond_thresholds, luck)[slug]),
        FEWEST_GIFTS + _shared(donors - FEWEST_GIFTS * len(costs), costs)[slug],
        _shared(firms, costs)[slug],
        *days,
        noted=noted,
    )


def _costs_of_the_funded() -> dict[str, int]:
    """Costs in EUR, all of them even whole numbers."""
    return {
        campaign["slug"]: int(Decimal(campaign["cost"]))
        for campaign in content.campaigns()
        if campaign["slug"] not in FAILED
    }


def _shared(whole: int, weights: dict[str, int]) -> dict[str, int]:
    """`whole` units split in proportion to the weights, by largest remainders."""
    everything = sum(weights.values())
    parts = {key: whole * weight // everything for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: -(whole * weights[key] % everything))
    for key in by_remainder[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts
