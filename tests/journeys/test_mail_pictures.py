"""Every kind of mail as a picture: it fits a phone, can be read, and asks nobody for anything."""

import io
import shutil
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from campaigns.accounts.access_letters import LETTERS
from campaigns.house.letters import Letter, Link, mail_of
from campaigns.payments.models import NoticeKind
from tests.factories import CallFactory, make_fund, make_funding
from tests.journeys.conftest import CHROMIUM_OPTIONS
from tests.journeys.page_walk import AXE, violations
from tests.letters.test_look import html_of
from tests.payments.news import written

WIDTHS = (320, 390, 640)
RED, OCHRE = (173, 0, 40), (229, 161, 26)
NOT_OF_MAILS = {"landmark-one-main", "page-has-heading-one", "region"}
LONG = Letter(
    subject="Lungo",
    happened=["Una parola: " + "precipitevolissimevolmente" * 4],
    reason="https://example.org/" + "a" * 120,
    facts=[("Impronta", "0123456789abcdef" * 4), ("Un’etichetta abbastanza lunga", "sì")],
    link=Link(
        label="Un pulsante con molte parole, più di una riga",
        url="https://example.org/" + "b" * 200,
    ),
)


@pytest.fixture
def mails(db: None) -> dict[str, EmailMultiAlternatives]:
    """Every mail to donors and about accounts, and one of long words, in both languages."""
    found = {}
    for language in ("it", "en"):
        for kind in NoticeKind:
            call = CallFactory.create()
            make_fund(call)
            funding = make_funding(call, title="Orto di quartiere")
            found[f"{kind.value} {language}"] = written(funding, kind, language)
        with override(language):
            links = dict.fromkeys(
                ("activate_url", "password_reset_url", "signup_url"), "https://e.org/"
            )
            for name, make in LETTERS.items():
                letter = make(links, "1 marzo 2026, 10:00")
                found[f"{name} {language}"] = mail_of(
                    letter=letter, to="a@example.org", language=language
                )
        found[f"long {language}"] = mail_of(letter=LONG, to="a@example.org", language=language)
    return found


@pytest.fixture
def page(mails: dict[str, EmailMultiAlternatives]) -> Iterator[Page]:
    """A browser, started after the database was asked: Playwright's loop forbids it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_OPTIONS
        )
        yield browser.new_page()
        browser.close()


def colours(picture: bytes) -> dict[tuple[int, int, int], int]:
    """How many pixels of a picture have each colour."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    return {colour: count for count, colour in drawn.getcolors(maxcolors=1 << 24) or []}  # type: ignore[misc]


def test_every_mail_fits_is_legible_and_fetches_nothing(
    mails: dict[str, EmailMultiAlternatives], page: Page
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong = {}
    for name, mail in mails.items():
        page.set_content(html_of(mail))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong[f"{name} at {width}"] = f"{wide} px wide"
        page.add_script_tag(path=AXE)
        broken = [
            rule for rule in violations(page) if rule.split()[0].strip(":") not in NOT_OF_MAILS
        ]
        if broken:
            wrong[name] = str(broken)
    assert wrong == {}
    assert asked == []


def test_the_colours_of_money_are_seen(
    mails: dict[str, EmailMultiAlternatives], page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.set_content(html_of(mails[f"{NoticeKind.THRESHOLD.value} it"]))
    seen = colours(page.locator(".bar__piece").first.locator("xpath=../../..").screenshot())
    assert seen[RED] > 1000
    assert seen[OCHRE] > 1000
    page.set_content(html_of(mails[f"{NoticeKind.LATE.value} it"]))
    assert page.locator(".bar__piece").count() == 0
