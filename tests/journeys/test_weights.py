"""What a reader's phone loads: the budgets that do not depend on the machine. KB, compressed."""

from collections.abc import Callable
from typing import Final

import brotli
import pytest
from playwright.sync_api import BrowserContext, Response

from tests.journeys.stack import Stack

PHONE: Final = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75}
"""The phone of Lighthouse."""
MOST_KB: Final = {"document": 12, "stylesheet": 12, "script": 15, "font": 55}
AVIF, FALLBACK = "image/avif", "image/jpeg"
"""A page shows the fallback until the worker has drawn better: here, of all pictures but one."""
MOST_KB_OF_A_PICTURE: Final = 50
MOST_KB_IN_ALL: Final = 150
MOST_REQUESTS: Final = 12


@pytest.fixture(scope="module")
def ecolab(stack: Stack) -> None:
    """The picture of one campaign, as the worker prepares it; the demo of journeys has none."""
    image = (
        "SELECT main_image_id FROM campaigns_campaignpage JOIN wagtailcore_page "
        "ON page_ptr_id = id WHERE slug = %s LIMIT 1"
    )
    stack.draw_pictures(stack.count(image, "ecolab"))


@pytest.mark.usefixtures("ecolab")
@pytest.mark.parametrize("path", ["/", "/progetti/", "/progetti/ecolab/", "/dona/ecolab/"])
def test_a_page_keeps_its_budgets(
    new_context: Callable[..., BrowserContext], stack: Stack, path: str
) -> None:
    page = new_context(**PHONE).new_page()
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(stack.url + path, wait_until="networkidle")
    assert all(answer.url.startswith(stack.url) for answer in answers)
    weights = [(answer, weight(answer)) for answer in answers]
    by_kind = {
        kind: sum(kb for answer, kb in weights if answer.request.resource_type == kind)
        for kind in MOST_KB
    }
    assert {kind: kb for kind, kb in by_kind.items() if kb > MOST_KB[kind]} == {}
    pictures = [kb for answer, kb in weights if answer.headers.get("content-type") == AVIF]
    assert pictures or path != "/progetti/ecolab/"
    assert max(pictures, default=0) <= MOST_KB_OF_A_PICTURE
    modern = [kb for answer, kb in weights if answer.headers.get("content-type") != FALLBACK]
    assert sum(modern) <= MOST_KB_IN_ALL
    assert len(answers) <= MOST_REQUESTS


def weight(answer: Response) -> float:
    """KB on the wire. What the platform sends as it is, the proxy in front of it compresses."""
    if answer.request.resource_type == "document" and "content-encoding" not in answer.headers:
        return len(brotli.compress(answer.body(), quality=5)) / 1024
    return answer.request.sizes()["responseBodySize"] / 1024
