"""Messages of the sources and of the catalogues, read with Babel: no xgettext is needed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.databases import ROOT

CATALOGUES: Final = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
PYTHON: Final = ("manage.py", "campaigns/**/*.py", "home/**/*.py", "search/**/*.py", "site/**/*.py")
TEMPLATES: Final = ("templates/**/*.html", "templates/**/*.txt")
SANDBOX: Final = ROOT / "campaigns/payments/sandbox"
"""A program of its own, with texts of its own."""

KEYWORDS: Final = DEFAULT_KEYWORDS | {
    name + "_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext")
}
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|%%")
MARKUP: Final = re.compile(r"</?\w+[^>]*>")
WORDS_OF_A_SENTENCE: Final = 4


@dataclass(frozen=True, order=True)
class Message:
    """What a catalogue is asked for."""

    context: str
    singular: str
    plural: str = ""


def messages_of_sources() -> set[Message]:
    """Every message that Python files and templates ask for."""
    return set().union(
        *(_extracted(path.read_text()) for path in _files(PYTHON)),
        *(_extracted(_as_python(path)) for path in _files(TEMPLATES)),
    )


def read_catalogue(path: Path) -> Catalog:
    """A catalogue of the project."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def entries(catalogue: Catalog) -> Iterator[tuple[Message, list[str], Any]]:
    """Each message with its translations, one a plural form, and Babel's own record of it."""
    for entry in catalogue:
        if entry.id:
            ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
            texts = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
            yield Message(entry.context or "", *ids), texts, entry


def placeholders(text: str) -> list[str]:
    """What is filled in, and the markup around it."""
    return sorted(PLACEHOLDER.findall(text) + MARKUP.findall(text))


def sentences(texts: Iterable[str]) -> set[str]:
    """The parts of messages between what is filled in that are long enough to be recognized."""
    parts = {
        " ".join(part.split()).strip(" ,.:;“”«»()")
        for text in texts
        for part in PLACEHOLDER.split(MARKUP.sub("%s", text))
    }
    return {part for part in parts if len(part.split()) >= WORDS_OF_A_SENTENCE}


def text_of(html: str) -> str:
    """What is on a page, attributes included, without entities and line breaks."""
    return " ".join(unescape(html).split())


def _files(patterns: Iterable[str]) -> Iterator[Path]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if SANDBOX not in path.parents and path.stat().st_size:
                yield path


def _as_python(path: Path) -> str:
    """A template as Django's makemessages reads it; its indentation means nothing to Python."""
    lines = templatize(path.read_text(), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines)


def _extracted(code: str) -> set[Message]:
    found = extract("python", BytesIO(code.encode()), keywords=KEYWORDS)
    return {
        Message(context or "", *([message] if isinstance(message, str) else message))
        for _line, message, _comments, context in found
    }
