"""Campaigns, for pages of lower rooms that must show them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone
from wagtail.models import Locale

from campaigns.calls.models import Call
from campaigns.lists.cards import Card, cards_of, for_cards
from campaigns.models import CampaignPage

register = template.Library()


@dataclass(frozen=True)
class RoundOfCards:
    """A round and the campaigns that collect in it."""

    name: str
    opens_at: datetime
    ends_at: datetime
    cards: list[Card]


@register.simple_tag
def rounds_of_call(call: Call) -> list[RoundOfCards]:
    """The rounds of a call with their published campaigns, in the reader's language."""
    pages = CampaignPage.objects.filter(
        call=call, round__isnull=False, locale=Locale.get_active()
    ).live()
    by_round: dict[int, list[Card]] = defaultdict(list)
    for card in cards_of(for_cards(pages.public().order_by("title")), timezone.now()):
        by_round[card.page.round_id].append(card)
    return [
        RoundOfCards(
            name=row.name,
            opens_at=row.opens_at,
            ends_at=row.ends_at,
            cards=by_round[row.pk],
        )
        for row in call.rounds.all()
    ]
