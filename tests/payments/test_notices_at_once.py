"""Workers at once, and workers killed: each donor reads each message once."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.house.message_queue import CLAIM_LIFE
from campaigns.payments import notice_recipients, notice_sending, notices
from campaigns.payments.models import Notice, NoticeKind, NoticeState
from campaigns.payments.sandbox.server import Sandbox
from tests import databases
from tests.concurrency import at_once, run_async
from tests.factories import NOW, make_funding, make_open_funding

from .mail_server import MailServer
from .mailing import paid, queued

ROOT = Path(__file__).resolve().parents[2]
GIFTS = 12


@pytest.mark.committed
def test_workers_at_once_send_one(committed_db: str) -> None:
    funding = make_funding()
    made = [queued(paid(funding, email=f"donor{n}@example.org")) for n in range(4)]
    job = [partial(notice_sending.NOTICES.send, message_id=notice.pk, now=NOW) for notice in made]
    sweep = partial(notice_sending.NOTICES.send_due, clock=lambda: NOW)
    at_once([*job, *job, sweep, sweep])
    assert sorted(message.to[0] for message in mail.outbox) == [
        notice.donation.email for notice in made
    ]
    assert set(Notice.objects.values_list("state", "attempts")) == {(NoticeState.SENT, 1)}


@pytest.mark.committed
def test_two_workers_tell_a_campaigns_donors_once(committed_db: str) -> None:
    funding = make_funding()
    for number in range(GIFTS):
        paid(funding, email=f"donor{number}@example.org")
    tell = partial(
        notice_recipients.notify_campaign,
        funding_id=funding.pk,
        kind=NoticeKind.THRESHOLD,
        about="",
        now=NOW,
    )
    assert at_once([tell, tell, tell]) == [GIFTS] * 3
    assert Notice.objects.count() == GIFTS


@pytest.mark.committed
def test_a_worker_killed_while_it_sends_loses_nothing_and_doubles_nothing(
    committed_db: str, mail_server: MailServer
) -> None:
    funding = make_funding()
    for number in range(GIFTS):
        queued(paid(funding, email=f"donor{number}@example.org"))
    mail_server.silent_from = GIFTS // 3

    process = _sweep(committed_db, mail_server.port)
    while len(mail_server.taken) < GIFTS // 3:
        time.sleep(0.01)
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    mail_server.silent_from = 0

    assert Notice.objects.filter(state=NoticeState.SENDING).count() == 1
    notice_sending.NOTICES.send_due(clock=timezone.now)
    left = Notice.objects.exclude(state=NoticeState.SENT).get()
    after = timezone.now() + CLAIM_LIFE
    assert notice_sending.NOTICES.send_due(clock=lambda: after) == 1
    left.refresh_from_db()
    assert (left.state, left.attempts) == (NoticeState.SENT, 2)
    assert len(set(mail_server.addresses)) == GIFTS
    for address in mail_server.addresses:
        assert len(mail_server.names_of(address)) == 1


@pytest.mark.committed
def test_the_worker_sends_what_acts_and_campaigns_tell(
    committed_db: str, payment_sandbox: Sandbox
) -> None:
    funding, now = make_open_funding(), timezone.now()
    for email in ("a@example.org", "b@example.org"):
        queued(paid(funding, email=email, at=now))
    notices.queue_for_campaign(kind=NoticeKind.THRESHOLD, funding=funding)
    run_async(_work)
    told = Notice.objects.values_list("donation__email", "kind").order_by("donation__email", "kind")
    assert list(told) == [
        (f"{name}@example.org", kind) for name in "ab" for kind in ("confirmed", "threshold")
    ]
    notice_sending.NOTICES.send_due(clock=timezone.now)
    assert len(mail.outbox) == 4
    assert not ProcrastinateJob.objects.exclude(status="succeeded").exists()


async def _work() -> None:
    """Do the jobs that wait, then stop."""
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(wait=False, install_signal_handlers=False)


def _sweep(database: str, port: int) -> "subprocess.Popen[bytes]":
    """The sweep in a process group of its own."""
    program = (
        "import django; django.setup();"
        "from django.conf import settings;"
        "settings.EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend';"
        f"settings.EMAIL_HOST, settings.EMAIL_PORT = '127.0.0.1', {port};"
        "from django.utils import timezone;"
        "from campaigns.payments.notice_sending import NOTICES;"
        "NOTICES.send_due(clock=timezone.now)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        start_new_session=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
            "DATABASE_URL": databases.url_of(database),
        },
    )
