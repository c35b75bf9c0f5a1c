"""A walk through every kind of page, once; each is looked at from all sides while it is open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, Response, Route, ViewportSize

from home.demo.accounts import PASSWORD
from tests.databases import ROOT
from tests.journeys.donor import Watch
from tests.journeys.page_types import PageType
from tests.journeys.stack import Stack

AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHECKS: Final = ROOT / "tests" / "journeys" / "page_checks.js"
PHONE: Final = ViewportSize(width=390, height=844)
DESKTOP: Final = ViewportSize(width=1280, height=900)
NARROWEST: Final = ViewportSize(width=320, height=640)
"""A page of 1280 pixels at 400 %: WCAG 1.4.10."""
AXE_RUN: Final = """within => axe.run(within, {
    resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}},
    preload: false,
})"""


@dataclass
class Visit:
    """What was seen of one kind of page in one language."""

    name: str
    source: str
    status: int
    language: str
    cookies: list[str]
    wrong: dict[str, list[str]] = field(default_factory=dict)
    """By what was looked at: a sentence for each thing that is wrong."""


def violations(page: Page, within: str = "html") -> list[str]:
    """Rules of axe-core that a page, or a part of it, breaks, with the first element that does."""
    report = page.evaluate(AXE_RUN, within)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in report["violations"]]


class Walker:
    """Opens pages in one browser profile and looks at them."""

    def __init__(
        self,
        context: BrowserContext,
        stack: Stack,
        *,
        addresses: dict[str, str],
        broken: dict[str, dict[str, str]],
    ) -> None:
        self.stack = stack
        self.watch = Watch(allowed=(stack.url,))
        self._addresses = addresses
        self._broken = broken
        context.add_init_script(path=AXE)
        context.add_init_script(path=CHECKS)
        context.route("**/errore/*/", self._answer_for_the_broken)
        # A page that waits for its payment stays as it is while it is looked at.
        context.route("**/stato/", lambda route: route.abort())
        self._page: Page = context.new_page()
        self._page.set_default_timeout(30_000)
        self.watch.observe(self._page)

    def sign_in(self, username: str) -> None:
        """As a proponent of the demo."""
        self._page.goto(f"{self.stack.url}/accesso/entra/")
        self._page.locator("input[name=login]").fill(f"{username}@example.org")
        self._page.locator("input[name=password]").fill(PASSWORD)
        self._page.locator("main form button.btn-primary").click()
        self._page.wait_for_url("**/i-miei-progetti/")

    def visit(self, kind: PageType) -> Iterable[Visit]:
        """See it in Italian from all sides, then whether it has room for its words in English."""
        path = kind.path.format(**self._addresses)
        answer, english = self._open(path, kind)
        italian = self._noted(kind.name, answer)
        italian.wrong = self._looked_at_narrow() | self._looked_at_wide()
        yield italian
        if kind.speaks_both:
            return
        answer, _ = self._open(kind.english or english, kind)
        visit = self._noted(f"{kind.name} (en)", answer)
        visit.wrong = self._words_fit()
        yield visit

    def _open(self, path: str, kind: PageType) -> tuple[Response, str]:
        """The answer, and the path of the page in the other language."""
        self._page.set_viewport_size(PHONE)
        answer = self._page.goto(self.stack.url + path)
        links = self._page.locator(".slim__languages :is(a, button):not([aria-current])")
        address = "element => element.getAttribute('formaction') ?? element.getAttribute('href')"
        english = str(links.first.evaluate(address)) if links.count() else ""
        button = self._page.locator(kind.press or "nothing").first
        if kind.press and button.is_visible():
            answer = self._press(button.evaluate, button.click) or answer
        assert answer is not None, path
        return answer, english

    def _press(self, evaluate: Callable[[str], Any], click: Callable[[], None]) -> Response | None:
        """Press a button; what comes then, if it is another page."""
        if not evaluate("button => Boolean(button.form)"):
            click()
            return None
        evaluate("button => { button.form.noValidate = true }")
        with self._page.expect_navigation() as coming:
            click()
        return coming.value

    def _noted(self, name: str, answer: Response) -> Visit:
        language = self._page.locator("html").get_attribute("lang")
        cookies = answer.header_values("set-cookie")
        return Visit(name, answer.text(), answer.status, str(language), cookies)

    def _looked_at_narrow(self) -> dict[str, list[str]]:
        wrong = {"axe, phone": violations(self._page)}
        wrong |= {name: self._check(name) for name in ("focus", "fields", "bars", "motion")}
        return wrong | self._words_fit()

    def _words_fit(self) -> dict[str, list[str]]:
        spaced = self._check("textSpacing")
        self._page.set_viewport_size(NARROWEST)
        return {"textSpacing": spaced, "reflow": self._check("reflow")}

    def _looked_at_wide(self) -> dict[str, list[str]]:
        self._page.set_viewport_size(DESKTOP)
        return {"axe, desktop": violations(self._page), "fields, desktop": self._check("fields")}

    def _check(self, name: str) -> list[str]:
        sentences: list[str] = self._page.evaluate(f"pageChecks.{name}()")
        return sentences

    def _answer_for_the_broken(self, route: Route) -> None:
        language = "en" if "/en/" in route.request.url else "it"
        what = route.request.url.rstrip("/").rpartition("/")[2]
        route.fulfill(body=self._broken[language][what], content_type="text/html")
