"""What is looked at on the page of a campaign before readers see it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaigns.checks.budget import BudgetMismatch
from campaigns.checks.checklist import BUDGET, Check, Level
from campaigns.checks.pages import (
    body_checks,
    language_checks,
    picture_alt_check,
    picture_checks,
    title_check,
    words_of,
)

if TYPE_CHECKING:
    from campaigns.models import CampaignPage

SUMMARY_AT_LEAST: Final = 40
STORY_WORDS: Final = 80
"""Below it a story hardly says what is done, by whom and with which money."""


def campaign_checks(page: "CampaignPage") -> list[Check]:
    """Checks of a campaign's page, in the order of its form."""
    return [
        title_check(page.title),
        _summary(page),
        *_main_picture(page),
        *_story(page),
        *_where(page),
        *_budget(page),
        *language_checks(page),
    ]


def _summary(page: "CampaignPage") -> Check:
    level, text = Level.DONE, ""
    if not page.summary.strip():
        level = Level.ERROR
        text = _("It is empty: say in one sentence what will be there that is not there now.")
    elif len(page.summary) < SUMMARY_AT_LEAST:
        level = Level.WARNING
        text = _("It is short: a full sentence says more on cards and in search.")
    return Check(
        code="summary", label=capfirst(_("summary")), field="summary", level=level, text=text
    )


def _main_picture(page: "CampaignPage") -> Iterator[Check]:
    picture = _("Main picture")
    if page.main_image_id is None:
        text = _("There is none: cards, social networks and the head of the page need one.")
        yield Check(code="picture", label=picture, field="main_image", level=Level.ERROR, text=text)
        return
    yield Check(code="picture", label=picture, field="main_image")
    yield picture_alt_check("main_image_alt", page.main_image_alt, page.main_image_id)
    yield from picture_checks("main_image", page.main_image)


def _story(page: "CampaignPage") -> Iterator[Check]:
    label, words = _("The story"), len(words_of(page.story).split())
    if not words:
        text = _("It is empty: tell what is done, by whom, where, and what the money is for.")
        yield Check(code="story", label=label, field="story", level=Level.ERROR, text=text)
    elif words < STORY_WORDS:
        text = _("It has %(words)s words: citizens who give want to read a little more.")
        text %= {"words": words}
        yield Check(code="story", label=label, field="story", level=Level.WARNING, text=text)
    else:
        yield Check(code="story", label=label, field="story")
    yield from body_checks("story", page.story)


def _where(page: "CampaignPage") -> Iterator[Check]:
    area = _("Area of intervention")
    if page.area_id is None and page.call is not None and page.call.areas.exists():
        text = _("None is chosen: readers who filter by area would not find the campaign.")
        yield Check(code="area", label=area, field="area", level=Level.ERROR, text=text)
    elif page.area_id is not None:
        yield Check(code="area", label=area, field="area")
    place = _("Municipio and place")
    if page.municipio is None and not page.place:
        text = _("Neither is given: the campaign is not on the map of the Municipi.")
        yield Check(code="place", label=place, field="municipio", level=Level.WARNING, text=text)
    else:
        yield Check(code="place", label=place, field="municipio")
    whose = _("Organization")
    if page.organization_id is None:
        text = _("None is chosen: readers want to know who asks for the money.")
        yield Check(
            code="organization", label=whose, field="organization", level=Level.WARNING, text=text
        )
    else:
        yield Check(code="organization", label=whose, field="organization")


def _budget(page: "CampaignPage") -> Iterator[Check]:
    label = _("Budget")
    if page.total_cost is None:
        text = _("The total cost is missing: write it in EUR, such as 25000.00.")
        yield Check(code=BUDGET, label=label, field="total_cost", level=Level.ERROR, text=text)
        return
    try:
        page.check_budget()
    except BudgetMismatch as error:
        text = " ".join(error.messages)
        yield Check(code=BUDGET, label=label, field="total_cost", level=Level.ERROR, text=text)
    else:
        yield Check(code=BUDGET, label=label, field="total_cost")
