"""The end of a selection: terms are frozen, the funding is made, the campaign waits for its round.

Each proposal is one transaction of its own, and one that has its campaign already is left as it is:
an act that was cut off is simply done again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase, Round
from campaigns.funding.models import Funding, Handover, Reward
from campaigns.funding.terms import Terms
from campaigns.payments import campaign_acts
from campaigns.payments.campaign_acts import CampaignActRefused, Document, NewCampaign
from campaigns.selection import call_acts, history, notices, round_plan, selected_page
from campaigns.selection.models import (
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
    Submission,
)
from campaigns.selection.round_plan import SelectionRefused

PERMISSION: Final = "calls.act_on_call"


@dataclass
class Selected:
    """What an act did: campaigns made, those that were there, and why others could not be."""

    made: list[Funding] = field(default_factory=list)
    already: list[Funding] = field(default_factory=list)
    undone: dict[Proposal, str] = field(default_factory=dict)


def select(
    *,
    call: Call,
    assignments: Mapping[Proposal, Round],
    number: str,
    date: date,
    by: User,
    reason: str = "",
    now: datetime,
) -> Selected:
    """Freeze the terms of selected projects (R2): each gets its funding in the round assigned.

    The first one moves the call to *campaigns*, by the same act. Raises ``PermissionDenied`` and,
    before anything is written, ``SelectionRefused``; what keeps one project alone from being
    selected is told in ``undone``.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    if date > timezone.localdate(now):
        raise SelectionRefused([_("The act cannot be dated in the future.")])
    current = Call.objects.get(pk=call.pk)
    round_plan.check(call=current, assignments=assignments, now=now)
    document = Document(number=number, date=date, reason=reason or number, by=by)
    outcome = Selected()
    for proposal, of_round in assignments.items():
        funding = round_plan.funding_of(proposal)
        if funding is not None:
            outcome.already.append(funding)
            continue
        try:
            outcome.made.append(_select_one(proposal, of_round, document, now))
        except _UNFIT as refusal:
            outcome.undone[proposal] = _why(refusal)
    return outcome


_UNFIT: Final = (CampaignActRefused, SelectionRefused, selected_page.PictureUnreadable)


def _select_one(proposal: Proposal, of_round: Round, document: Document, now: datetime) -> Funding:
    pictures = selected_page.bring_pictures(proposal=proposal, by=_person(document))
    with transaction.atomic():
        locked = _locked(proposal)
        made = round_plan.funding_of(locked)
        if made is not None:
            return made
        if locked.state != ProposalState.SELECTED or locked.page is None:
            raise SelectionRefused([_("It is no longer selected.")])
        call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=locked.call_id)
        submission = Submission.objects.get(proposal=locked, withdrawn_at=None)
        _start_campaigns(call, document, now)
        slug = selected_page.permanent_slug(submission.content["title"])
        funding = _freeze(locked, submission, of_round, slug, document, now)
        _copy_rewards(submission.content["rewards"], funding)
        selected_page.prepare(
            proposal=locked,
            submission=submission,
            of_round=of_round,
            slug=slug,
            pictures=pictures,
            by=_person(document),
        )
        _record(locked, funding, of_round, document, now)
    return funding


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("call", "page", "organization").get(pk=proposal.pk)


def _freeze(
    proposal: Proposal,
    submission: Submission,
    of_round: Round,
    slug: str,
    document: Document,
    now: datetime,
) -> Funding:
    assert proposal.page is not None
    content = submission.content
    act = campaign_acts.create_campaign(
        campaign=NewCampaign(
            call=proposal.call,
            translation_key=proposal.page.translation_key,
            slug=slug,
            terms=Terms(
                title=content["title"],
                cost=Decimal(content["total_cost"]),
                opens_at=of_round.opens_at,
                closes_at=of_round.closes_at,
            ),
            organization=proposal.organization,
        ),
        document=document,
        now=now,
    )
    return act.funding


def _copy_rewards(rewards: Iterable[dict[str, Any]], funding: Funding) -> None:
    """What was sent before it was asked how a reward is delivered says nothing of it."""
    Reward.objects.bulk_create(
        Reward(
            campaign_key=funding.translation_key,
            amount=Decimal(reward["amount"]),
            title_it=reward["title"],
            description_it=reward["description"],
            limit=reward["limit"],
            handover=reward.get("handover") or Handover.HANDED_OVER,
            handover_it=reward.get("handover_words", ""),
        )
        for reward in rewards
    )


def _start_campaigns(call: Call, document: Document, now: datetime) -> None:
    """Move a ranked call to *campaigns* by this act; a later act finds it there."""
    if call.phase != Phase.RANKED:
        return
    call_acts.start_campaigns(
        call=call,
        number=document.number,
        date=document.date,
        reason=document.reason,
        by=_person(document),
        now=now,
    )


def _record(
    proposal: Proposal, funding: Funding, of_round: Round, document: Document, now: datetime
) -> None:
    history.record(
        kind=EventKind.SELECTED,
        call=proposal.call,
        proposal=proposal,
        at=now,
        actor=document.by,
        reason=document.reason,
        data={
            "campaign": funding.slug,
            "cost": str(funding.cost),
            "threshold": str(funding.threshold),
            "round": of_round.number,
            "opens_at": funding.opens_at.isoformat(),
            "closes_at": funding.closes_at.isoformat(),
            "act": document.number,
            "act_date": document.date.isoformat(),
        },
    )
    notices.queue(kind=NoticeKind.CAMPAIGN, proposal=proposal, about=str(funding.pk), now=now)


def _person(document: Document) -> User:
    assert document.by is not None
    return document.by


def _why(refusal: Exception) -> str:
    return str(getattr(refusal, "message", None) or refusal)
