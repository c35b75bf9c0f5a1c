"""News by mail, at a phone: asked for, confirmed, read, ended with one click; donors alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
import requests
from playwright.sync_api import expect

from tests.journeys.conftest import NewDonor, running_stack
from tests.journeys.demo import Demo
from tests.journeys.donor import Donor
from tests.journeys.mail import letters_to, link_in, mail_link, words_of
from tests.journeys.stack import Stack

CAMPAIGN = "ruote-in-comune"
NEWS = "La prima bici è pronta"
DIGEST = "Novità di «Ruote in comune»"
LAST_DAYS = "Ultimi giorni per «Ruote in comune»"
FOLLOWS = "SELECT count(*) FROM campaigns_follow WHERE email = %s"
CONFIRM, UNSUBSCRIBE = "/segui/news/conferma/", "/segui/news/basta/"


@pytest.fixture(scope="module")
def stack(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A platform of this file's own: its campaign comes to its end."""
    with running_stack(demo, tmp_path_factory.mktemp("following")) as stack:
        yield stack


@dataclass
class Readers:
    """Who gets news in this journey, and who does not."""

    ada: Donor
    """Follows, with JavaScript, to the end."""
    bruno: Donor
    """Follows without JavaScript, and ends it on the page of the link."""
    carla: Donor
    """Follows, and ends it with her mail program's button."""
    dora: Donor
    """Gives, and does not say no."""
    elio: Donor
    """Gives, and says no."""


def test_news_from_the_form_to_the_last_mail(new_donor: NewDonor, stack: Stack) -> None:
    readers = Readers(
        ada=new_donor(),
        bruno=new_donor(java_script_enabled=False),
        carla=new_donor(),
        dora=new_donor(),
        elio=new_donor(),
    )
    for citizen in (readers.ada, readers.bruno, readers.carla):
        follow(citizen)
    give(readers.dora)
    give(readers.elio, no_news=True)
    look_for_news(stack)

    publish_an_update(stack)
    look_for_news(stack)
    look_for_news(stack)
    for reader in (readers.ada, readers.bruno, readers.carla, readers.dora):
        (digest,) = letters(reader, DIGEST)
        assert NEWS in words_of(digest)
    assert letters(readers.elio, DIGEST) == []

    end_on_the_page(readers.bruno)
    end_in_the_mail_program(readers.carla)
    end_in(stack, "2 days")
    look_for_news(stack)
    for reader in (readers.ada, readers.dora):
        assert len(letters(reader, LAST_DAYS)) == 1
    for reader in (readers.bruno, readers.carla, readers.elio):
        assert letters(reader, LAST_DAYS) == []

    end_in(stack, "-1 minute")
    ended = stack.manage("close_campaigns")
    assert ended.returncode == 0, ended.stderr
    state = stack.wait_for(CAMPAIGN, lambda told: told["state"] in ("succeeded", "failed"))["state"]
    look_for_news(stack)
    outcome = {"succeeded": "ce l’ha fatta", "failed": "non è stata finanziata"}[state]
    (last,) = letters(readers.ada, f"«Ruote in comune» {outcome}")
    assert f"/progetti/{CAMPAIGN}/" in words_of(last)
    readers.ada.open(f"/progetti/{CAMPAIGN}/")
    expect(readers.ada.page.locator(f"a[href$='/segui/{CAMPAIGN}/']")).to_have_count(0)
    assert not letters(readers.bruno, outcome)
    assert not letters(readers.carla, outcome)
    run(stack, "following.forget")
    assert stack.count(FOLLOWS, readers.ada.email) == 0


def follow(citizen: Donor) -> None:
    """From the campaign's page to the confirmed address."""
    page = citizen.page
    citizen.open(f"/progetti/{CAMPAIGN}/")
    page.locator(f"a[href$='/segui/{CAMPAIGN}/']").first.click()
    citizen.submit()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("input[name=email]").fill(citizen.email)
    citizen.submit()
    expect(page.locator(".result--asked")).to_be_visible()
    assert citizen.email not in page.url
    page.goto(mail_link(citizen.stack, citizen.email, CONFIRM))
    expect(page.locator(".result--asked")).to_have_count(0)
    citizen.submit()
    expect(page.locator(".result--asked")).to_be_visible()


def give(donor: Donor, *, no_news: bool = False) -> None:
    donor.open(f"/dona/{CAMPAIGN}/?importo=10")
    if no_news:
        donor.page.locator("input[name=no_news]").check()
    donor.fill_details()
    donor.submit()
    donor.expect_pay_page()
    donor.press("pay")
    donor.expect_result("confirmed")


def publish_an_update(stack: Stack) -> None:
    """Everybody has followed for a day, and the update is old enough to be told."""
    stack.change("UPDATE campaigns_follow SET confirmed_at = confirmed_at - interval '1 day'")
    stack.change(
        "INSERT INTO campaigns_update (id, campaign_key, language, title, body, published_at) "
        "SELECT gen_random_uuid(), translation_key, 'it', %s, '<p>È rossa.</p>', "
        "now() - interval '3 hours' FROM funding_funding WHERE slug = %s",
        NEWS,
        CAMPAIGN,
    )


def end_on_the_page(reader: Donor) -> None:
    (digest,) = letters(reader, DIGEST)
    reader.page.goto(link_in(digest, UNSUBSCRIBE))
    expect(reader.page.locator(".result--asked")).to_have_count(0)
    reader.submit()
    expect(reader.page.locator(".result--asked")).to_be_visible()


def end_in_the_mail_program(reader: Donor) -> None:
    """First a scanner looks at the link; then the reader presses the button (RFC 8058)."""
    (digest,) = letters(reader, DIGEST)
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(digest["List-Unsubscribe"]).strip(" <>")
    assert requests.get(address, timeout=10).status_code == 200
    assert reader.stack.count(FOLLOWS, reader.email) == 1
    pressed = requests.post(address, data={"List-Unsubscribe": "One-Click"}, timeout=10)
    assert pressed.status_code == 200
    assert reader.stack.count(FOLLOWS, reader.email) == 0


def end_in(stack: Stack, interval: str) -> None:
    stack.change(
        f"UPDATE funding_funding SET closes_at = now() + interval '{interval}' WHERE slug = %s",
        CAMPAIGN,
    )


def look_for_news(stack: Stack) -> None:
    run(stack, "following.every_minute")


def run(stack: Stack, job: str) -> None:
    stack.run_job(job)
    stack.wait_for_jobs("following.")


def letters(reader: Donor, subject: str) -> list[EmailMessage]:
    return [
        letter for letter in letters_to(reader.stack, reader.email) if subject in letter["Subject"]
    ]
