"""The process tree of ``make run`` on free ports: web server, worker, payment sandbox."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import requests
from django.conf import settings

from tests.databases import ROOT
from tests.journeys.processes import Process, free_port
from tests.payments.sandbox.control import Control

HOST = "127.0.0.1"
SLOW_SECONDS = 2
DRAWING_SECONDS = 1800
PATIENCE_SECONDS = 45
"""How long anything is waited for, on a machine that does much else; what is there goes on."""
PATIENCE_MS = PATIENCE_SECONDS * 1000


class Stack:
    """The platform on one database. ``folder`` takes logs, mail and the sandbox's state."""

    def __init__(self, *, database_url: str, media: Path, static: Path, folder: Path) -> None:
        self.folder = folder
        self.port, self.sandbox_port = free_port(), free_port()
        self.url, self.sandbox_url = (
            f"http://{HOST}:{self.port}",
            f"http://{HOST}:{self.sandbox_port}",
        )
        self.other_origin = f"http://localhost:{free_port()}"
        """Of a site that is not ours, to which donors may be sent back."""
        self.sandbox = Control(self.sandbox_url)
        self.database = urlsplit(database_url).path.removeprefix("/")
        self._database_url = database_url
        self._processes: dict[str, Process] = {}
        self._environment = os.environ | {
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "SECRET_KEY": settings.SECRET_KEY,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
            "PYTHONUNBUFFERED": "1",
            "SITE_URL": self.url,
            "DONATION_RETURN_URLS": self.other_origin,
            "STRIPE_API_BASE": self.sandbox_url,
            "STRIPE_SECRET_KEY": "sk_test_sandbox",
            "STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
            "SANDBOX_WEBHOOK_URL": f"{self.url}/payments/stripe/webhook/",
            "MEDIA_ROOT": str(media),
            "PRIVATE_ROOT": str(media / "private"),
            "STATIC_ROOT": str(static),
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        }

    def start(self) -> "Stack":
        """Start everything and return once the site answers."""
        for name in ("sandbox", "web", "worker"):
            self._launch(name)
        self._wait_for_web()
        self._wait_for_sandbox()
        return self

    def start_web(self, path: str = "/readyz/") -> "Stack":
        """Start the web server alone and return once it answers ``path``, whatever it answers."""
        self._launch("web")
        self._processes["web"].wait_until(lambda: _answers(self.url + path))
        return self

    def stop(self) -> None:
        """End everything."""
        for name in list(self._processes):
            self._end(name)

    def stop_sandbox(self) -> None:
        """The payment provider goes down; what it knew stays on disk."""
        self._end("sandbox")

    def start_sandbox(self) -> None:
        """The payment provider comes back, at the same address."""
        self._launch("sandbox")
        self._wait_for_sandbox()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a ``manage.py`` command on the stack's database."""
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self._environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def what_disagrees(self) -> list[Any]:
        """The checks of ``manage.py audit --json`` that fail: none, when the books agree."""
        finished = self.manage("audit", "--json")
        assert finished.stdout, finished.stderr
        report = json.loads(finished.stdout)
        wrong = [check for check in report["checks"] if not check["ok"]]
        assert report["ok"] is (not wrong)
        assert finished.returncode == (1 if wrong else 0)
        return wrong

    def progress(self, slug: str) -> Any:
        """The bar of a campaign, for programs."""
        return requests.get(f"{self.url}/api/v1/campaigns/{slug}/progress/", timeout=10).json()

    def wait_for(self, slug: str, condition: Callable[[Any], bool]) -> Any:
        """The progress of a campaign, once it meets a condition."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition(progress := self.progress(slug)):
            assert time.monotonic() < deadline, f"still {progress}"
            time.sleep(0.1)
        return progress

    def count(self, query: str, *parameters: Any) -> int:
        """The number that a query of the database answers."""
        with psycopg.connect(self._database_url) as connection:
            row = connection.execute(query, parameters).fetchone()
        assert row is not None
        return int(row[0])

    def names(self, query: str, *parameters: Any) -> set[str]:
        """The texts that a query of the database answers, one a row."""
        with psycopg.connect(self._database_url) as connection:
            return {row[0] for row in connection.execute(query, parameters)}

    def change(self, query: str, *parameters: Any) -> None:
        """Write to the database as a migration would: the rules of a published notice too."""
        with psycopg.connect(self._database_url) as connection:
            connection.execute("SELECT set_config('calls.amending', 'on', true)")
            connection.execute(query, parameters)

    def run_job(self, name: str) -> None:
        """Let the worker do a job of the schedule now, not at its next turn."""
        lock = ("--lock", name, "--queueing-lock", name, "--ignore-already-enqueued")
        queued = self.manage("procrastinate", "defer", *lock, name, '{"timestamp": 0}')
        assert queued.returncode == 0, queued.stderr

    def wait_for_jobs(self, prefix: str) -> None:
        """Wait until the worker has done all jobs whose names begin so."""
        waiting = (
            "SELECT count(*) FROM procrastinate_jobs "
            "WHERE starts_with(task_name, %s) AND status IN ('todo', 'doing')"
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.count(waiting, prefix):
            assert time.monotonic() < deadline, f"{prefix} is not done"
            time.sleep(0.1)

    def draw_pictures(self, *images: int) -> None:
        """Have the worker draw the crops of these pictures, or of all, and wait for it."""
        if images:
            for task in ("pictures.prepare_fallbacks", "pictures.prepare_avif"):
                for image in images:
                    asked = self.manage("procrastinate", "defer", task, f'{{"image_id": {image}}}')
                    assert asked.returncode == 0, asked.stderr
        else:
            self.manage("prepare_pictures")
        waiting = (
            "SELECT count(*) FROM procrastinate_jobs "
            "WHERE starts_with(task_name, 'pictures.') AND status IN ('todo', 'doing')"
        )
        deadline = time.monotonic() + DRAWING_SECONDS
        while self.count(waiting):
            assert time.monotonic() < deadline, "the pictures are not drawn"
            time.sleep(0.5)

    def donations_of(self, email: str) -> int:
        """How many donations stand under an e-mail address, paid or not."""
        return self.count("SELECT count(*) FROM payments_donation WHERE email = %s", email)

    def _launch(self, name: str) -> None:
        self._processes[name] = Process(
            self._commands()[name],
            environment=self._environment,
            folder=ROOT,
            log=self.folder / f"{name}.log",
        )

    def _end(self, name: str) -> None:
        self._processes.pop(name).stop()

    def _commands(self) -> dict[str, list[str]]:
        granian = str(Path(sys.executable).with_name("granian"))
        return {
            "web": [
                *(granian, "--interface", "wsgi", "--host", HOST, "--port", str(self.port)),
                *("--workers", "1", "--blocking-threads", "8", "--log-level", "warning"),
                *("--no-access-log", "config.wsgi:application"),
            ],
            "worker": [sys.executable, "manage.py", "worker"],
            "sandbox": [
                *(sys.executable, "-m", "campaigns.payments.sandbox", "--host", HOST),
                *("--port", str(self.sandbox_port), "--slow-seconds", str(SLOW_SECONDS)),
                *("--database", str(self.folder / "sandbox.sqlite3")),
            ],
        }

    def _wait_for_web(self) -> None:
        self._processes["web"].wait_until(lambda: _answers(f"{self.url}/readyz/", 200))

    def _wait_for_sandbox(self) -> None:
        self._processes["sandbox"].wait_until(lambda: _answers(self.sandbox_url, 200))


def _answers(url: str, status: int | None = None) -> bool:
    try:
        answer = requests.get(url, timeout=5)
    except requests.RequestException:
        return False
    return status is None or answer.status_code == status
