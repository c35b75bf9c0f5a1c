"""A sandbox on a free port, a client as the platform has it, and a webhook that takes events."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from campaigns.payments.sandbox.server import Sandbox
from campaigns.payments.sandbox.settings import DEFAULT_API_KEY, Settings

from .control import Control
from .receiver import Receiver

SECRET = "whsec_sandbox"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver(SECRET) as receiver:
        yield receiver


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Settings:
    return Settings(
        database=tmp_path / "sandbox.sqlite3",
        port=0,
        webhook_url=receiver.url,
        webhook_secret=SECRET,
    )


@pytest.fixture
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    sandbox = Sandbox(settings).start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def client(sandbox: Sandbox) -> stripe.StripeClient:
    return connect(sandbox.url)


@pytest.fixture
def control(sandbox: Sandbox) -> Control:
    return Control(sandbox.url)


def connect(url: str, key: str = DEFAULT_API_KEY) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=10),
    )
