"""The payment sandbox as a donor, a bank and a network act on it; a mail server."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from campaigns.payments.sandbox.server import Sandbox

from .mail_server import MailServer
from .sandbox.control import Control


@pytest.fixture
def bank(payment_sandbox: Sandbox) -> Control:
    """Acts as the donor and the bank at the sandbox, and orders faults of the network."""
    return Control(payment_sandbox.url)


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A mail server; Django sends through it, over SMTP."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 2
    yield server
    server.stop()
