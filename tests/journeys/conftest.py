"""The platform as real processes, and a real browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.journeys.demo import Demo, prepare
from tests.journeys.donor import PHONE, Donor
from tests.journeys.processes import free_port
from tests.journeys.stack import PATIENCE_MS, Stack

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
NewDonor = Callable[..., Donor]

expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs the journeys: two platforms and two browsers at once are too many."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Demo:
    """The demo in a template database."""
    with django_db_blocker.unblock():
        return prepare(tmp_path_factory.mktemp("demo"))


@contextmanager
def running_stack(demo: Demo, folder: Path) -> Iterator[Stack]:
    """The platform on a clone of the demo."""
    name = f"civic_journey_{free_port()}"
    databases.clone(demo.database, name)
    media = Path(shutil.copytree(demo.media, folder / "media"))
    stack = Stack(
        database_url=databases.url_of(name), media=media, static=demo.static, folder=folder
    )
    try:
        yield stack.start()
    finally:
        stack.stop()
        databases.drop(name)


@pytest.fixture(scope="session")
def stack(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The platform, shared by all journeys that leave it fit for the next."""
    with running_stack(demo, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for a module: Playwright's loop must not outlive the journeys."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser profiles, at phone width unless told otherwise."""
    contexts = []

    def make(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**({"viewport": PHONE, "locale": "it-IT"} | options)))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def new_donor(new_context: Callable[..., BrowserContext], stack: Stack) -> Iterator[NewDonor]:
    """Make donors; none may have met another host, a cookie, or a complaint of the browser."""
    donors: list[Donor] = []

    def make(language: str = "it", **options: Any) -> Donor:
        donors.append(Donor(new_context(**options), stack, language=language))
        donors[-1].email = f"donor{free_port()}@example.org"
        return donors[-1]

    yield make
    for donor in donors:
        assert donor.watch.strangers == []
        assert donor.watch.complaints == []
        assert donor.context.cookies() == []


@pytest.fixture
def donor(new_donor: NewDonor) -> Donor:
    """An Italian-speaking donor at a phone."""
    return new_donor()
