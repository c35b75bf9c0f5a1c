"""The letters that the platform has sent, in the folder where they go."""

import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.journeys.stack import PATIENCE_SECONDS, Stack

SWEEP_SECONDS = 60
"""A letter may wait for the next turn of the job that sends."""


def mail_link(stack: Stack, address: str, path: str) -> str:
    """The first link to ``path`` in the mail that an address gets; waits for it."""
    letter = wait_for_letter(
        stack, address, lambda body: any(path in link for link in _links(body))
    )
    return link_in(letter, path)


def letters_to(stack: Stack, address: str) -> list[EmailMessage]:
    """What an address has got so far."""
    return [letter for letter in _letters(stack) if letter["To"] == address]


def link_in(letter: EmailMessage, path: str) -> str:
    """The first link to ``path`` in a letter."""
    return next(link for link in _links(words_of(letter)) if path in link)


def wait_for_letter(stack: Stack, address: str, says: Callable[[str], bool]) -> EmailMessage:
    """The first letter to an address whose words are those; waits for it."""
    deadline = time.monotonic() + SWEEP_SECONDS + PATIENCE_SECONDS
    while True:
        for letter in _letters(stack):
            if letter["To"] == address and says(words_of(letter)):
                return letter
        assert time.monotonic() < deadline, "no such letter"
        time.sleep(0.1)


def _letters(stack: Stack) -> Iterator[EmailMessage]:
    for file in (stack.folder / "mail").glob("*"):
        for letter in re.split(rb"^-{79}$", file.read_bytes(), flags=re.MULTILINE):
            yield message_from_bytes(letter.lstrip(), policy=policy.default)


def words_of(letter: EmailMessage) -> str:
    """Its plain text."""
    body = letter.get_body(("plain",))
    return "" if body is None else str(body.get_content())


def _links(words: str) -> list[str]:
    return re.findall(r"http\S+", words)
