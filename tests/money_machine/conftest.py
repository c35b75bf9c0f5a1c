"""The payment sandbox as donors and banks act on it."""

import pytest

from campaigns.payments.sandbox.server import Sandbox
from tests.payments.sandbox.control import Control


@pytest.fixture
def bank(payment_sandbox: Sandbox) -> Control:
    """Acts as the donor and the bank at the sandbox."""
    return Control(payment_sandbox.url)
