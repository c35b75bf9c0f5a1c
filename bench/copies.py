"""Databases of the bench's own, and how it prints."""

import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from tests import databases


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def copy_of(database: str) -> Iterator[str]:
    """A copy, dropped afterwards."""
    connections.close_all()
    name = f"civic_bench_{uuid.uuid4().hex[:12]}"
    databases.clone(database, name)
    try:
        yield name
    finally:
        databases.drop(name)
