"""People of the staff, each at a desk."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

from home.demo.accounts import PASSWORD, SECOND_FACTOR
from tests.journeys.donor import Watch
from tests.journeys.stack import PATIENCE_MS, Stack

DESK = {"width": 1280, "height": 900}
PERIOD_SECONDS = 30


class Staff:
    """One of the demo's accounts, signed in with the second factor."""

    def __init__(self, context: BrowserContext, stack: Stack, username: str) -> None:
        self.stack = stack
        self.username = username
        self.watch = Watch(allowed=(stack.url,))
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.watch.observe(self.page)
        self._sign_in()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.stack.url}/admin{path}")

    def follow(self, path: str) -> None:
        """Click the first link of the page's content to an address that ends so, before a query."""
        self.page.locator(f"main :is(a[href$='{path}'], a[href*='{path}?'])").first.click()

    def act(self, path: str, **fields: str) -> None:
        """Follow a link to an act, fill its form in, read what it will do, confirm."""
        self.follow(path)
        for name, value in fields.items():
            self._write(name, value)
        self.confirm()

    def confirm(self) -> None:
        """Send an act's form, read what it will do, do it."""
        self._press_main()
        expect(self.page.locator("input[name=confirmed]")).to_be_attached()
        self._press_main()
        expect(self.page.locator(".messages .success")).to_be_visible()

    def edit_page(self, slug: str) -> None:
        """The editor of a campaign's Italian page."""
        page = self.stack.count(
            "SELECT page.id FROM wagtailcore_page page JOIN wagtailcore_locale locale "
            "ON locale.id = page.locale_id WHERE page.slug = %s AND locale.language_code = 'it'",
            slug,
        )
        self.open(f"/pages/{page}/edit/")

    def press_in_footer(self, button: str) -> None:
        """Open the menu at the foot of the editor and press one of its buttons."""
        self.page.locator("footer .w-dropdown__toggle").click()
        self.page.locator(f"footer {button}").click()

    def _press_main(self) -> None:
        self.page.locator("main form button[type=submit]:not(.button-secondary)").click()

    def _write(self, name: str, value: str) -> None:
        field = self.page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("field => field.type")
        if kind == "select-one":
            field.select_option(label=value)
        elif kind == "checkbox":
            field.check()
        else:
            field.fill(value)

    def _sign_in(self) -> None:
        self.open("/")
        self.page.locator("input[name=login]").fill(f"{self.username}@example.org")
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button.btn-primary").click()
        self._give_code()
        if not self.page.url.endswith("/admin/"):  # It was used half a minute ago.
            time.sleep(PERIOD_SECONDS - time.time() % PERIOD_SECONDS)
            self._give_code()
        expect(self.page).to_have_url(re.compile(r"/admin/$"))

    def _give_code(self) -> None:
        self.page.locator("input[name=code]").fill(_code())
        with self.page.expect_navigation():
            self.page.locator("main form button.btn-primary").click()


def _code() -> str:
    """What everybody's app shows now. An account takes each code once."""
    return format_hotp_value(hotp_value(SECOND_FACTOR, int(time.time()) // PERIOD_SECONDS))
