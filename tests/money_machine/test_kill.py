"""R9, R12, R13: the worker is killed at random moments while money comes in; nothing is wrong."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings as DjangoSettings
from werkzeug.serving import make_server

from campaigns.funding.models import Funding, State
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, Notice, NoticeKind, Refund, RefundState, Status
from campaigns.payments.sandbox.server import Sandbox
from campaigns.payments.sandbox.settings import Settings
from campaigns.payments.tasks import every_minute, rescue_stalled
from campaigns.transparency.audit import audit
from config.wsgi import application
from tests import databases
from tests.concurrency import run_async
from tests.conftest import SANDBOX_KEY
from tests.factories import CallFactory, make_fund, make_open_funding
from tests.payments.checkouts import begin_checkout
from tests.payments.sandbox.control import Control
from tests.payments.signed_events import NEW_SECRET

pytestmark = [pytest.mark.committed]

ROOT = Path(__file__).resolve().parents[2]
CLOSES_AFTER = timedelta(seconds=2)
"""A worker's death: its pages are paid in half of that, and refunded while others die."""
PATIENCE_SECONDS = 120


@pytest.fixture
def provider(committed_db: str, tmp_path: Path, settings: DjangoSettings) -> Iterator[Sandbox]:
    """The sandbox, whose events are posted to the platform's own webhook."""
    web = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    sandbox = Sandbox(
        Settings(
            database=tmp_path / "sandbox.sqlite3",
            port=0,
            api_key=SANDBOX_KEY,
            webhook_url=f"http://127.0.0.1:{web.server_port}/payments/stripe/webhook/",
            webhook_secret=NEW_SECRET,
        )
    ).start()
    settings.STRIPE_API_BASE = sandbox.url
    yield sandbox
    sandbox.stop()
    web.shutdown()


@pytest.mark.parametrize(
    ("gifts", "kills"),
    [pytest.param(60, 4, id="few"), pytest.param(390, 30, id="many", marks=pytest.mark.deep)],
)
def test_a_worker_killed_at_any_moment_leaves_nothing_wrong(
    committed_db: str, provider: Sandbox, gifts: int, kills: int
) -> None:
    bank = Control(provider.url)
    bank.post("balance", overdraft=None)
    gateway = StripeGateway(secret_key=SANDBOX_KEY, api_base=provider.url)
    hot, failing = _campaigns()
    chance = random.Random(2015)
    sessions = [
        str(begin_checkout(failing if 3 * number < gifts else hot, gateway, "25.00").session_id)
        for number in range(gifts)
    ]
    closes_at = timezone.now() + kills * CLOSES_AFTER
    Funding.objects.filter(pk=failing.pk).update(closes_at=closes_at)
    payer = threading.Thread(target=_pay, args=(bank, sessions, kills))

    payer.start()
    for _ in range(kills):
        _live_and_die(committed_db, provider.url, chance.uniform(0, 2.5))
        _take_up_what_the_dead_left()
    payer.join()
    _work_until_all_is_done(committed_db, provider.url, gifts)

    assert Donation.objects.filter(status=Status.CONFIRMED).count() == gifts
    hot.refresh_from_db()
    failing.refresh_from_db()
    assert (hot.donations, failing.state, failing.net) == (gifts * 2 // 3, State.FAILED, 0)
    assert failing.confirmed + failing.late == 25 * gifts // 3
    listed = list(gateway.refunds(since=timezone.now() - timedelta(hours=1)))
    assert len({refund.payment_id for refund in listed}) == len(listed) == gifts // 3
    told = Notice.objects.filter(kind__in=[NoticeKind.CONFIRMED, NoticeKind.LATE])
    assert told.count() == told.values("donation").distinct().count() == gifts
    report = audit(gateway=gateway)
    assert report["ok"], [check for check in report["checks"] if not check["ok"]]


def _campaigns() -> tuple[Funding, Funding]:
    call = CallFactory.create()
    make_fund(call)
    hot = make_open_funding(call, cost="1000.00")
    failing = make_open_funding(
        call, cost="100000.00", closes_at=timezone.now() + timedelta(days=1)
    )
    return hot, failing


def _pay(bank: Control, sessions: list[str], kills: int) -> None:
    """Donors pay one after the other, for as long as workers die."""
    for session in sessions:
        bank.outcome(session, "pay")
        time.sleep(3 * kills / len(sessions))
    connections.close_all()


def _live_and_die(database: str, provider: str, seconds: float) -> None:
    worker = _start_worker(database, provider)
    time.sleep(seconds)
    assert worker.poll() is None
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert worker.stdout is not None
    worker.stdout.close()


def _take_up_what_the_dead_left() -> None:
    """What the schedule does, half a minute after the last sign of life, and its next turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )
    run_async(partial(rescue_stalled, timestamp=0))
    _next_turn()


def _next_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE queueing_lock = 'payments.every_minute' AND status = 'todo'"
        )
        (waiting,) = cursor.fetchone()
    if not waiting:
        every_minute.configure().defer(timestamp=0)


def _work_until_all_is_done(database: str, provider: str, gifts: int) -> None:
    worker = _start_worker(database, provider)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not _is_done(gifts):
        _next_turn()
        time.sleep(1)
    os.killpg(worker.pid, signal.SIGTERM)
    worker.wait(30)
    assert worker.stdout is not None
    worker.stdout.close()


def _is_done(gifts: int) -> bool:
    confirmed = Donation.objects.filter(status=Status.CONFIRMED).count()
    refunded = Refund.objects.filter(state=RefundState.PAID).count()
    return (confirmed, refunded) == (gifts, gifts // 3)


def _start_worker(database: str, provider: str) -> "subprocess.Popen[bytes]":
    """``manage.py worker`` in a process group of its own, once it takes jobs."""
    environment: dict[str, Any] = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "DATABASE_URL": databases.url_of(database),
        "STRIPE_API_BASE": provider,
    }
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | environment,
    )
    assert worker.stdout is not None
    worker.stdout.readline()
    return worker
