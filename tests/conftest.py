"""Fixtures of all tests: real PostgreSQL, the payment sandbox over real HTTP."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from pytest_django import DjangoDbBlocker

from campaigns.freshness import services as freshness
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.sandbox.server import Sandbox
from campaigns.payments.sandbox.settings import Settings
from tests import databases
from tests.second_factor import count_force_login_as_whole

SANDBOX_KEY = "sk_test_sandbox"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone of the migrated template for each worker, in place of pytest-django's own set-up."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"civic_test_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():
        databases.clone(databases.template_database(), name)
        with databases.using(name):
            yield
        databases.drop(name)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of the test's own in which it commits for real, threads included; its name."""
    name = f"civic_committed_{uuid.uuid4().hex[:12]}"
    with django_db_blocker.unblock():
        databases.clone(databases.template_database(), name)
        with databases.using(name):
            yield name
        databases.drop(name)


@pytest.fixture
def payment_sandbox(tmp_path: Path, settings: Any) -> Iterator[Sandbox]:
    """The payment sandbox on a free port; the configured gateway talks to it."""
    sandbox = Sandbox(
        Settings(database=tmp_path / "sandbox.sqlite3", port=0, api_key=SANDBOX_KEY)
    ).start()
    settings.STRIPE_API_BASE = sandbox.url
    yield sandbox
    sandbox.stop()


@pytest.fixture
def gateway(payment_sandbox: Sandbox) -> StripeGateway:
    """The real gateway, on the sandbox."""
    return StripeGateway(secret_key=SANDBOX_KEY, api_base=payment_sandbox.url)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Throttles count in the cache: no test inherits another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def language_of_the_site() -> None:
    """A page read in English leaves English active in its thread: no test inherits it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def whole_sign_in() -> None:
    """Staff who are signed in by a test have given their second factor."""
    count_force_login_as_whole()


@pytest.fixture(autouse=True)
def generations_asked_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No second passes while a test counts its queries: what was read is trusted until a commit.

    Only the tests of this trust let it end by the clock.
    """
    freshness.generations.forget()
    if "freshness" not in request.path.parts:
        monkeypatch.setattr(freshness, "TRUSTED_SECONDS", float("inf"))
