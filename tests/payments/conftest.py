"""The payment sandbox as a donor, a bank and a network act on it."""

import pytest

from campaigns.payments.sandbox.server import Sandbox

from .sandbox.control import Control


@pytest.fixture
def bank(payment_sandbox: Sandbox) -> Control:
    """Acts as the donor and the bank at the sandbox, and orders faults of the network."""
    return Control(payment_sandbox.url)
