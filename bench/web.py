"""How fast the public site is, beside its budgets: Lighthouse at its phone throttling, median of 5.

``make audit-web`` prints; it asserts nothing. It serves the demo as ``make run`` does, from a
database of its own, and ends what it starts. Times depend on the machine: its load and Lighthouse's
index of its speed (a phone of today is about 1000 and more) stand beside them.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

import requests  # noqa: E402

from tests import databases  # noqa: E402
from tests.journeys.demo import prepare  # noqa: E402
from tests.journeys.stack import Stack  # noqa: E402

RUNS: Final = 5
PAGES: Final = {
    "home": "/",
    "list": "/progetti/",
    "campaign": "/progetti/ecolab/",
    "giving": "/dona/ecolab/",
}
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
BUDGETS: Final = {
    **dict.fromkeys(CATEGORIES, 100.0),
    "LCP s": 1.8,
    "CLS": 0.01,
    "TBT ms": 50.0,
    "KB in all": 150.0,
    "KB html": 12.0,
    "KB css": 12.0,
    "KB js": 15.0,
    "KB fonts": 55.0,
    "KB largest picture": 50.0,
    "requests": 12.0,
    "third parties": 0.0,
    "cookies": 0.0,
}
"""What a page may weigh and take; the scores are the least, everything else the most."""
KINDS: Final = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "fonts"}
LIGHTHOUSE: Final = databases.ROOT / "bench/lighthouse/node_modules/lighthouse/cli/index.js"
CHROMIUM_FLAGS: Final = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
KILOBYTE: Final = 1024


@dataclass(frozen=True)
class Measured:
    """The medians of a page, by the names of ``BUDGETS``, and the machine's index in each run."""

    figures: dict[str, float]
    machine: list[int]


def main() -> None:
    """Print a table for all pages."""
    say("Preparing the demo …")
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder)) as stack:
        say(f"Lighthouse, phone, median of {RUNS}; load of this machine {_load()}")
        measured = {}
        for name, path in PAGES.items():
            measured[name] = _measure(stack.url + path, Path(folder))
            say(f"  {name}: index of the machine {measured[name].machine}, load {_load()}")
    say(f"\n{'':>20}{'budget':>9}" + "".join(f"{name:>11}" for name in measured))
    for what, budget in BUDGETS.items():
        cells = "".join(
            f"{_told(page.figures[what]):>10}{_mark(what, page.figures[what])}"
            for page in measured.values()
        )
        say(f"{what:>20}{_told(budget):>9}{cells}")
    say("! over the budget")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _measure(address: str, folder: Path) -> Measured:
    runs = [_run(address, folder) for _ in range(RUNS)]
    figures = {
        name: statistics.median(figures[name] for figures, _machine in runs) for name in runs[0][0]
    }
    figures["cookies"] = float(len(requests.get(address, timeout=30).cookies))
    return Measured(figures, [machine for _figures, machine in runs])


def _run(address: str, folder: Path) -> tuple[dict[str, float], int]:
    """One run: its figures, and how fast Lighthouse found the machine."""
    output = folder / "lighthouse.json"
    command = [
        *("node", str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={output}"),
        *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={CHROMIUM_FLAGS}"),
        "--no-enable-error-reporting",
    ]
    environment = os.environ | {"CHROME_PATH": str(shutil.which("chromium"))}
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603
    report = json.loads(output.read_text())
    return _figures(report), int(report["environment"]["benchmarkIndex"])


def _figures(report: Any) -> dict[str, float]:
    audits = report["audits"]
    own = urlsplit(report["finalDisplayedUrl"]).netloc
    answers = audits["network-requests"]["details"]["items"]
    weights: Counter[str] = Counter()
    for answer in answers:
        weights[KINDS.get(answer.get("resourceType", ""), "other")] += answer["transferSize"]
    pictures = [item["transferSize"] for item in answers if item.get("resourceType") == "Image"]
    return {
        **{name: 100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES},
        "LCP s": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "CLS": audits["cumulative-layout-shift"]["numericValue"],
        "TBT ms": audits["total-blocking-time"]["numericValue"],
        "KB in all": weights.total() / KILOBYTE,
        **{f"KB {kind}": weights[kind] / KILOBYTE for kind in KINDS.values()},
        "KB largest picture": max(pictures, default=0) / KILOBYTE,
        "requests": len(answers),
        "third parties": sum(urlsplit(answer["url"]).netloc != own for answer in answers),
    }


def _mark(what: str, figure: float) -> str:
    budget = BUDGETS[what]
    missed = figure < budget if what in CATEGORIES else figure > budget
    return "!" if missed else " "


def _told(figure: float) -> str:
    return f"{figure:.2f}".rstrip("0").rstrip(".")


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


@contextmanager
def _site(folder: Path) -> Iterator[Stack]:
    """The demo, served as ``make run`` serves it: compressed files, granian, no debugging."""
    demo = prepare(folder)
    name = f"civic_audit_{os.getpid()}"
    databases.clone(demo.database, name)
    media = Path(shutil.copytree(demo.media, folder / "media"))
    stack = Stack(
        database_url=databases.url_of(name), media=media, static=demo.static, folder=folder
    )
    try:
        stack.start()
        say("Drawing the pictures: minutes …")
        stack.draw_pictures()
        yield stack
    finally:
        stack.stop()
        databases.drop(name)


if __name__ == "__main__":
    main()
