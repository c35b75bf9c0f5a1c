"""A public notice for programs: phase, rules, dates, and its published rankings."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from wagtail.models import Locale

from campaigns.api.representations import instant, optional_instant
from campaigns.api.rich_text import absolute
from campaigns.calls.models import Call, CallPage, Phase
from campaigns.calls.questions import answered
from campaigns.money import wire_format
from campaigns.selection.models import Ranking
from campaigns.selection.published_ranking import Place, PublicRanking


def calls_data(calls: list[Call], now: datetime) -> list[dict[str, Any]]:
    """Calls of a list, with their pages: one query for all of them."""
    pages = CallPage.objects.filter(call__in=calls, locale=Locale.get_active()).live().public()
    by_call = {page.call_id: page for page in pages}
    return [call_data(call, by_call.get(call.pk), now) for call in calls]


def call_data(call: Call, page: CallPage | None, now: datetime) -> dict[str, Any]:
    """A call with its phase and rules."""
    phase = call.phase_at(now)
    return {
        "slug": call.slug,
        "title": call.title,
        "phase": phase.value,
        "rules": {
            "threshold_percent": str(call.threshold_percent),
            "match_percent": str(call.match_percent),
            "cap": wire_format(call.cap),
            "overfunding": call.overfunding,
            "settlement_days": call.settlement_days,
            "donation_min": wire_format(call.donation_min),
            "donation_max": wire_format(call.donation_max),
        },
        "phases": _phases(phase),
        "submissions_open_at": optional_instant(call.submissions_open_at),
        "submissions_close_at": optional_instant(call.submissions_close_at),
        "url": absolute(page.url or "") if page else None,
        "content_url": (
            absolute(reverse("wagtailapi:pages:detail", args=[page.pk])) if page else None
        ),
    }


def call_details(call: Call, rankings: Iterable[Ranking], now: datetime) -> dict[str, Any]:
    """A call by itself: beside what lists show, what applicants and donors read of it."""
    minimum = call.minimum_score
    return {
        **calls_data([call], now)[0],
        "minimum_score": str(minimum) if minimum is not None else None,
        "max_selected": call.max_selected,
        "areas": [{"slug": area.slug, "name": area.name} for area in call.areas.all()],
        "legal_forms": call.legal_form_labels,
        "rounds": [
            {
                "number": row.number,
                "opens_at": instant(row.opens_at),
                "closes_at": instant(row.closes_at),
            }
            for row in call.rounds.all()
        ],
        "criteria": [
            {
                "name": row.name,
                "guidance": row.guidance,
                "weight": str(row.weight),
                "scale_min": row.scale_min,
                "scale_max": row.scale_max,
            }
            for row in call.criteria.all()
        ],
        "checks": [row.text for row in call.eligibility_items.all()],
        "documents": [
            {"name": row.name, "required": row.is_required} for row in call.required_documents.all()
        ],
        "amendments": [
            {
                "kind": row.kind,
                "number": row.number,
                "date": row.date.isoformat(),
                "text": row.text,
                "published_at": instant(row.published_at),
            }
            for row in call.amendments.all()
        ],
        "questions": [
            {
                "question": row.question,
                "answer": row.answer,
                "answered_at": optional_instant(row.answered_at),
            }
            for row in answered(call)
        ],
        "rankings": rankings_data(rankings),
    }


def rankings_data(versions: Iterable[Ranking]) -> list[dict[str, Any]]:
    """The versions of a call's ranking, the newest first: that one is in force."""
    return [
        {**_version_data(version), "in_force": place == 0} for place, version in enumerate(versions)
    ]


def ranking_data(ranking: PublicRanking, *, in_force: bool) -> dict[str, Any]:
    """One version with its places. Who was not selected, nor reserve, is a number to the public."""
    return {
        **_version_data(ranking.version),
        "in_force": in_force,
        "places": [_place(place) for place in (*ranking.named, *ranking.unnamed)],
    }


def _version_data(version: Ranking) -> dict[str, Any]:
    return {
        "call": version.call.slug,
        "number": version.number,
        "kind": version.kind,
        "act_number": version.act_number,
        "act_date": version.act_date.isoformat(),
        "published_at": instant(version.published_at),
        "digest": version.digest,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "position": place.position if place.is_named else None,
        "protocol_number": place.protocol_number,
        "title": place.title if place.is_named else None,
        "organization": place.organization if place.is_named else None,
        "points": str(place.shown_points) if place.is_named else None,
        "outcome": place.outcome,
        "outcome_label": place.outcome_label,
    }


def _phases(current: Phase) -> list[dict[str, Any]]:
    order = list(Phase)
    now = order.index(current)
    return [
        {
            "phase": phase.value,
            "label": str(phase.label),
            "standing": "past" if place < now else "current" if place == now else "ahead",
        }
        for place, phase in enumerate(order)
    ]
