"""How the sandbox is started: command line first, then environment, then a default."""

import argparse
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_API_KEY = "sk_test_sandbox"


class NotAllowed(ValueError):
    """A setting that would let the sandbox be reached, reach out, or be taken for the provider."""


@dataclass(frozen=True)
class Settings:
    """Where to listen, where to keep state, and whom to tell.

    Without `webhook_url` events are kept and delivered once a later start names one.
    """

    database: Path
    host: str = "127.0.0.1"
    port: int = 8001
    api_key: str = field(default=DEFAULT_API_KEY, repr=False)
    webhook_url: str | None = None
    webhook_secret: str = field(default="", repr=False)
    slow_seconds: int = 20
    access_log: bool = False

    def __post_init__(self) -> None:
        if not is_loopback(self.host):
            raise NotAllowed(f"The sandbox only listens on this machine, not on {self.host}.")
        if not self.api_key.startswith("sk_test_"):
            raise NotAllowed("The sandbox only takes a test key (sk_test_…).")
        if self.webhook_url is not None:
            if not is_loopback(urlsplit(self.webhook_url).hostname or ""):
                raise NotAllowed("The sandbox only sends webhooks to this machine.")
            if not self.webhook_secret:
                raise NotAllowed("Webhooks need a secret to be signed with.")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse(arguments: Sequence[str] | None = None) -> Settings:
    """Settings from the command line; exits with a message when they are refused."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return Settings(
            database=Path(options.database),
            host=options.host,
            port=options.port,
            api_key=options.api_key,
            webhook_url=options.webhook_url or None,
            webhook_secret=options.webhook_secret.split(",")[0].strip(),
            slow_seconds=options.slow_seconds,
            access_log=options.access_log,
        )
    except NotAllowed as refusal:
        parser.error(str(refusal))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m campaigns.payments.sandbox",
        description="A payment provider for demo and tests. It moves no real money.",
    )
    add = parser.add_argument
    add("--host", default=_environment("SANDBOX_HOST", "127.0.0.1"))
    add(
        "--port",
        type=int,
        default=_environment("SANDBOX_PORT", "8001"),
        help="0 picks a free port (SANDBOX_PORT)",
    )
    add(
        "--database",
        default=_environment("SANDBOX_DATABASE", "var/sandbox.sqlite3"),
        help="file that keeps the state (SANDBOX_DATABASE)",
    )
    add(
        "--api-key",
        default=_environment("STRIPE_SECRET_KEY", DEFAULT_API_KEY),
        help="the key that clients send (STRIPE_SECRET_KEY)",
    )
    add(
        "--webhook-url",
        default=_environment("SANDBOX_WEBHOOK_URL", ""),
        help="where events are sent; empty: nowhere (SANDBOX_WEBHOOK_URL)",
    )
    add(
        "--webhook-secret",
        default=_environment("STRIPE_WEBHOOK_SECRET", ""),
        help="signs the events; the first of a comma-separated list (STRIPE_WEBHOOK_SECRET)",
    )
    add(
        "--slow-seconds",
        type=int,
        default=_environment("SANDBOX_SLOW_SECONDS", "20"),
        help="after how long a slow method settles (SANDBOX_SLOW_SECONDS)",
    )
    add("--access-log", action="store_true", help="print a line for each request")
    return parser


def _environment(name: str, default: str) -> str:
    """The variable's value; one that is set to nothing counts as not set."""
    return os.environ.get(name) or default
