"""The letters that the platform has sent, in the folder where they go."""

import re
import time
from collections.abc import Callable, Iterator
from email import message_from_string, policy
from email.message import EmailMessage

from tests.journeys.stack import PATIENCE_SECONDS, Stack


def mail_link(stack: Stack, address: str, path: str) -> str:
    """The first link to ``path`` in the mail that an address gets; waits for it."""
    letter = wait_for_letter(
        stack, address, lambda body: any(path in link for link in _links(body))
    )
    return next(link for link in _links(_words(letter)) if path in link)


def wait_for_letter(stack: Stack, address: str, says: Callable[[str], bool]) -> EmailMessage:
    """The first letter to an address whose words are those; waits for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        for letter in _letters(stack):
            if letter["To"] == address and says(_words(letter)):
                return letter
        assert time.monotonic() < deadline, "no such letter"
        time.sleep(0.1)


def _letters(stack: Stack) -> Iterator[EmailMessage]:
    for file in (stack.folder / "mail").glob("*"):
        for text in re.split(r"^-{79}$", file.read_text(), flags=re.MULTILINE):
            yield message_from_string(text.lstrip(), policy=policy.default)


def _words(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return "" if body is None else str(body.get_content())


def _links(words: str) -> list[str]:
    return re.findall(r"http\S+", words)
