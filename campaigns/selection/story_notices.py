"""What the people of a campaign's page are told: what nobody has seen to in time, and answers.

Redazione and the proponent's members, two days before a campaign opens without a page; whoever
could confirm an urgent correction, a day after it went live; the proponent's members, what became
of their suggestions, and when readers see them. Each once, in their own words.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from campaigns.accounts.models import User
from campaigns.editorial import corrections, opening_alerts
from campaigns.funding.models import Funding
from campaigns.models import StorySuggestion, UrgentCorrection
from campaigns.selection import notices
from campaigns.selection.models import NoticeKind, Proposal

LOOKED_AT: Final = timedelta(days=7)


def tell(*, now: datetime) -> int:
    """Queue what is due; how many messages. Asked for again, it tells nobody twice."""
    unpublished = opening_alerts.unpublished(now=now)
    unconfirmed = corrections.overdue(now=now)
    return (
        sum(_of_opening(funding, now) for funding in unpublished)
        + sum(_of_correction(correction, now) for correction in unconfirmed)
        + _of_answers(now)
        + _of_publications(now)
    )


def writers() -> QuerySet[User]:
    """The people of Redazione and Amministrazione: whoever writes about campaigns."""
    writes = Q(
        groups__permissions__codename="change_update",
        groups__permissions__content_type__app_label="campaigns",
    )
    return User.objects.filter(writes, is_active=True).distinct().order_by("pk")


def _of_opening(funding: Funding, now: datetime) -> int:
    about = str(funding.pk)
    told = notices.queue_for_staff(
        kind=NoticeKind.UNPUBLISHED, people=writers(), about=about, now=now
    )
    proposal = Proposal.objects.filter(page__translation_key=funding.translation_key).first()
    if proposal is None:
        return told
    return told + notices.queue(
        kind=NoticeKind.UNPUBLISHED, proposal=proposal, about=about, now=now
    )


def _of_correction(correction: UrgentCorrection, now: datetime) -> int:
    colleagues = writers().exclude(pk=correction.corrected_by_id)
    return notices.queue_for_staff(
        kind=NoticeKind.UNCONFIRMED, people=colleagues, about=str(correction.pk), now=now
    )


def _of_answers(now: datetime) -> int:
    """Of the last days only: what was answered before that was told."""
    since = now - LOOKED_AT
    answered = StorySuggestion.objects.filter(Q(taken_at__gt=since) | Q(refused_at__gt=since))
    keys = dict(answered.values_list("pk", "campaign_key"))
    proposals = _proposals(keys.values())
    return sum(
        notices.queue(
            kind=NoticeKind.SUGGESTION_ANSWERED, proposal=proposals[key], about=str(pk), now=now
        )
        for pk, key in keys.items()
        if key in proposals
    )


def _of_publications(now: datetime) -> int:
    """One message for all that went live in one revision."""
    recent = StorySuggestion.objects.filter(
        published_at__gt=now - LOOKED_AT, published_in__isnull=False
    )
    found = set(recent.values_list("published_in", "campaign_key"))
    proposals = _proposals(key for _revision, key in found)
    public = {key for key, row in proposals.items() if row.page and row.page.live}
    return sum(
        notices.queue(
            kind=NoticeKind.SUGGESTION_PUBLISHED,
            proposal=proposals[key],
            about=str(revision),
            now=now,
        )
        for revision, key in sorted(found)
        if key in public
    )


def _proposals(keys: Iterable[UUID]) -> dict[UUID, Proposal]:
    """The proposal of each campaign that came through a selection, by the key of its pages."""
    rows = Proposal.objects.filter(page__translation_key__in=set(keys))
    return {row.page.translation_key: row for row in rows.select_related("page") if row.page}
