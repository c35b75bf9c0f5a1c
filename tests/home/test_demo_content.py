"""The demo's stories: complete, within their limits, honest about what is invented."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest

from home.demo import content
from home.starting_pages.texts import entries

CAMPAIGNS = content.campaigns()
STARTING_PAGES = entries()
PUBLISHED_TITLES = 16
TAGS = {"p", "b", "i", "a", "ul", "li"}
ALWAYS_INVENTED = {
    "summary", "story_it", "story_en", "budget_lines", "team", "rewards", "questions", "updates",
    "organization.legal_form", "organization.description", "area", "municipio", "place",
}  # fmt: skip
each_campaign = pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda each: each["slug"])


class TagsInside(HTMLParser):
    """Collects the tags of a fragment and whether each is closed in order."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.met: set[str] = set()
        self._open: list[str] = []
        self.feed(fragment)
        self.is_balanced = not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.add(tag)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def fragments(blocks: list[dict[str, Any]]) -> list[str]:
    values = [block["value"] for block in blocks]
    texts = [value for value in values if isinstance(value, str)]
    for value in values:
        if isinstance(value, dict):
            texts += [value["text"]] if "text" in value else []
            texts += [item["answer"] for item in value.get("answers", ())]
            texts += [item["text"] for item in value.get("steps", ())]
    return texts


def stories() -> list[list[dict[str, Any]]]:
    told = [each[name] for each in CAMPAIGNS for name in ("story_it", "story_en")]
    documents = [content.read("call"), *content.read("news"), *STARTING_PAGES]
    return told + [document[name] for document in documents for name in ("body", "body_en")]


def test_there_are_18_campaigns_in_four_rounds() -> None:
    assert len({each["slug"] for each in CAMPAIGNS}) == 18
    assert [each["round"] for each in CAMPAIGNS] == sorted(each["round"] for each in CAMPAIGNS)
    assert {each["round"] for each in CAMPAIGNS} == {1, 2, 3, 4}
    assert [each["outcome"] for each in CAMPAIGNS].count("failed") == 2


@each_campaign
def test_budget_lines_add_up_to_the_cost(campaign: dict[str, Any]) -> None:
    lines = [Decimal(line["amount"]) for line in campaign["budget_lines"]]
    assert sum(lines) == Decimal(campaign["cost"])
    assert min(lines) > 0


@each_campaign
def test_texts_keep_within_their_limits(campaign: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", campaign["slug"])
    assert 0 < len(campaign["summary"]) <= 160
    assert 0 < len(campaign["summary_en"]) <= 160
    assert campaign["municipio"] in range(1, 10)
    assert campaign["area"] in range(5)
    assert campaign["organization"]["legal_form"] in content.edition()["legal_forms"]
    assert campaign["main_picture_alt"] and campaign["main_picture_alt_en"]


@each_campaign
def test_a_story_has_paragraphs_a_heading_and_a_voice(campaign: dict[str, Any]) -> None:
    types = [block["type"] for block in campaign["story_it"]]
    assert types.count("paragraph") >= 3
    assert "heading" in types
    assert {"quote", "callout"} & set(types)
    assert len(campaign["story_en"]) >= 3


@each_campaign
def test_rewards_questions_and_updates_are_plausible(campaign: dict[str, Any]) -> None:
    assert 2 <= len(campaign["rewards"]) <= 4
    assert 1 <= len(campaign["questions"]) <= 3
    assert all(Decimal(reward["amount"]) >= 1 for reward in campaign["rewards"])
    assert all(reward["limit"] is None or reward["limit"] > 0 for reward in campaign["rewards"])
    days = [update["days_after_opening"] for update in campaign["updates"]]
    assert days == sorted(days)
    assert bool(days) == (campaign["round"] < 4)
    if campaign["round"] == 3:
        assert max(days) < 39


@each_campaign
def test_what_the_press_did_not_publish_is_marked(campaign: dict[str, Any]) -> None:
    marked = set(campaign["synthetic"])
    assert marked >= ALWAYS_INVENTED
    for name in marked:
        first, _, second = name.partition(".")
        assert first in campaign
        assert not second or second in campaign[first]
    assert "raised" not in marked
    assert (campaign["raised"] is None) == (campaign["slug"] != "attiviamoci")


def test_only_published_facts_are_left_unmarked() -> None:
    marks = {each["slug"]: set(each["synthetic"]) for each in CAMPAIGNS}
    costs = {each["slug"]: each["cost"] for each in CAMPAIGNS if "cost" not in marks[each["slug"]]}
    assert costs == {
        "le-isole-di-wendy": "30000.00",
        "costruirelimprovviso": "28638.00",
        "attiviamoci": "10000.00",
        "la-casa-sull-albero": "6500.00",
        "pomodorti-urbani": "20000.00",
        "iwant-cinewall": "100000.00",
        "medicinema": "70000.00",
        "facciamo-la-festa-alla-mafia": "98000.00",
    }
    invented = {slug for slug, names in marks.items() if "title" in names}
    assert invented == {"ruote-in-comune", "la-ringhiera-che-legge"}
    assert {slug for slug, names in marks.items() if "outcome" in names} == {
        *invented,
        "il-cantiere-dell-ortica",
    }
    named = {each["slug"] for each in CAMPAIGNS} - {
        slug for slug, names in marks.items() if "organization.name" in names
    }
    assert named == {
        "le-isole-di-wendy", "costruirelimprovviso", "attiviamoci", "la-casa-sull-albero",
        "sicurezza-d-argento", "pomodorti-urbani", "cn-smart-l-hub", "facciamo-la-festa-alla-mafia",
    }  # fmt: skip


@pytest.mark.parametrize("blocks", stories())
def test_html_is_simple_and_balanced(blocks: list[dict[str, Any]]) -> None:
    for fragment in fragments(blocks):
        tags = TagsInside(fragment)
        assert tags.is_balanced
        assert tags.met <= TAGS
