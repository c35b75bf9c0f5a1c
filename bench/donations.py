"""How many confirmed donations a second, beside what the same rows cost the database alone.

``make bench`` prints; it asserts nothing. It makes databases of its own and drops them.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeVar

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
Result = TypeVar("Result")


def main() -> None:
    """Print the table."""
    with _database("material") as material:
        say(f"Preparing {CAMPAIGNS} campaigns and {6 * DONATIONS} paid donations …")
        fundings = make_campaigns(CAMPAIGNS)
        pools = {
            (title, clients): make_pool(targets, DONATIONS)
            for title, targets in (("1", fundings[:1]), (f"{CAMPAIGNS:,}", fundings))
            for clients in CLIENTS
        }
        yardstick = _on_a_copy(material, partial(_raw_rates, pools))
        ours = _on_a_copy(material, partial(_our_rates, pools))
        say("\nConfirmed donations a second (clients are processes, one connection each)")
        say(f"{'campaigns':>10}{'clients':>9}{'ours':>9}{'raw':>9}{'ratio':>8}{'p99 ms':>9}")
        for (title, clients), (rate, slowest) in ours.items():
            beside = yardstick[title, clients]
            say(
                f"{title:>10}{clients:>9}{rate:>9.0f}{beside:>9.0f}{rate / beside:>8.2f}"
                f"{slowest:>9.1f}"
            )
        _on_a_copy(material, partial(webhook.measure, CLIENTS, SECONDS, say))
        _on_a_copy(material, partial(reading.measure, pools["1", 8], fundings[0], confirming, say))


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


def _our_rates(pools: dict[tuple[str, int], Pool]) -> dict[tuple[str, int], tuple[float, float]]:
    rates = {}
    for key, pool in pools.items():
        clients = key[1]
        shares = [pool.events[each::clients] for each in range(clients)]
        makers = [partial(confirming, share) for share in shares]
        measured = together(work(makers, seconds=SECONDS))
        rates[key] = measured.rate, measured.quantile(0.99)
    told = audit()
    say(
        f"audit after {sum(each.donations for each in Funding.objects.all())} donations: "
        f"{'ok' if told['ok'] else told['checks']}"
    )
    return rates


def _raw_rates(pools: dict[tuple[str, int], Pool]) -> dict[tuple[str, int], float]:
    rates = {}
    for key, pool in pools.items():
        raw.prepare(pool)
        rates[key] = raw.rate(clients=key[1], transactions=DONATIONS)
    return rates


def _on_a_copy(material: str, act: Callable[[], Result]) -> Result:
    connections.close_all()
    name = f"{material}_copy"
    databases.clone(material, name)
    try:
        with databases.using(name):
            return act()
    finally:
        databases.drop(name)


@contextmanager
def _database(what: str) -> Iterator[str]:
    name = f"civic_bench_{what}_{os.getpid()}"
    databases.clone(databases.template_database(), name)
    try:
        with databases.using(name):
            yield name
    finally:
        databases.drop(name)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    say(f"\nDone in {time.perf_counter() - started:.0f} s")
