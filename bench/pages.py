"""What pages cost, beside a view that does nothing and a plain page of Wagtail, on one server.

The figures of one run can be compared with each other, not with those of another machine or hour.
``BENCH_CAMPAIGNS`` and ``BENCH_DONATIONS`` set how many rows it grows to.
"""

import os
import time
import urllib.request
from pathlib import Path
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.conf import settings  # noqa: E402

from bench.copies import copy_of, say  # noqa: E402
from bench.http_clients import HOST, Cost, Server, serving  # noqa: E402
from bench.many_rows import add_campaigns, add_donations, make_site  # noqa: E402
from tests import databases  # noqa: E402
from tests.journeys.processes import free_port  # noqa: E402

FEW_CAMPAIGNS, MANY_CAMPAIGNS = 10, int(os.environ.get("BENCH_CAMPAIGNS", "10000"))
FEW_DONATIONS, MANY_DONATIONS = 1_000, int(os.environ.get("BENCH_DONATIONS", "1000000"))
SECONDS: Final = float(os.environ.get("BENCH_SECONDS", "6"))
ROUNDS: Final = 3
CAMPAIGN: Final = "/progetti/orto-1/"
PROGRESS: Final = "/api/v1/campaigns/orto-1/progress/"
PLAIN: Final = "/plain/"
BARE: Final = "/bench/bare/"
COSTS: Final = (
    ("nothing, before any middleware", "/bench/nothing-at-all/", True),
    ("bare Django view", BARE, True),
    ("plain Wagtail page", PLAIN, True),
    ("campaign page", CAMPAIGN, True),
    ("progress JSON", PROGRESS, True),
    ("plain Wagtail page, kept", PLAIN, False),
    ("campaign page, kept", CAMPAIGN, False),
    ("progress JSON, kept", PROGRESS, False),
)
WAITED_FOR: Final = (CAMPAIGN, PROGRESS, "/progetti/", "/", "/trasparenza/")
FILE: Final = "/dati/donations.jsonl"


def main() -> None:
    """Print the tables."""
    with copy_of(databases.template_database()) as material, databases.using(material):
        page = make_site()
        add_campaigns(page, FEW_CAMPAIGNS - 1)
        add_donations(page, FEW_DONATIONS)
        with serving(databases.url_of(material), Path(settings.MEDIA_ROOT), free_port()) as server:
            _say_costs(server)
            latencies = [(_size(FEW_CAMPAIGNS, FEW_DONATIONS), _latencies(server))]
            say(f"\nAdding campaigns up to {MANY_CAMPAIGNS:,} …")
            add_campaigns(page, MANY_CAMPAIGNS - FEW_CAMPAIGNS)
            latencies.append((_size(MANY_CAMPAIGNS, FEW_DONATIONS), _latencies(server)))
            say(f"Adding donations up to {MANY_DONATIONS:,} …")
            add_donations(page, MANY_DONATIONS - FEW_DONATIONS)
            latencies.append((_size(MANY_CAMPAIGNS, MANY_DONATIONS), _latencies(server)))
            _say_latencies(latencies)
            _say_file(server)


def _say_costs(server: Server) -> None:
    say("\nOne web process, one thread, two clients; the best of three rounds.")
    say("Kept: answered by the page cache. CPU: of the web process, without the database’s.")
    heads = (
        *(("requests/s", 12), ("p50 ms", 9), ("CPU ms", 9)),
        *(("of bare, r/s", 14), ("of bare, CPU", 14), ("of plain, CPU", 15)),
    )
    say(f"{'':>32}" + "".join(f"{head:>{width}}" for head, width in heads))
    rounds = [
        {
            name: server.ask(path, fresh=fresh, seconds=SECONDS / ROUNDS)
            for name, path, fresh in COSTS
        }
        for _round in range(ROUNDS)
    ]
    costs = {
        name: max((each[name] for each in rounds), key=lambda cost: cost.measured.rate)
        for name, _path, _fresh in COSTS
    }
    bare, plain = costs["bare Django view"], costs["plain Wagtail page"]
    for name, cost in costs.items():
        say(
            f"{name:>32}{cost.measured.rate:>12.0f}{cost.measured.quantile(0.5):>9.2f}"
            f"{cost.cpu_ms:>9.2f}{cost.measured.rate / bare.measured.rate:>14.2f}"
            f"{_ratio(cost, bare):>14.2f}{_ratio(cost, plain):>15.2f}"
        )


def _ratio(cost: Cost, other: Cost) -> float:
    return cost.cpu_ms / other.cpu_ms if other.cpu_ms else float("nan")


def _latencies(server: Server) -> list[Cost]:
    return [server.ask(path, fresh=True, seconds=SECONDS / 2) for path in WAITED_FOR]


def _say_latencies(rows: list[tuple[str, list[Cost]]]) -> None:
    say("\nNothing kept: the median in ms, as rows grow")
    shown = [path.removeprefix("/api/v1/campaigns") for path in WAITED_FOR]
    say(f"{'':>36}" + "".join(f"{path:>20}" for path in shown))
    for size, costs in rows:
        say(f"{size:>36}" + "".join(f"{cost.measured.quantile(0.5):>20.2f}" for cost in costs))


def _say_file(server: Server) -> None:
    before, started, size = server.memory_mb(), time.perf_counter(), 0
    with urllib.request.urlopen(f"http://{HOST}:{server.port}{FILE}") as answer:
        while piece := answer.read(1 << 20):
            size += len(piece)
    seconds = time.perf_counter() - started
    say(
        f"\n{FILE}: {MANY_DONATIONS:,} rows, {size / 2**20:.0f} MB in {seconds:.0f} s;"
        f" the web process grew from {before:.0f} to {server.memory_mb():.0f} MB"
    )


def _size(campaigns: int, donations: int) -> str:
    return f"{campaigns:,} campaigns, {donations:,} gifts"


if __name__ == "__main__":
    begun = time.perf_counter()
    main()
    say(f"\nDone in {time.perf_counter() - begun:.0f} s")
