"""Every kind of public page, for everyone: WCAG 2.2 AA, valid HTML, no cookie, no other host."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.databases import ROOT
from tests.journeys.page_addresses import addresses_of_rows, error_pages
from tests.journeys.page_types import PAGE_TYPES, PageType
from tests.journeys.page_walk import PHONE, Visit, Walker
from tests.journeys.stack import Stack

VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
NODE = Path(sys.executable).with_name("node")  # That of the virtual environment.
RULES = ROOT / "tests" / "journeys" / "html_validate.config.mjs"


@dataclass
class Walk:
    """What a walk through all kinds of pages brought home."""

    visits: list[tuple[PageType, Visit]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def wrong(self, *looked_at: str) -> dict[str, list[str]]:
        """What is wrong, by kind of page."""
        found = {
            visit.name: [said for what in looked_at for said in visit.wrong.get(what, [])]
            for _kind, visit in self.visits
        }
        return {name: said for name, said in found.items() if said}


@dataclass(frozen=True)
class Rows:
    """What the pages of somebody's own need. Made before there is a browser."""

    addresses: dict[str, str]
    broken: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def rows(stack: Stack, django_db_blocker: DjangoDbBlocker) -> Rows:
    with django_db_blocker.unblock(), databases.using(stack.database):
        broken = {language: error_pages(language) for language, _name in settings.LANGUAGES}
        return Rows(addresses_of_rows(), broken)


@pytest.fixture(scope="module")
def walk(stack: Stack, rows: Rows, browser: Browser) -> Walk:
    """Every kind of page, seen once in each language by who may read it."""
    walked = Walk()
    for reader in sorted({kind.signed_in for kind in PAGE_TYPES}):
        context = browser.new_context(viewport=PHONE, locale="it-IT", reduced_motion="reduce")
        walker = Walker(context, stack, addresses=rows.addresses, broken=rows.broken)
        if reader:
            walker.sign_in(reader)
        for kind in PAGE_TYPES:
            if kind.signed_in == reader:
                walked.visits += [(kind, visit) for visit in walker.visit(kind)]
        walked.strangers += walker.watch.strangers
        walked.complaints += walker.watch.complaints
        context.close()
    return walked


def test_each_answers_as_it_should_in_both_languages(walk: Walk) -> None:
    met = {visit.name: (visit.status, visit.language) for _kind, visit in walk.visits}
    italian = {kind.name: (kind.status, "it") for kind in PAGE_TYPES}
    english = {f"{k.name} (en)": (k.status, "en") for k in PAGE_TYPES if not k.speaks_both}
    assert met == italian | english


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_axe_finds_nothing(walk: Walk, width: str) -> None:
    assert walk.wrong(f"axe, {width}") == {}


def test_nothing_scrolls_sideways_at_320_pixels(walk: Walk) -> None:
    assert walk.wrong("reflow") == {}


def test_no_text_is_cut_off_when_it_is_spaced_out(walk: Walk) -> None:
    assert walk.wrong("textSpacing") == {}


def test_focus_is_seen_wherever_it_goes(walk: Walk) -> None:
    assert walk.wrong("focus") == {}


def test_edges_of_fields_and_parts_of_the_bar_stand_out(walk: Walk) -> None:
    assert walk.wrong("fields", "fields, desktop", "bars") == {}


def test_nothing_moves_for_who_asked_for_less_motion(walk: Walk) -> None:
    assert walk.wrong("motion") == {}


def test_no_other_host_is_met_and_no_browser_complains(walk: Walk) -> None:
    assert walk.strangers == []
    assert walk.complaints == []


def test_who_reads_or_gives_gets_no_cookie(walk: Walk) -> None:
    got = {
        visit.name: visit.cookies
        for kind, visit in walk.visits
        if visit.cookies and not kind.signed_in and not kind.path.startswith("/accesso/")
    }
    assert got == {}


def test_html_is_valid(walk: Walk, tmp_path: Path) -> None:
    for number, (_kind, visit) in enumerate(walk.visits):
        (tmp_path / f"{number}.html").write_text(visit.source)
    report = tmp_path / "report.json"
    asked = ["--config", str(RULES), "--formatter", f"json={report}", str(tmp_path)]
    command = [str(NODE), str(VALIDATOR), *asked]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert report.exists(), checked.stderr
    found = {
        walk.visits[int(Path(page["filePath"]).stem)][1].name: [
            f"{said['line']}: {said['ruleId']}: {said['message']}" for said in page["messages"]
        ]
        for page in json.loads(report.read_text())
    }
    assert {name: said for name, said in found.items() if said} == {}
