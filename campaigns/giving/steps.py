"""What the steps of giving share: the stepper, their addresses, amounts and rewards to choose."""

from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.funding.models import Funding, Reward
from campaigns.money import format_eur, wire_format
from campaigns.page.detail import reward_offers

PRESETS: Final = (10, 25, 50, 100)
"""Amounts ready to choose, in EUR."""


def steps(current: int) -> list[dict[str, str]]:
    """The stepper: labels, and which are done, current and to come."""
    labels = [_("Amount"), _("Your details"), _("Summary"), _("Payment"), _("Thanks")]
    states = ["done" if n < current else "current" if n == current else "todo" for n in range(1, 6)]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def amount_url(slug: str, amount: str, reward: str = "", draft: str = "") -> str:
    """Back to the first step, with what was chosen; ``draft`` keeps what was typed after it."""
    query = {"importo": amount[:20], "ricompensa": reward, "modifica": "1"}
    if draft:
        query["bozza"] = draft
    return f"{reverse('donate:amount', args=[slug])}?{urlencode(query)}"


def details_url(slug: str, data: dict[str, Any]) -> str:
    """On to the second step, with what is known of the gift."""
    query = {"importo": str(data["importo"])}
    query |= {name: str(data[name]) for name in ("ricompensa", "bozza") if data.get(name)}
    return f"{reverse('donate:details', args=[slug])}?{urlencode(query)}"


def presets(
    slug: str, *, least: Decimal, most: Decimal, reward: Reward | None, draft: str = ""
) -> list[dict[str, Any]]:
    """Amounts ready to choose, as links: those that the call and the reward allow (EUR)."""
    floor = max(least, reward.amount) if reward else least
    kept = {"ricompensa": reward.pk if reward else "", "bozza": draft}
    return [
        {
            "value": value,
            "label": format_eur(Decimal(value)),
            "url": details_url(slug, {"importo": value, **kept}),
        }
        for value in PRESETS
        if floor <= value <= most
    ]


def offered_rewards(funding: Funding, draft: str = "") -> list[dict[str, Any]]:
    """What is left of the campaign's rewards, each a link that names its amount."""
    return [
        {
            "reward": offer,
            "url": details_url(
                funding.slug,
                {"importo": wire_format(offer.amount), "ricompensa": offer.id, "bozza": draft},
            ),
        }
        for offer in reward_offers(funding.translation_key)
        if offer.remaining != 0
    ]
