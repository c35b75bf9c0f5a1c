"""A part of the demo's selection: a campaign that came through it and takes donations."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import localdate

from campaigns.calls.models import Call
from campaigns.funding.models import Funding, Reward
from campaigns.models import BudgetLine, CampaignPage, Update
from campaigns.selection import selecting
from campaigns.selection.models import ProposalState, RankingKind
from home.demo.donors import DonorPool
from home.demo.gifts import Plan, gifts
from home.demo.media import PictureShelf
from home.demo.selection_calls import Calendar
from home.demo.selection_judging import Scores, rank
from home.demo.selection_rankings import judged
from home.demo.selection_rewards import promise
from home.demo.selection_stage import Stage, words
from home.demo.site_pages import translated
from home.demo.story import stream_of
from home.demo.windows import rome_date
from home.scenario.document import read_scenario
from home.scenario.replay import replay

GREEN: Final[Mapping[str, Scores]] = {
    "serra-di-corte": (9, 9, 8, 8, 9),
    "bacheca-dei-mestieri": (5, 6, 5, 5, 6),
}
OPENED, CLOSES = -24, 36
COLLECTED: Final = Decimal("9870.00")
"""EUR so far, of a threshold of 14,000."""
GIFTS: Final = 118


def write_live(stage: Stage) -> Call:
    """Two proposals: one was selected, its campaign is under way, its page tells the whole path."""
    calendar = Calendar(published=-300, opens=-290, closes=-230, rounds=((OPENED, CLOSES),))
    call = judged(stage, "avviso-verde", calendar, GREEN)
    rank(stage, call, RankingKind.PROVISIONAL, stage.at(-150))
    rank(stage, call, RankingKind.FINAL, stage.at(-120))
    funding = select(stage, call, stage.at(-80), act=305)
    page = CampaignPage.objects.get(
        translation_key=funding.translation_key, locale=stage.trees["it"].locale
    )
    told = words()["live_campaign"]
    publish(stage, page, told)
    promise(stage, funding, told["rewards"])
    today: date = rome_date(stage.now)
    plan = Plan(
        funding.slug,
        COLLECTED,
        GIFTS,
        companies=8,
        first_day=rome_date(funding.opens_at),
        last_day=date.fromordinal(today.toordinal() - 1),
        closed=False,
    )
    collect(stage, call, funding, plan)
    Update.objects.create(
        campaign_key=funding.translation_key,
        published_at=stage.at(OPENED + 9, 18),
        **told["update"],
    )
    return Call.objects.get(pk=call.pk)


def select(stage: Stage, call: Call, at: datetime, *, act: int) -> Funding:
    """The one selected project becomes a campaign, by an act of that number."""
    selected = call.proposals.get(state=ProposalState.SELECTED)
    made = selecting.select(
        call=call,
        assignments={selected: call.rounds.get()},
        number=f"{act}/{localdate(at):%Y}",
        date=localdate(at),
        by=stage.person("rup"),
        now=at,
    ).made
    return made[0]


def publish(stage: Stage, page: CampaignPage, told: dict[str, Any]) -> None:
    """The story that was sent, as it is, and all of it in English as it is told."""
    page = page.get_latest_revision_as_object()
    page.save_revision().publish()
    translated(
        CampaignPage.objects.get(pk=page.pk),
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


def collect(stage: Stage, call: Call, funding: Funding, plan: Plan) -> None:
    """What donors gave, through the services that money goes through."""
    campaign = {
        "slug": funding.slug,
        "title": funding.title,
        "cost": f"{funding.cost:.2f}",
        "opens_at": funding.opens_at.isoformat(),
        "closes_at": funding.closes_at.isoformat(),
        "donations": gifts(plan, DonorPool(funding.slug)),
    }
    told = {"slug": call.slug, "title": call.title, "fund": {"total": f"{call.fund.total:.2f}"}}
    scenario = read_scenario({"call": told, "campaigns": [campaign]})
    replay(scenario=scenario, call=call, fundings={funding.slug: funding}, now=stage.now)
