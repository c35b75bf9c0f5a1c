"""A campaign for programs: its money, and its page in the reader's language."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from campaigns.api.picture_representation import picture_data
from campaigns.api.representations import instant, optional_instant, progress_data
from campaigns.api.rich_text import absolute
from campaigns.cofinancing.progress import progress_of
from campaigns.funding.models import Funding
from campaigns.lists.cards import donate_url, for_cards, urls_of
from campaigns.models import CampaignPage
from campaigns.money import wire_format
from campaigns.page.detail import reward_offers, stopping_act, supporters
from campaigns.page.reading import each_story_once

Story = tuple[CampaignPage, str]
"""A public page and where it is read."""


def stories_of(keys: Iterable[UUID]) -> dict[UUID, Story]:
    """The public pages of campaigns, in the reader's language where there is one: two queries."""
    pages = for_cards(each_story_once(Locale.get_active().pk).filter(translation_key__in=keys))
    found = list(pages.select_related("round", "organization"))
    urls = urls_of(found)
    return {page.translation_key: (page, absolute(urls[page.pk])) for page in found}


def campaigns_data(fundings: list[Funding], now: datetime) -> list[dict[str, Any]]:
    """Campaigns of a list, fetched through ``with_match``, in a constant number of queries."""
    stories = stories_of(funding.translation_key for funding in fundings)
    return [
        campaign_data(funding, stories.get(funding.translation_key), now) for funding in fundings
    ]


def campaign_data(funding: Funding, story: Story | None, now: datetime) -> dict[str, Any]:
    """A campaign in a list. What its page says is empty while it has no public one."""
    page, url = story or (None, "")
    return {
        "slug": funding.slug,
        "title": page.title if page else funding.title,
        "opens_at": instant(funding.opens_at),
        **progress_data(progress_of(funding, now)),
        "summary": page.summary if page else "",
        "call": funding.call.slug,
        "round": page.round.number if page and page.round else None,
        "area": page.area.slug if page and page.area else None,
        "municipio": page.municipio if page else None,
        "place": page.place if page else "",
        "organization": page.organization.name if page and page.organization else None,
        "picture": picture_data(page.main_image, page.main_image_alt) if page else None,
        "language": page.locale.language_code if page else None,
        "url": url or None,
        "donate_url": absolute(donate_url(funding.slug)),
        "content_url": absolute(reverse("wagtailapi:pages:detail", args=[page.pk]))
        if page
        else None,
    }


def campaign_details(funding: Funding, now: datetime) -> dict[str, Any]:
    """A campaign by itself: beside what lists show, its terms, rewards, costs and people."""
    story = stories_of([funding.translation_key]).get(funding.translation_key)
    page = story[0] if story else None
    return {
        **campaign_data(funding, story, now),
        "terms": _terms(funding),
        "threshold_reached_at": optional_instant(funding.threshold_reached_at),
        "stopped": _stopped(funding, now),
        "rewards": [
            {
                "id": offer.id,
                "title": offer.title,
                "description": offer.description,
                "amount": wire_format(offer.amount),
                "remaining": offer.remaining,
                "shipped": offer.is_shipped,
                "delivery": offer.handover_words,
                "expected_on": offer.expected_on.isoformat() if offer.expected_on else None,
            }
            for offer in reward_offers(funding.translation_key)
        ],
        "budget": [
            {"description": line.description, "amount": wire_format(line.amount)}
            for line in (page.budget_lines.all() if page else ())
        ],
        "team": [
            {"name": person.name, "role": person.role}
            for person in (page.team.all() if page else ())
        ],
        "supporters": [
            {
                "name": gift.name or None,
                "amount": wire_format(gift.amount),
                "day": timezone.localdate(gift.when).isoformat(),
            }
            for gift in supporters(funding)
        ],
    }


def _terms(funding: Funding) -> dict[str, Any]:
    return {
        "threshold_percent": str(funding.threshold_percent),
        "match_percent": str(funding.match_percent),
        "cap": wire_format(funding.cap),
        "overfunding": funding.overfunding,
        "donation_min": wire_format(funding.call.donation_min),
        "donation_max": wire_format(funding.call.donation_max),
    }


def _stopped(funding: Funding, now: datetime) -> dict[str, Any] | None:
    act = stopping_act(funding, now)
    if act is None:
        return None
    return {"act": act.kind, "at": instant(act.at), "reason": act.public_reason}
