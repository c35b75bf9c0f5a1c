"""Messages of the sources and of the catalogues, read with Babel: no xgettext is needed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
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
LABELS: Final = ("alt", "aria-label", "title", "placeholder", "data-copied", "data-over", "content")
VOID: Final = frozenset(("br", "hr", "img", "input", "link", "meta", "source", "wbr"))


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


def spoken_parts(html: str) -> set[str]:
    """Every whole text and label on a page, but those said to be of another language."""
    reader = _PartsReader()
    reader.feed(html)
    return reader.parts


class _PartsReader(HTMLParser):
    """Gathers texts and labels, but what stands in an element with a ``lang`` of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: set[str] = set()
        self._foreign = 0
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_foreign = tag != "html" and "lang" in dict(attrs)
        is_code = dict(attrs).get("property") == "og:type"
        if not (self._foreign or is_foreign or is_code):
            self.parts.update(trimmed(text or "") for name, text in attrs if name in LABELS)
        if tag not in VOID:
            self._open.append(is_foreign)
            self._foreign += is_foreign

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag not in VOID:
            self._foreign -= self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._foreign:
            self.parts.add(trimmed(data))


def trimmed(text: str) -> str:
    """A text without what stands around words."""
    return " ".join(text.split()).strip(" :.,·()")


def text_of(html: str) -> str:
    """What is on a page, attributes included, without entities and line breaks."""
    return " ".join(unescape(html).split())


def bare_words(path: Path) -> list[str]:
    """What a template says by itself, in no message: readers of the other language meet it too."""
    text = _SAID_BY_MESSAGES.sub(" ", path.read_text())
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text, flags=re.DOTALL)
    text = re.sub(r"&lt;.*?&gt;", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    labels = re.findall(r'\b(?:alt|aria-label|title|placeholder)="([^"]*)"', text)
    said = [*labels, *re.split(r"<[^>]*>", text)]
    return sorted(
        {part for part in map(trimmed, said) if re.search(r"[^\W\d_]{2}", unescape(part))}
    )


_SAID_BY_MESSAGES: Final = re.compile(
    r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}"
    r"|{% block body_class %}.*?{% endblock %}",
    re.DOTALL,
)


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
