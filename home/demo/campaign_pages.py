"""Campaigns of the demo: the story on each page, and what is keyed by the campaign."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from campaigns.accounts.models import LegalForm, Organization
from campaigns.calls.models import Area, Call, Round
from campaigns.funding.models import Funding, Reward
from campaigns.models import BudgetLine, CampaignPage, Question, TeamMember, Update
from home.demo import content
from home.demo.media import PictureShelf
from home.demo.story import stream_of
from home.site_tree import SiteTree

LEGAL_FORMS = dict(zip(content.edition()["legal_forms"], LegalForm, strict=True))
ANSWERED_AFTER = timedelta(days=1)


def write_campaigns(
    trees: dict[str, SiteTree], call: Call, shelf: PictureShelf, now: datetime
) -> None:
    """Tell the story of every campaign of the demo's call, in Italian and English."""
    areas = list(call.areas.order_by("pk"))
    for story in content.campaigns():
        funding = Funding.objects.get(call=call, slug=story["slug"])
        organization = _organization(story["organization"])
        Funding.objects.filter(pk=funding.pk).update(organization=organization)
        page = CampaignPage.objects.get(
            translation_key=funding.translation_key, locale=trees["it"].locale
        )
        _write_page(page, story, call, areas, organization, shelf)
        _translate(page, story, trees["en"], shelf)
        _write_records(page, story, funding, now)


def write_rounds(call: Call) -> None:
    """A round for each window in which campaigns of the call collect."""
    numbers = {story["slug"]: story["round"] for story in content.campaigns()}
    for funding in Funding.objects.filter(call=call):
        Round.objects.get_or_create(
            call=call,
            number=numbers[funding.slug],
            defaults={"opens_at": funding.opens_at, "closes_at": funding.closes_at},
        )


def _organization(entry: dict[str, Any]) -> Organization:
    organization, _created = Organization.objects.get_or_create(
        name=entry["name"],
        defaults={
            "legal_form": LEGAL_FORMS[entry["legal_form"]],
            "description": entry["description"],
            "website": entry["website"],
        },
    )
    return organization


def _write_page(
    page: CampaignPage,
    story: dict[str, Any],
    call: Call,
    areas: list[Area],
    organization: Organization,
    shelf: PictureShelf,
) -> None:
    page.summary = story["summary"]
    page.story = stream_of(story["story_it"], shelf)
    page.main_image = shelf.image(story["main_picture"], story["main_picture_alt"])
    page.main_image_alt = story["main_picture_alt"]
    page.area = areas[story["area"]]
    page.municipio = story["municipio"]
    page.place = story["place"]
    page.organization = organization
    page.round = Round.objects.get(call=call, number=story["round"])
    _write_children(page, story, "")
    page.save_revision().publish()


def _translate(
    page: CampaignPage, story: dict[str, Any], tree: SiteTree, shelf: PictureShelf
) -> None:
    translation = page.copy_for_translation(tree.locale)
    _write_children(translation, story, "_en")
    translation.title = story["title_en"]
    translation.summary = story["summary_en"]
    translation.main_image_alt = story["main_picture_alt_en"]
    translation.story = stream_of(story["story_en"], shelf)
    translation.save_revision().publish()


def _write_children(page: CampaignPage, story: dict[str, Any], suffix: str) -> None:
    page.budget_lines = [
        BudgetLine(
            sort_order=position,
            description=line[f"description{suffix}"],
            amount=Decimal(line["amount"]),
        )
        for position, line in enumerate(story["budget_lines"])
    ]
    page.team = [
        TeamMember(sort_order=position, name=person["name"], role=person[f"role{suffix}"])
        for position, person in enumerate(story["team"])
    ]


def _write_records(
    page: CampaignPage, story: dict[str, Any], funding: Funding, now: datetime
) -> None:
    key = page.translation_key
    for reward in story["rewards"]:
        Reward.objects.create(
            campaign_key=key,
            amount=Decimal(reward["amount"]),
            title_it=reward["title"],
            title_en=reward["title_en"],
            description_it=reward["description"],
            description_en=reward["description_en"],
            limit=reward["limit"],
        )
    for number, entry in enumerate(story["questions"]):
        asked_at = min(funding.opens_at + timedelta(days=4 + 7 * number, hours=11), now)
        Question.objects.create(
            campaign_key=key,
            language=entry["language"],
            text=entry["question"],
            answer=entry["answer"],
            written_at=asked_at,
            answered_at=asked_at + ANSWERED_AFTER,
        )
    for entry in story["updates"]:
        published_at = funding.opens_at + timedelta(days=entry["days_after_opening"], hours=10)
        if published_at <= now:
            Update.objects.create(
                campaign_key=key,
                title=entry["title"],
                body=entry["body"],
                published_at=published_at,
            )
