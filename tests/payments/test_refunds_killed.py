"""R9, R13: ``run_refunds`` killed at any moment gives everybody the money back, once."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from campaigns.ledger.models import Entry, Kind
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, Refund, RefundState
from campaigns.transparency.audit import audit
from tests import databases

from .sandbox.control import Control
from .test_refunds import failed_campaign

ROOT = Path(__file__).resolve().parents[2]
GIFTS = 40
LONGEST_LIFE_SECONDS = 1.5


@pytest.mark.deep
@pytest.mark.committed
def test_r13_refunds_killed_at_any_moment_are_sent_once(
    committed_db: str, gateway: StripeGateway, bank: Control
) -> None:
    failed_campaign(gateway, bank, GIFTS)
    chance, kills = random.Random(2015), 0

    while Refund.objects.filter(state=RefundState.PAID).count() < GIFTS:
        process = _run_refunds(committed_db, bank.url)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
        process.stdout.close()

    assert kills
    listed = gateway._client.v1.refunds.list(params={"limit": 100}).data
    assert len({refund.payment_intent for refund in listed}) == len(listed) == GIFTS
    assert sum(refund.amount for refund in listed) == sum(
        int(gift.amount * 100) for gift in Donation.objects.all()
    )
    for kind in (Kind.REFUND, Kind.REFUND_PAID):
        assert Entry.objects.filter(kind=kind).count() == GIFTS
    assert audit()["ok"]


def _run_refunds(database: str, provider: str) -> "subprocess.Popen[bytes]":
    """The command in a process group of its own; it writes a line once Django has started."""
    program = (
        "import django; django.setup(); print(flush=True);"
        "from django.core.management import call_command; call_command('run_refunds')"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
            "DATABASE_URL": databases.url_of(database),
            "STRIPE_API_BASE": provider,
        },
    )
