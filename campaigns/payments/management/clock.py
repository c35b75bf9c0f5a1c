"""The ``--now`` of commands that depend on time."""

from argparse import ArgumentTypeError
from datetime import datetime

from django.core.management import CommandParser
from django.utils import timezone


def add_now_argument(parser: CommandParser) -> None:
    """Let a command be run as of another instant."""
    parser.add_argument(
        "--now",
        type=parse_instant,
        default=None,
        help="ISO 8601 instant with offset to act as of; the present by default",
    )


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant. Raises ``ArgumentTypeError`` without an offset."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not an ISO 8601 instant") from error
    if instant.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} has no offset: write it like 2026-01-31T00:00:00+01:00")
    return instant


def instant_or_present(now: datetime | None) -> datetime:
    """The instant asked for, or the present."""
    return now if now is not None else timezone.now()
