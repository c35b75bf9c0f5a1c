"""The program: its settings, its ready line, its end, its clock, and what it keeps."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from campaigns.payments.sandbox.server import Sandbox
from campaigns.payments.sandbox.settings import NotAllowed, Settings, parse

from .conftest import connect
from .control import Control, paid, session_params

ROOT = Path(__file__).parents[3]


def test_a_restart_keeps_everything(settings: Settings) -> None:
    first = Sandbox(settings).start()
    client, control = connect(first.url), Control(first.url)
    options: Any = {"idempotency_key": "k"}
    session = client.v1.checkout.sessions.create(params=session_params(), options=options)
    control.outcome(session.id, "slow_success")
    intent = paid(client, control)
    control.post("clock", advance=5)
    first.stop()

    second = Sandbox(settings).start()
    try:
        client, control = connect(second.url), Control(second.url)
        again = client.v1.checkout.sessions.create(params=session_params(), options=options)
        assert again.id == session.id
        assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
        assert control.state()["now"] >= time.time() + 4
        control.post("clock", advance=20)
        assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    finally:
        second.stop()


def test_the_clock_is_set_and_goes_on(client: stripe.StripeClient, control: Control) -> None:
    assert control.post("clock", now=2_000_000_000)["now"] == 2_000_000_000
    session = client.v1.checkout.sessions.create(params=session_params())
    assert session.created in (2_000_000_000, 2_000_000_001)
    assert abs(control.post("clock", now=None)["now"] - time.time()) < 2


def test_slow_payments_settle_by_themselves(settings: Settings) -> None:
    quick = Settings(database=settings.database, port=0, slow_seconds=1)
    sandbox = Sandbox(quick).start()
    try:
        client = connect(sandbox.url)
        session = client.v1.checkout.sessions.create(params=session_params())
        Control(sandbox.url).outcome(session.id, "slow_success")
        deadline = time.monotonic() + 4
        while "succeeded" not in (
            event.type.split("_")[-1] for event in client.v1.events.list().data
        ):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        sandbox.stop()


def test_reset_forgets_everything(client: stripe.StripeClient, control: Control) -> None:
    paid(client, control)
    control.post("clock", advance=3600)
    control.post("faults", fault="500")
    state = control.post("reset")
    assert (state["objects"], state["deliveries"], state["faults"]) == ({}, {}, [])
    assert abs(state["now"] - time.time()) < 2
    assert client.v1.events.list().data == []


@pytest.mark.parametrize(
    "change",
    [
        {"host": "0.0.0.0"},
        {"host": "example.it"},
        {"api_key": "sk_live_x"},
        {"webhook_url": "https://example.it/", "webhook_secret": "s"},
        {"webhook_url": "http://127.0.0.1/", "webhook_secret": ""},
    ],
)
def test_unsafe_settings_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        Settings(database=tmp_path / "x", **change)


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_PORT", "9001")
    monkeypatch.setenv("SANDBOX_SLOW_SECONDS", "7")
    monkeypatch.setenv("SANDBOX_WEBHOOK_URL", "http://127.0.0.1:8000/payments/stripe/webhook/")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_new, whsec_old")
    settings = parse(["--port", "9002"])
    assert (settings.port, settings.slow_seconds) == (9002, 7)
    assert settings.webhook_secret == "whsec_new"
    assert "whsec_new" not in repr(settings)
    assert "sk_test" not in repr(settings)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_program_says_when_it_is_ready_and_stops_cleanly(
    tmp_path: Path, stop: signal.Signals
) -> None:
    environment = {name: value for name, value in os.environ.items() if "SANDBOX" not in name}
    command = [sys.executable, "-m", "campaigns.payments.sandbox", "--port", "0"]
    with subprocess.Popen(
        [*command, "--database", str(tmp_path / "deep" / "sandbox.sqlite3")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        ready = re.fullmatch(r"payment sandbox ready on (http://127\.0\.0\.1:\d+)\n", line)
        assert ready is not None
        assert requests.get(f"{ready[1]}/", timeout=10).ok
        process.send_signal(stop)
        assert process.wait(timeout=5) == 0
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""
