"""A part of the demo's selection: a campaign that succeeded, and what became of it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import localdate

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.cofinancing import acts, grant_acts
from campaigns.cofinancing.grant_acts import GrantPaper
from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage, Update
from campaigns.reporting import reviewing, writing
from campaigns.reporting.models import ItemKind, RefusalReason
from campaigns.selection.models import RankingKind
from home.demo.gifts import Plan
from home.demo.papers import paper
from home.demo.selection_calls import Calendar
from home.demo.selection_judging import Scores, rank
from home.demo.selection_live import collect, publish, select
from home.demo.selection_people import owner_of
from home.demo.selection_rankings import judged
from home.demo.selection_rewards import deliver, promise
from home.demo.selection_stage import Stage, words
from home.demo.windows import DAY, rome_date

PLAY: Final[Mapping[str, Scores]] = {"campana-di-lidia": (8, 9, 8, 9, 8)}
OPENED, CLOSED = -190, -140
COLLECTED: Final = Decimal("8120.00")
"""EUR, of a threshold of 7,500."""
GIFTS: Final = 97
INSTALMENT: Final = Decimal("3400.00")
"""EUR, of a grant of 6,880."""


def write_after(stage: Stage) -> Call:
    """One proposal, selected: its campaign succeeded, and its people report step by step."""
    calendar = Calendar(published=-400, opens=-390, closes=-340, rounds=((OPENED, CLOSED),))
    call = judged(stage, "avviso-giochi", calendar, PLAY)
    rank(stage, call, RankingKind.PROVISIONAL, stage.at(-280))
    rank(stage, call, RankingKind.FINAL, stage.at(-260))
    funding = select(stage, call, stage.at(-240), act=306)
    page = CampaignPage.objects.get(
        translation_key=funding.translation_key, locale=stage.trees["it"].locale
    )
    told = words()["after_campaign"]
    publish(stage, page, told)
    promise(stage, funding, told["rewards"])
    plan = Plan(
        funding.slug,
        COLLECTED,
        GIFTS,
        companies=5,
        first_day=rome_date(funding.opens_at),
        last_day=rome_date(funding.closes_at - timedelta(microseconds=1)),
    )
    collect(stage, call, funding, plan)
    Update.objects.create(
        campaign_key=funding.translation_key, published_at=stage.at(-120, 18), **told["update"]
    )
    _pay(stage, funding)
    _report(stage, call, funding, told)
    deliver(stage, funding, owner_of(call.proposals.get().organization))
    return Call.objects.get(pk=call.pk)


def _pay(stage: Stage, funding: Funding) -> None:
    """The act of the commitment, and a first instalment."""
    commitment = Commitment.objects.get(funding=funding)
    finance, recorded, paid = stage.person("ragioneria"), stage.at(-130), stage.at(-110)
    acts.record_act(
        commitment=commitment,
        number=f"1284/{localdate(recorded):%Y}",
        date=localdate(recorded),
        budget_chapter="4512.01",
        budget_year=localdate(recorded).year,
        cup="",
        by=finance,
        now=recorded,
    )
    grant_acts.pay_out(
        commitment_id=commitment.pk,
        amount=INSTALMENT,
        paper=GrantPaper(number=f"2207/{localdate(paid):%Y}", date=localdate(paid), by=finance),
        now=paid,
    )


def _report(stage: Stage, call: Call, funding: Funding, told: dict[str, Any]) -> None:
    owner = owner_of(call.proposals.get().organization)
    for milestone in told["milestones"]:
        _milestone(stage, funding, owner, milestone)
    for expense in told["expenses"]:
        _expense(stage, funding, owner, expense, told["refusal"])
    for what, promised, reached in told["impacts"]:
        impact = writing.promise(
            campaign_key=funding.translation_key,
            what=what,
            promised=promised,
            by=owner,
            now=stage.at(-125),
        )
        writing.tell_reached(impact=impact, reached=reached, by=owner, now=stage.at(-30))


def _milestone(stage: Stage, funding: Funding, owner: User, told: dict[str, Any]) -> None:
    draft = writing.Draft(
        kind=ItemKind.MILESTONE,
        title=told["title"],
        day=rome_date(stage.now) + told["day"] * DAY,
    )
    item = writing.add(
        campaign_key=funding.translation_key,
        draft=draft,
        upload=None,
        by=owner,
        now=stage.at(-125),
    )
    if "reached" in told:
        writing.send(
            item_id=item.pk,
            words=told["text"],
            upload=None,
            by=owner,
            now=stage.at(told["reached"] - 3),
        )
        reviewing.accept(
            item_id=item.pk, by=stage.person("segreteria"), now=stage.at(told["reached"])
        )


def _expense(
    stage: Stage, funding: Funding, owner: User, told: dict[str, Any], refusal: str
) -> None:
    draft = writing.Draft(
        kind=ItemKind.EXPENSE,
        title=told["title"],
        day=rome_date(stage.now) + told["day"] * DAY,
        amount=Decimal(told["amount"]),
    )
    item = writing.add(
        campaign_key=funding.translation_key,
        draft=draft,
        upload=writing.Upload(file=paper(told["paper"]), may_be_public=True),
        by=owner,
        now=stage.at(told["day"] + 1),
    )
    staff = stage.person("segreteria")
    if "accepted" in told:
        public = [document.pk for document in item.documents.all()]
        at = stage.at(told["accepted"])
        reviewing.accept(item_id=item.pk, public=public, by=staff, now=at)
    if "refused" in told:
        reviewing.refuse(
            item_id=item.pk,
            reason=RefusalReason.MISMATCH,
            words=refusal,
            by=staff,
            now=stage.at(told["refused"]),
        )
