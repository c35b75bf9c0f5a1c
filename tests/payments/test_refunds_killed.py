"""R9, R13: ``run_refunds`` killed at any moment gives everybody the money back, once."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from campaigns.ledger.models import Entry, Kind
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallKind,
    CallState,
    Donation,
    ProviderCall,
    Refund,
    RefundState,
)
from campaigns.payments.refund_sending import run_refunds
from campaigns.transparency.audit import audit
from tests import databases

from .sandbox.control import Control
from .test_refunds import failed_campaign

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.committed
@pytest.mark.parametrize(
    ("gifts", "longest_life"),
    [
        pytest.param(25, 2.0, id="few"),
        pytest.param(500, 2.5, id="five_hundred", marks=pytest.mark.deep),
    ],
)
def test_r13_refunds_killed_at_any_moment_are_sent_once(
    committed_db: str, gateway: StripeGateway, bank: Control, gifts: int, longest_life: float
) -> None:
    """``longest_life`` is how many seconds a process runs at most, once it has started."""
    failed_campaign(gateway, bank, gifts)
    chance, kills = random.Random(7), 0

    while Refund.objects.filter(state=RefundState.PAID).count() < gifts:
        process = _run_refunds(committed_db, bank.url)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, longest_life))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
        process.stdout.close()

    assert kills
    run_refunds(gateway=gateway, now=timezone.now())
    listed = list(gateway.refunds(since=timezone.now() - timedelta(hours=1)))
    assert len({refund.payment_id for refund in listed}) == len(listed) == gifts
    assert sum(refund.amount for refund in listed) == sum(
        gift.amount for gift in Donation.objects.all()
    )
    for kind in (Kind.REFUND, Kind.REFUND_PAID):
        assert Entry.objects.filter(kind=kind).count() == gifts
    sent = ProviderCall.objects.filter(kind=CallKind.REFUND)
    assert set(sent.values_list("state", flat=True)) == {CallState.DONE}
    told = audit(gateway=gateway)
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


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
