"""Campaigns of the demo that came through its selection: begun, published, given to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from campaigns.calls.models import Call, Round
from campaigns.funding.models import Funding, Reward
from campaigns.models import BudgetLine, CampaignPage, Update
from campaigns.pictures.crops import FALLBACK, prepare
from campaigns.selection import selecting
from campaigns.selection.models import Proposal
from home.demo.donors import DonorPool
from home.demo.gifts import Plan, gifts
from home.demo.media import PictureShelf
from home.demo.selection_stage import Stage, project, words
from home.demo.site_pages import translated
from home.demo.story import stream_of
from home.demo.windows import DAY, rome_date
from home.scenario.document import read_scenario
from home.scenario.replay import ReplayedAct, replay


def select(
    stage: Stage, call: Call, rounds: Mapping[str, Round], at: datetime, *, act: int
) -> dict[str, Funding]:
    """The selected projects become campaigns, by an act of that number, each in its round."""
    selected = {key: call.proposals.get(page__title=project(key)["title"]) for key in rounds}
    assignments: dict[Proposal, Round] = {selected[key]: rounds[key] for key in rounds}
    made = selecting.select(
        call=call,
        assignments=assignments,
        number=f"{act}/{localdate(at):%Y}",
        date=localdate(at),
        reason=words()["starting"],
        by=stage.person("rup"),
        now=at,
    ).made
    return dict(zip(rounds, made, strict=True))


def publish(stage: Stage, funding: Funding, told: dict[str, Any]) -> None:
    """The story that was sent, as it is, all of it in English as it is told, and its news."""
    italian = stage.trees["it"].locale
    page = CampaignPage.objects.get(translation_key=funding.translation_key, locale=italian)
    page.get_latest_revision_as_object().save_revision().publish()
    page.refresh_from_db()
    if page.main_image is not None:
        prepare(page.main_image, FALLBACK, crops=["card"])
    translated(
        page,
        stage.trees["en"].locale,
        title=told["title_en"],
        summary=told["summary_en"],
        main_image_alt=told["alt_en"],
        story=stream_of(told["story_en"], PictureShelf()),
        budget_lines=[
            BudgetLine(sort_order=line.sort_order, description=description, amount=line.amount)
            for line, description in zip(page.budget_lines.all(), told["budget_en"], strict=True)
        ],
    )
    rewards = Reward.objects.filter(campaign_key=page.translation_key).order_by("amount")
    for reward, (title, description) in zip(rewards, told["rewards_en"], strict=True):
        reward.title_en, reward.description_en = title, description
        reward.save()
    for update in told["updates"]:
        Update.objects.create(
            campaign_key=page.translation_key,
            title=update["title"],
            body=update["body"],
            published_at=stage.at(-update["days_ago"], 18),
        )


def until(stage: Stage, funding: Funding, total: Decimal, count: int, *, last_day: int) -> Plan:
    """So many gifts that add up to ``total`` EUR, from the opening to a day counted from today."""
    return Plan(
        funding.slug,
        total,
        count,
        companies=count // 14,
        first_day=rome_date(funding.opens_at),
        last_day=rome_date(stage.now) + last_day * DAY,
        closed=funding.closes_at <= stage.now,
    )


def collect(
    stage: Stage, call: Call, plans: Mapping[Funding, Plan], acts: Sequence[ReplayedAct] = ()
) -> None:
    """What donors gave and the staff did meanwhile, through the services of money."""
    campaigns = [
        {
            "slug": funding.slug,
            "title": funding.title,
            "cost": f"{funding.cost:.2f}",
            "opens_at": funding.opens_at.isoformat(),
            "closes_at": funding.closes_at.isoformat(),
            "donations": gifts(plan, DonorPool(funding.slug)),
        }
        for funding, plan in plans.items()
    ]
    told = {"slug": call.slug, "title": call.title, "fund": {"total": f"{call.fund.total:.2f}"}}
    replay(
        scenario=read_scenario({"call": told, "campaigns": campaigns}),
        call=call,
        fundings={funding.slug: funding for funding in plans},
        now=stage.now,
        acts=acts,
    )
