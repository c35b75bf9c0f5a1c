"""A campaign inside a page of another origin."""

from collections.abc import Callable
from typing import Any

import requests
from playwright.sync_api import BrowserContext, Frame, Page, expect

from campaigns.sharing.embedding import SIZES
from tests.journeys.other_site import other_site
from tests.journeys.stack import Stack

SHOWN = ("ecolab", "so-lunch", "child-explorer", "la-casa-sull-albero")
"""Near its threshold, beyond it, not open yet, funded."""
PHONE_WIDTH = 320
FIT = """() => {
  const page = document.documentElement;
  return { wide: page.scrollWidth - page.clientWidth, high: page.scrollHeight - page.clientHeight };
}"""


def described(stack: Stack, slug: str, **asked: object) -> dict[str, Any]:
    """What the platform tells other sites of a campaign."""
    asked = {"url": f"{stack.url}/embed/{slug}/"} | asked
    answer = requests.get(f"{stack.url}/oembed/", params=asked, timeout=30)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def every_embed(stack: Stack) -> str:
    """The frames of some campaigns in every size and language, as oEmbed gives them."""
    return "".join(
        described(stack, slug, url=f"{stack.url}/embed/{slug}/?formato={size}&lingua={language}")[
            "html"
        ]
        for slug in SHOWN
        for size in SIZES
        for language in ("it", "en")
    )


def frames_of(page: Page, address: str) -> list[Frame]:
    """Open another site, and wait for all that it frames."""
    page.goto(address)
    for shown in page.locator("iframe").all():
        shown.evaluate("frame => frame.loading = 'eager'")
    frames = [frame for frame in page.frames if frame != page.main_frame]
    for frame in frames:
        frame.wait_for_load_state("load")
        expect(frame.locator("h1")).to_be_visible()
    return frames


def test_every_size_fits_its_frame_on_another_site(
    new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    complaints: list[str] = []
    answers: list[Any] = []
    context = new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text))

    def note(answer: Any) -> None:
        answers.append(answer)

    page.on("response", note)
    with other_site(every_embed(stack)) as address:
        frames = frames_of(page, address)
        assert len(frames) == len(SHOWN) * len(SIZES) * 2
        wrong = {frame.url: fit for frame in frames if any((fit := frame.evaluate(FIT)).values())}
        assert wrong == {}, "all is seen, without scrolling"
        page.set_viewport_size({"width": PHONE_WIDTH, "height": 700})
        cut = {frame.url: fit for frame in frames if (fit := frame.evaluate(FIT))["wide"] > 0}
        assert cut == {}, "nothing is cut off on the narrowest phone"
        ours = [answer for answer in answers if answer.url.startswith(stack.url)]
        assert not [answer.url for answer in ours if answer.url.endswith(".js")]
        assert not [answer.url for answer in ours if "set-cookie" in answer.headers]
        strangers = [a.url for a in answers if not a.url.startswith((stack.url, address))]
        assert strangers == []
        assert context.cookies() == []
        assert complaints == []


def test_its_button_leads_the_whole_window_to_giving(
    new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    with other_site(described(stack, "ecolab", maxwidth=390)["html"]) as address:
        page.goto(address)
        page.frame_locator("iframe").locator(".embed__button").click()
        page.wait_for_url(f"{stack.url}/dona/ecolab/")


def test_nothing_else_of_ours_can_be_framed(
    new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    page = new_context().new_page()
    with (
        other_site(f'<iframe src="{stack.url}/dona/ecolab/"></iframe>') as address,
        page.expect_console_message(lambda message: "frame-ancestors" in message.text),
    ):
        page.goto(address)
    assert page.frame_locator("iframe").locator("main").count() == 0
