"""Clients that ask a server for one address over and over, and what that cost the server."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bench.clients import Measured, Step, together, work

HOST: Final = "127.0.0.1"
CLIENTS: Final = 2
FRESH: Final = {"Cookie": "csrftoken=bench"}
"""Who has the cookie of a form gets nothing that was kept."""
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What an address took: the clients' view, and the processor's time of the server."""

    measured: Measured
    cpu_ms: float
    """Of the web process alone, milliseconds a request; the database's is not in it."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """One granian process with one worker, as production starts it."""

    port: int
    pid: int

    def ask(self, path: str, *, fresh: bool, seconds: float) -> Cost:
        """Ask for a path as often as can be."""
        step = partial(asking, self.port, path, FRESH if fresh else {})
        before = self._cpu_seconds()
        measured = together(work([step] * CLIENTS, seconds=seconds))
        used = self._cpu_seconds() - before
        return Cost(measured=measured, cpu_ms=1000 * used / max(1, measured.done))

    def memory_mb(self) -> float:
        """The most memory that the web process had so far."""
        return sum(
            int(line.split()[1]) / 1024
            for pid in self._worker_ids()
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        )

    def _cpu_seconds(self) -> float:
        fields = [
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            for pid in self._worker_ids()
        ]
        return sum(int(each[11]) + int(each[12]) for each in fields) / _TICKS

    def _worker_ids(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children]


@contextmanager
def serving(database_url: str, media: Path, port: int) -> Iterator[Server]:
    """The site on a database, and what it is measured against."""
    granian = str(Path(sys.executable).with_name("granian"))
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "bench.server_settings",
        "MEDIA_ROOT": str(media),
        "SITE_URL": f"http://{HOST}:{port}",
    }
    process = subprocess.Popen(  # noqa: S603 - our own interpreter's server
        [
            *(granian, "--interface", "wsgi", "--host", HOST, "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "1", "--log-level", "warning"),
            *("--no-access-log", "config.wsgi:application"),
        ],
        env=environment,
    )
    try:
        _wait_for(port)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait()


def asking(port: int, path: str, headers: dict[str, str]) -> Step:
    """A client that keeps its connection."""
    connection = http.client.HTTPConnection(HOST, port, timeout=120)

    def step() -> int:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return 1

    step()
    return step


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            asking(port, "/bench/nothing-at-all/", {})
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the server does not answer")
