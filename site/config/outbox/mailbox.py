"""Mail that Django's file backend has written: a file a connection, a line of dashes after each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

_END: Final = re.compile(rb"^-{79}\r?\n", re.MULTILINE)
_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z-]*: ")
_NAME: Final = re.compile(r"(?P<file>[0-9]{8}-[0-9]{6}-[0-9]{1,20})\.(?P<place>[0-9]{1,5})")
_MOST: Final = 200


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """One mail, as its reader gets it; a part that cannot be read is empty."""

    name: str
    to: str
    subject: str
    language: str
    sent_at: datetime | None
    text: str
    html: str


def newest(folder: Path, most: int = _MOST) -> list[SentMail]:
    """The latest mails, newest first."""
    found: list[SentMail] = []
    for file in sorted(folder.glob("*.log"), key=_written, reverse=True):
        found += reversed(list(_mails_in(file)))
        if len(found) >= most:
            break
    return sorted(found, key=lambda mail: mail.sent_at.timestamp() if mail.sent_at else 0.0)[
        : -most - 1 : -1
    ]


def mail_named(folder: Path, name: str) -> SentMail | None:
    """The mail of a name that ``newest`` gave; ``None`` for any other."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    mails = _mails_in(folder / f"{match['file']}.log")
    return next((mail for mail in mails if mail.name == name), None)


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _mails_in(file: Path) -> Iterator[SentMail]:
    try:
        written = file.read_bytes()
    except OSError:
        return
    for place, source in enumerate(_sources(written)):
        message = message_from_bytes(source, policy=policy.default)
        yield _mail(f"{file.stem}.{place}", message)


def _sources(written: bytes) -> list[bytes]:
    """The mails of a file; a line of dashes within a mail, which no header follows, ends none."""
    sources: list[bytes] = []
    for piece in _END.split(written):
        if _HEADER.match(piece):
            sources.append(piece)
        elif sources:
            sources[-1] += piece
    return sources


def _mail(name: str, message: EmailMessage) -> SentMail:
    return SentMail(
        name=name,
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        language=_header(message, "Content-Language"),
        sent_at=_date(message),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except (ValueError, IndexError, LookupError):
        return ""


def _date(message: EmailMessage) -> datetime | None:
    """When it was sent, aware: ``-0000``, which Django writes, is UTC (RFC 5322)."""
    try:
        sent_at: datetime | None = message["Date"].datetime if message["Date"] else None
    except (AttributeError, ValueError, IndexError):
        return None
    return sent_at.replace(tzinfo=UTC) if sent_at and sent_at.tzinfo is None else sent_at


def _part(message: EmailMessage, kind: str) -> str:
    try:
        part = message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError, AttributeError):
        return ""
