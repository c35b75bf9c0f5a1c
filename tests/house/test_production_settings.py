"""Production refuses to start half-configured, and says what to do."""

import os
import subprocess
import sys

import pytest

from tests.databases import ROOT

WHOLE = {
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "ALLOWED_HOSTS": "crowdfunding.example",
    "STRIPE_SECRET_KEY": "sk_live_something",
    "STRIPE_WEBHOOK_SECRET": "whsec_something",
    "EMAIL_URL": "smtp+tls://platform:secret@mail.example:587",
}


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Import the production settings with an environment of their own; ``None`` unsets."""
    environment = {name: value for name, value in (WHOLE | changes).items() if value is not None}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import config.settings.production as s; print(s.DEBUG, s.OUTBOX_IS_SHOWN)",
        ],
        env=environment | {"PYTHONPATH": paths, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_it_is_whole() -> None:
    started = start()
    assert (started.returncode, started.stdout) == (0, "False False\n"), started.stderr


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "development-only-key-not-a-secret-0123456789abcdef"}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"STRIPE_API_BASE": "http://127.0.0.1:8001"}, "STRIPE_API_BASE"),
        ({"STRIPE_API_BASE": "https://api.stripe.com.evil.example"}, "STRIPE_API_BASE"),
        ({"STRIPE_SECRET_KEY": "sk_test_sandbox"}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_SECRET_KEY": None}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_WEBHOOK_SECRET": None}, "STRIPE_WEBHOOK_SECRET"),
        ({"EMAIL_URL": None}, "EMAIL_URL"),
        ({"EMAIL_URL": "filemail:///tmp/mail"}, "EMAIL_URL"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
    ],
    ids=repr,
)
def test_production_refuses(changes: dict[str, str | None], named: str) -> None:
    refused = start(**changes)
    assert refused.returncode != 0
    last_line = refused.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last_line
    assert named in last_line
