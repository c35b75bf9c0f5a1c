"""Loading a scenario: call, fund, published pages and fundings, then the replay."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page

from campaigns.calls.models import Call, CallPage, Phase
from campaigns.cofinancing.services import create_fund
from campaigns.funding.models import Funding
from campaigns.funding.services import create_funding
from campaigns.models import BudgetLine, CampaignIndexPage, CampaignPage
from campaigns.slugs import RESERVED_SLUGS
from home.models import ScenarioLoad
from home.scenario.document import (
    Scenario,
    ScenarioCampaign,
    check_dates,
    read_scenario,
)
from home.scenario.members import ScenarioError
from home.scenario.replay import replay
from home.site_tree import SiteTree, ensure_site_tree

SOURCE_LANGUAGE = "it"


@transaction.atomic
def load_scenario(document: Any, *, now: datetime) -> bool:
    """Load a parsed scenario file as of ``now``; return false if it had been loaded before.

    All or nothing. Raises ``ScenarioError`` naming the member that is wrong.
    """
    scenario = read_scenario(document)
    if _is_loaded(scenario):
        return False
    check_dates(scenario, now)
    _check_free(scenario)
    with override(SOURCE_LANGUAGE):
        tree = ensure_site_tree(SOURCE_LANGUAGE)
        call = _create_call(scenario, tree, now)
        fundings = {
            campaign.slug: _create_campaign(campaign, call, tree) for campaign in scenario.campaigns
        }
    replay(scenario=scenario, call=call, fundings=fundings, now=now)
    ScenarioLoad.objects.create(
        call=call, digest=scenario.digest, loaded_at=timezone.now(), clock=now
    )
    return True


def _is_loaded(scenario: Scenario) -> bool:
    call = Call.objects.select_related("scenario_load").filter(slug=scenario.slug).first()
    if call is None:
        return False
    load: ScenarioLoad | None = getattr(call, "scenario_load", None)
    if load is None or load.digest != scenario.digest:
        raise ScenarioError("call.slug", "is known already, with other content")
    return True


def _check_free(scenario: Scenario) -> None:
    slugs = [campaign.slug for campaign in scenario.campaigns]
    taken = set(Funding.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    index = CampaignIndexPage.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
    if index is not None:
        siblings = Page.objects.child_of(index).filter(slug__in=slugs)
        taken |= set(siblings.values_list("slug", flat=True))
    for position, slug in enumerate(slugs):
        if slug in taken:
            raise ScenarioError(f"campaigns[{position}].slug", "is used by another campaign")


def _create_call(scenario: Scenario, tree: SiteTree, now: datetime) -> Call:
    call = Call(slug=scenario.slug, title=scenario.title, phase=Phase.CAMPAIGNS)
    for name, value in vars(scenario.rules).items():
        setattr(call, name, value)
    call.save()
    begins = min([now, *(campaign.opens_at for campaign in scenario.campaigns)])
    create_fund(call=call, total=scenario.fund, now=begins)
    page = CallPage(
        title=scenario.title,
        slug=_free_slug(tree.home, scenario.slug),
        locale=tree.locale,
        call=call,
        show_in_menus=not CallPage.objects.child_of(tree.home).exists(),
    )
    _publish(tree.home, page)
    return call


def _create_campaign(campaign: ScenarioCampaign, call: Call, tree: SiteTree) -> Funding:
    page = CampaignPage(
        title=campaign.title,
        slug=campaign.slug,
        locale=tree.locale,
        call=call,
        total_cost=campaign.cost,
        budget_lines=[_whole_cost(campaign.cost)],
    )
    _publish(tree.index, page)
    return create_funding(
        call=call,
        translation_key=page.translation_key,
        slug=campaign.slug,
        title=campaign.title,
        cost=campaign.cost,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
    )


def _whole_cost(cost: Decimal) -> BudgetLine:
    return BudgetLine(description=gettext("Cost of the project"), amount=cost)


def _publish(parent: Page, page: Page) -> None:
    parent.__class__.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()


def _free_slug(home: Page, slug: str) -> str:
    taken = set(Page.objects.child_of(home).values_list("slug", flat=True))
    candidates = (slug, f"avviso-{slug}", *(f"avviso-{slug}-{number}" for number in range(2, 100)))
    return next(slug for slug in candidates if slug not in taken | RESERVED_SLUGS)
