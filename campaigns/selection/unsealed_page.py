"""The draft campaign page, filled with what was sent once the seal is lifted."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.utils.html import linebreaks
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Revision

from campaigns.calls.models import Area
from campaigns.models import BudgetLine, CampaignPage
from campaigns.selection.models import Submission
from campaigns.slugs import RESERVED_SLUGS

_LONGEST_SLUG: Final = 80


def fill_page(page: CampaignPage, submission: Submission) -> Revision:
    """Write the sent texts and figures on the page; return the new revision, the one judged."""
    content = submission.content
    page.title = page.draft_title = content["title"]
    page.slug = _free_slug(page, content["title"])
    page.summary = content["summary"]
    page.area = Area.objects.filter(slug=content["area"]).first()
    page.municipio = content["municipio"]
    page.place = content["place"]
    page.organization = submission.proposal.organization
    page.total_cost = content["total_cost"] and Decimal(content["total_cost"])
    page.budget_lines = [
        BudgetLine(
            sort_order=position, description=line["description"], amount=Decimal(line["amount"])
        )
        for position, line in enumerate(content["budget_lines"])
    ]
    page.story = list(_story(content))
    page.save()
    return page.save_revision(log_action=False, clean=False)


def _story(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The blocks of the story, in Italian; what is about the campaign alone is not part of it."""
    yield from _paragraphs(content["description"])
    with override("it"):
        parts = [
            (_("Who benefits"), content["beneficiaries"]),
            (_("What it changes"), content["impact"]),
            (_("What is new"), content["innovation"]),
            (_("How it lives on"), content["continuation"]),
        ]
    for heading, text in parts:
        if text:
            yield "heading", heading
            yield from _paragraphs(text)


def _paragraphs(text: str) -> Iterator[tuple[str, Any]]:
    """A citizen's text as one block: nothing of it is read as HTML."""
    if text:
        block = CampaignPage.story.field.stream_block.child_blocks["paragraph"]
        yield "paragraph", block.to_python(linebreaks(text, autoescape=True))


def _free_slug(page: CampaignPage, title: str) -> str:
    """The title's slug, numbered where it is taken, never one of the platform's own."""
    wanted = slugify(title)[:_LONGEST_SLUG].strip("-") or "progetto"
    if wanted in RESERVED_SLUGS:
        wanted = f"progetto-{wanted}"
    parent = page.get_parent()
    slug, number = wanted, 1
    while not Page._slug_is_available(slug, parent, page):
        number += 1
        slug = f"{wanted}-{number}"
    return slug
