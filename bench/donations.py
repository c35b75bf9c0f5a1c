"""How many confirmed donations a second, beside what the same rows cost the database alone.

``make bench`` prints; it asserts nothing. It makes databases of its own and drops them.
"""

import os
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import django
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from bench import raw, reading, webhook  # noqa: E402
from bench.clients import Step, together, work  # noqa: E402
from bench.material import NOW, MemoryGateway, Pool, make_campaigns, make_pool  # noqa: E402
from campaigns.funding.models import Funding  # noqa: E402
from campaigns.payments import inbox  # noqa: E402
from campaigns.payments.models import EventState  # noqa: E402
from campaigns.transparency.audit import audit  # noqa: E402
from tests import databases  # noqa: E402

CLIENTS: Final = (1, 8, 32)
CAMPAIGNS: Final = 1000
DONATIONS: Final = 6000
"""Of each measurement: more than can be confirmed meanwhile."""
SECONDS: Final = 5.0


def main() -> None:
    """Print the tables."""
    with _copy_of(databases.template_database()) as material, databases.using(material):
        say(f"Preparing {CAMPAIGNS} campaigns and {6 * DONATIONS} paid donations …")
        fundings = make_campaigns(CAMPAIGNS)
        pools = {
            (title, clients): make_pool(targets, DONATIONS)
            for title, targets in (("1", fundings[:1]), (f"{CAMPAIGNS:,}", fundings))
            for clients in CLIENTS
        }
        with _copy_of(material) as ours, _copy_of(material) as beside:
            _confirm(pools, ours, beside)
        with _copy_of(material) as copy, databases.using(copy):
            webhook.measure(CLIENTS, SECONDS, say)
            reading.measure(pools["1", 8], fundings[0], confirming, say)


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def confirming(events: list[int]) -> Step:
    """A client that applies stored events one after the other, as the worker does."""
    gateway = MemoryGateway()
    left = iter(events)

    def step() -> bool:
        event_id = next(left, None)
        if event_id is None:
            return False
        state = inbox.apply_event(event_id=event_id, gateway=gateway, now=NOW)  # type: ignore[arg-type]
        return state == EventState.APPLIED

    return step


def _confirm(pools: dict[tuple[str, int], Pool], ours: str, beside: str) -> None:
    """Print the rates, ours and the database's alone, one right after the other."""
    say("\nConfirmed donations a second (clients are processes, one connection each)")
    headings = f"{'campaigns':>10}{'clients':>9}{'ours':>9}{'raw':>9}{'ratio':>8}"
    say(f"{headings}{'p50 ms':>9}{'p99 ms':>9}")
    for (title, clients), pool in pools.items():
        with databases.using(ours):
            makers = [partial(confirming, pool.events[each::clients]) for each in range(clients)]
            measured = together(work(makers, seconds=SECONDS))
        with databases.using(beside):
            raw.prepare(pool)
            rate = raw.rate(clients=clients, transactions=DONATIONS)
        say(
            f"{title:>10}{clients:>9}{measured.rate:>9.0f}{rate:>9.0f}{measured.rate / rate:>8.2f}"
            f"{measured.quantile(0.5):>9.1f}{measured.quantile(0.99):>9.1f}"
        )
    with databases.using(ours):
        told = audit()
        number = sum(Funding.objects.values_list("donations", flat=True))
    failed = [check["name"] for check in told["checks"] if not check["ok"]]
    say(f"audit after {number} donations: {'; '.join(failed) or 'ok'}")


@contextmanager
def _copy_of(database: str) -> Iterator[str]:
    """A copy, dropped afterwards."""
    connections.close_all()
    name = f"civic_bench_{uuid.uuid4().hex[:12]}"
    databases.clone(database, name)
    try:
        yield name
    finally:
        databases.drop(name)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    say(f"\nDone in {time.perf_counter() - started:.0f} s")
