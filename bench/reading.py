"""The bar's reader: how long it takes while nobody writes, while many do, and behind a lock."""

import time
from collections.abc import Callable
from functools import partial

from django.db import transaction

from bench.clients import Measured, Step, work
from bench.material import NOW, Pool
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.funding.models import Funding

SECONDS = 3.0


def measure(
    pool: Pool, funding: Funding, draining_all: Callable[[], Step], say: Callable[[str], None]
) -> None:
    """Print the reader's latencies."""
    say("\nReading the bar of the hot campaign (one reader)")
    say(f"{'while':>34}{'reads/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    reader = partial(reading, funding.slug)
    _say("nobody writes", work([reader], seconds=SECONDS)[0], say)
    pool.make_due()
    _say("8 clients confirm", work([reader, *[draining_all] * 8], seconds=SECONDS)[0], say)
    alone = work([reader, partial(holding, funding.pk)], seconds=SECONDS)[0]
    _say("a transaction holds the row's lock", alone, say)


def reading(slug: str) -> Step:
    """A client that reads what the bar shows."""

    def step() -> bool:
        funding = with_match(Funding.objects.all()).get(slug=slug)
        return progress_of(funding, NOW).campaign == slug

    return step


def holding(funding_id: int) -> Step:
    """A client that holds the funding's lock for as long as it is measured."""
    transaction.set_autocommit(False)
    Funding.objects.locked().get(pk=funding_id)

    def step() -> bool:
        time.sleep(0.05)
        return True

    return step


def _say(what: str, measured: Measured, say: Callable[[str], None]) -> None:
    say(
        f"{what:>34}{measured.rate:>9.0f}{measured.quantile(0.5):>9.2f}"
        f"{measured.quantile(0.99):>9.2f}{measured.quantile(1):>9.2f}"
    )
