"""How many confirmed donations a second, beside what the same rows cost the database alone.

``make bench`` prints; it asserts nothing. It makes databases of its own and drops them.
"""

import os
import time
from functools import partial
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from bench import raw, reading, webhook  # noqa: E402
from bench.clients import Step, together, work  # noqa: E402
from bench.copies import copy_of, say  # noqa: E402
from bench.material import NOW, MemoryGateway, Pool, make_campaigns, make_pool  # noqa: E402
from campaigns.funding.models import Funding  # noqa: E402
from campaigns.payments import draining, inbox  # noqa: E402
from campaigns.payments.models import EventState  # noqa: E402
from campaigns.transparency.audit import audit  # noqa: E402
from tests import databases  # noqa: E402

CLIENTS: Final = (1, 8, 32)
CAMPAIGNS: Final = 1000
DONATIONS: Final = 4000
"""Of each measurement: about as many as can be confirmed meanwhile."""
SECONDS: Final = 4.0


def main() -> None:
    """Print the tables."""
    with copy_of(databases.template_database()) as material, databases.using(material):
        say(f"Preparing {CAMPAIGNS} campaigns and {6 * DONATIONS} paid donations …")
        fundings = make_campaigns(CAMPAIGNS)
        pools = {
            (title, clients): make_pool(targets, DONATIONS)
            for title, targets in (("1", fundings[:1]), (f"{CAMPAIGNS:,}", fundings))
            for clients in CLIENTS
        }
        _confirm(pools, material)
        with copy_of(material) as copy, databases.using(copy):
            webhook.measure(CLIENTS, SECONDS, say)
            reading.measure(pools["1", 8], fundings[0], draining_all, say)


def one_by_one(events: list[int]) -> Step:
    """A client that applies stored events one after the other."""
    gateway: Any = MemoryGateway()
    left = iter(events)

    def step() -> int:
        event_id = next(left, None)
        if event_id is None:
            return 0
        state = inbox.apply_event(event_id=event_id, gateway=gateway, now=NOW)
        return int(state == EventState.APPLIED)

    return step


def draining_all() -> Step:
    """A client that takes what waits and applies it, as the worker does."""
    gateway: Any = MemoryGateway()
    return lambda: draining.drain(gateway=gateway, now=NOW)


def _confirm(pools: dict[tuple[str, int], Pool], material: str) -> None:
    """Print the rates, ours and the database's alone, one right after the other."""
    say("\nConfirmed donations a second (clients are processes, one connection each)")
    say(
        f"{'campaigns':>10}{'clients':>9}{'raw':>8}{'drained':>9}{'ratio':>7}"
        f"{'one by one':>12}{'ratio':>7}"
    )
    with copy_of(material) as beside, copy_of(material) as drained, copy_of(material) as single:
        for (title, clients), pool in pools.items():
            with databases.using(beside):
                raw.prepare(pool)
                rate = raw.rate(clients=clients, transactions=DONATIONS)
            with databases.using(drained):
                pool.make_due()
                all_at_once = together(work([draining_all] * clients, seconds=SECONDS)).rate
            with databases.using(single):
                makers = [partial(one_by_one, pool.events[n::clients]) for n in range(clients)]
                each = together(work(makers, seconds=SECONDS)).rate
            say(
                f"{title:>10}{clients:>9}{rate:>8.0f}{all_at_once:>9.0f}{all_at_once / rate:>7.2f}"
                f"{each:>12.0f}{each / rate:>7.2f}"
            )
        for database in (drained, single):
            _say_audit(database)


def _say_audit(database: str) -> None:
    with databases.using(database):
        told = audit()
        number = sum(Funding.objects.values_list("donations", flat=True))
    failed = [check["name"] for check in told["checks"] if not check["ok"]]
    say(f"audit after {number} donations: {'; '.join(failed) or 'ok'}")


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    say(f"\nDone in {time.perf_counter() - started:.0f} s")
