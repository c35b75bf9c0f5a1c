"""The bar while somebody reads: it climbs by itself, and is silent unless it matters."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from playwright.sync_api import Page, Route, expect

from campaigns.money import format_eur
from tests.journeys.conftest import NewDonor
from tests.journeys.donor import Donor
from tests.journeys.stack import Stack

ECOLAB = "ecolab"
"""18 EUR short of its threshold of 13,200."""
CINEWALL, ORTO = "iwant-cinewall", "ruote-in-comune"
"""Live, and far enough from their thresholds."""
ONE_TURN = 26_000
"""Milliseconds after which a page that is looked at has asked once more, and only once."""
STEP, STEPS = 5_000, 60
"""Milliseconds shorter than any wait, and how many of them pass before a page that fails asks."""
PATIENCE, GLANCE = 30_000, 50
"""Milliseconds of the true clock: the longest wait for an answer, and between two looks."""
COUNT = """(() => {
  window.asked = [];
  window.answered = 0;
  const { fetch } = window;
  window.fetch = async (address, ...rest) => {
    asked.push(new URL(address, location).pathname.split("/").at(-2));
    try {
      return await fetch(address, ...rest);
    } finally {
      answered += 1;
    }
  };
})()"""
"""Counted in the page itself: what a browser tells of its requests may come late."""
RECORD = """() => {
  window.said = [];
  window.shown = [];
  const note = (selector, change) =>
    new MutationObserver(change).observe(document.querySelector(selector), {
      childList: true, characterData: true, subtree: true,
    });
  note("[data-announce]", () => said.push(document.querySelector("[data-announce]").textContent));
  note("live-bar", () => shown.push(document.querySelector("[data-count=raised]").textContent));
  new BroadcastChannel("own-gift").onmessage = () => {
    document.documentElement.dataset.heard = "yes";
  };
}"""


@dataclass
class Reader:
    """A campaign's page whose clock stands still, with what it asks for, shows and says."""

    page: Page

    @classmethod
    def of(cls, donor: Donor, slug: str) -> "Reader":
        reader = cls(donor.new_tab())
        reader.page.add_init_script(COUNT)
        reader.page.clock.install()
        prefix = "" if donor.language == "it" else f"/{donor.language}"
        reader.page.goto(f"{donor.stack.url}{prefix}/progetti/{slug}/")
        reader.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=5))
        reader.wait_for_answers(1)
        reader.page.evaluate(RECORD)
        reader.page.evaluate("asked.length = answered = 0")
        return reader

    @property
    def asked(self) -> list[str]:
        """What the page has asked the server for since it was opened, in order."""
        return [str(name) for name in self.page.evaluate("asked")]

    def wait_for_answers(self, count: int) -> None:
        """Wait, on the true clock, until that many questions have been answered, or failed."""
        for _look in range(PATIENCE // GLANCE):
            if self.page.evaluate("answered") >= count:
                return
            self.page.wait_for_timeout(GLANCE)
        raise AssertionError("no answer has come")

    def turn(self) -> None:
        """Let time pass until the page asks once more, and see how that ends."""
        before = len(self.asked)
        self.wait_for_answers(before)
        for _step in range(STEPS):
            self.page.clock.run_for(STEP)
            if len(self.asked) > before:
                return self.wait_for_answers(before + 1)
            self.page.wait_for_timeout(GLANCE)
        raise AssertionError("it asks no more")

    def see(self, *, hidden: bool) -> None:
        """Show the tab, or put another before it."""
        self.page.evaluate(
            """hidden => {
              Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }""",
            hidden,
        )

    def expect_raised(self, amount: Decimal, words: str) -> None:
        """The amount is there, and once it has climbed, in the reader's words."""
        raised = self.page.locator(".bar__raised data")
        expect(raised).to_have_attribute("value", f"{amount:.2f}")
        self.page.clock.run_for(1500)
        expect(raised).to_have_text(words)
        expect(self.page.locator(".donate-bar data")).to_have_text(words)

    def noted(self, what: str) -> list[str]:
        return [str(text) for text in self.page.evaluate(f"window.{what}")]


def collected(stack: Stack, slug: str) -> Decimal:
    return Decimal(stack.progress(slug)["collected"])


def give(donor: Donor, slug: str, amount: str) -> None:
    """Give, up to the thanks page."""
    donor.reach_pay_page(slug, amount)
    donor.press("pay")
    donor.expect_result("confirmed")


def test_it_climbs_by_itself_and_says_the_threshold_once(new_donor: NewDonor) -> None:
    reader, somebody = Reader.of(new_donor(), ECOLAB), new_donor()
    reader.page.locator("#give-amount").fill("12")
    reader.turn()
    reader.turn()
    assert reader.asked == ["progress", "progress"], "nothing new, nothing more is asked"
    give(somebody, ECOLAB, "10")
    reader.turn()
    reader.expect_raised(Decimal(13192), "13.192\xa0€")
    climbed = set(reader.noted("shown")) & {f"13.18{unit}\xa0€" for unit in range(3, 10)}
    assert climbed, "it climbs through the amounts between"
    assert reader.noted("said") == [], "somebody else's gift is not announced"
    give(somebody, ECOLAB, "10")
    reader.turn()
    bar = reader.page.locator(".bar--page")
    expect(bar).to_have_class(re.compile("bar--reached bar--match-reserved"))
    expect(bar.locator(".chip")).to_have_text(re.compile("Soglia raggiunta"))
    expect(bar.locator(".fact--match dt")).to_have_text(re.compile("Riservat"))
    expect(reader.page.locator("[data-announce]")).to_have_text(re.compile("^Soglia raggiunta: "))
    give(somebody, ECOLAB, "10")
    reader.turn()
    reader.expect_raised(Decimal(13212), "13.212\xa0€")
    assert len(reader.noted("said")) == 1, "the threshold is said once"
    expect(reader.page.locator("#give-amount")).to_have_value("12")


def test_ones_own_gift_is_heard_in_the_tab_left_open(new_donor: NewDonor, stack: Stack) -> None:
    donor = new_donor("en", locale="en-GB", reduced_motion="reduce")
    now = collected(stack, CINEWALL) + 10
    reader = Reader.of(donor, CINEWALL)
    give(donor, CINEWALL, "10")
    expect(reader.page.locator("html")).to_have_attribute("data-heard", "yes")
    reader.page.clock.run_for(100)
    words = format_eur(now, "en")
    expect(reader.page.locator("[data-announce]")).to_have_text(
        f"Your gift of €10 has arrived: {words} so far."
    )
    reader.expect_raised(now, words)
    assert set(reader.noted("shown")) == {words}, "nothing climbs for who wants no motion"
    reader.turn()
    assert len(reader.noted("said")) == 1


def test_it_rests_while_hidden_and_outlives_errors(new_donor: NewDonor, stack: Stack) -> None:
    now = collected(stack, ORTO) + 10
    reader, somebody = Reader.of(new_donor(), ORTO), new_donor()
    reader.see(hidden=True)
    reader.page.clock.run_for(4 * ONE_TURN)
    assert reader.asked == [], "a hidden tab asks nothing"
    reader.see(hidden=False)
    reader.page.clock.run_for(100)
    reader.wait_for_answers(1)
    assert reader.asked == ["progress"]
    answers = [
        lambda route: route.fulfill(status=500, body="no"),
        lambda route: route.abort("internetdisconnected"),
    ]

    def answer(route: Route) -> None:
        answers.pop(0)(route)

    reader.page.route("**/progress/", answer, times=2)
    reader.turn()
    reader.page.clock.run_for(ONE_TURN)
    assert len(reader.asked) == 2, "after a failure it waits longer"
    reader.turn()
    give(somebody, ORTO, "10")
    reader.page.evaluate("dispatchEvent(new Event('online'))")
    reader.page.clock.run_for(100)
    reader.expect_raised(now, format_eur(now, "it"))
    assert reader.noted("said") == []
