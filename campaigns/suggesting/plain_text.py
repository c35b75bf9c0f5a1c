"""Rich text as the plain text that people write at a phone, and back.

An empty line parts paragraphs; “# ” begins a subheading, “- ” a point of a list, “1. ” one of a
numbered list. What is written again comes from escaped text alone: no mark of it becomes HTML.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils.html import escape

SUBHEADING: Final = "h3"
_LISTS: Final = ("ul", "ol")
_SUBHEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_SIGNS: Final = {SUBHEADING: "# ", "ul": "- "}
_LINE: Final = re.compile(r"(?:(?P<h3>#+)|(?P<ul>[-•*–])|(?P<ol>\d{1,3}[.)]))\s+(?P<text>\S.*)")


@dataclass(frozen=True)
class Written:
    """HTML for a rich text block, and the words of the links that it could not keep."""

    html: str
    lost: list[str]


@dataclass(frozen=True)
class _Part:
    """A paragraph, a subheading or a point of a list: what it is, and the HTML within it."""

    tag: str
    inner: str

    @property
    def text(self) -> str:
        soup = BeautifulSoup(self.inner, "html.parser")
        for break_ in soup.find_all("br"):
            break_.replace_with("\n")
        lines = [" ".join(line.split()) for line in soup.get_text().split("\n")]
        return ("\n" if self.tag == "p" else " ").join(filter(None, lines))


@dataclass(frozen=True)
class _Mark:
    """Words with a link or emphasis, as HTML."""

    text: str
    html: str


def to_plain(html: str) -> str:
    """The words of a rich text. Links and emphasis are not shown."""
    shown = []
    for tag, parts in groupby(filter(lambda part: part.text, _parts(html)), lambda part: part.tag):
        lines = [_line(part, number) for number, part in enumerate(parts, 1)]
        shown.append(("\n" if tag in _LISTS else "\n\n").join(lines))
    return "\n\n".join(shown)


def to_html(text: str, *, was: str, is_structured: bool = True) -> Written:
    """Rich text that says ``text``, in place of ``was`` (HTML).

    A paragraph that says what it said keeps its links and emphasis; in one that changed, words
    keep them where they stand there once. Without ``is_structured`` there are paragraphs only.
    """
    before = list(_parts(was))
    said = list(_said(text, is_structured))
    kept: list[_Part | None] = []
    for part in said:
        same = next((old for old in before if (old.tag, old.text) == part), None)
        if same is not None:
            before.remove(same)
        kept.append(same)
    marks = [mark for part in before for mark in _marks(part)]
    written = [
        part or _Part(tag, _with_marks(words, marks))
        for part, (tag, words) in zip(kept, said, strict=True)
    ]
    return Written(_joined(written), [mark.text for mark in marks if "<a" in mark.html])


def _parts(html: str) -> Iterator[_Part]:
    for node in BeautifulSoup(html, "html.parser").children:
        if isinstance(node, NavigableString):
            if node.strip():
                yield _Part("p", escape(str(node).strip()))
        elif isinstance(node, Tag):
            yield from _parts_of(node)


def _parts_of(node: Tag) -> Iterator[_Part]:
    if node.name not in _LISTS:
        tag = SUBHEADING if node.name in _SUBHEADINGS else "p"
        yield _Part(tag, node.decode_contents())
        return
    for item in node.find_all("li", recursive=False):
        nested = [within.extract() for within in item.find_all(_LISTS, recursive=False)]
        yield _Part(node.name, item.decode_contents())
        for within in nested:
            yield from _parts_of(within)


def _line(part: _Part, number: int) -> str:
    return (f"{number}. " if part.tag == "ol" else _SIGNS.get(part.tag, "")) + part.text


def _said(text: str, is_structured: bool) -> Iterator[tuple[str, str]]:
    """Parts of a plain text, as tag and words."""
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        running: list[str] = []
        for line in (" ".join(line.split()) for line in chunk.split("\n")):
            begun = _LINE.fullmatch(line) if is_structured else None
            if begun is None:
                running.append(line)
                continue
            yield from _running(running)
            running = []
            yield next(tag for tag in (SUBHEADING, *_LISTS) if begun[tag]), begun["text"]
        yield from _running(running)


def _running(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    words = "\n".join(filter(None, lines))
    if words:
        yield "p", words


def _marks(part: _Part) -> Iterator[_Mark]:
    for node in BeautifulSoup(part.inner, "html.parser").children:
        if isinstance(node, Tag) and node.name != "br":
            words = " ".join(node.get_text().split())
            if words:
                yield _Mark(words, str(node))


def _with_marks(words: str, marks: list[_Mark]) -> str:
    """Escaped words with the marks that are found in them, which are taken off the list."""
    pieces: list[str | _Mark] = [words]
    for mark in list(marks):
        found = re.compile(rf"(?<!\w){re.escape(mark.text)}(?!\w)")
        for place, piece in enumerate(pieces):
            if isinstance(piece, str) and len(found.findall(piece)) == 1:
                before, after = found.split(piece)
                pieces[place : place + 1] = [before, mark, after]
                marks.remove(mark)
                break
    return "".join(
        piece.html if isinstance(piece, _Mark) else escape(piece).replace("\n", "<br/>")
        for piece in pieces
    )


def _joined(parts: Iterable[_Part]) -> str:
    html = ""
    for tag, group in groupby(parts, lambda part: part.tag):
        if tag in _LISTS:
            items = "".join(f"<li>{part.inner}</li>" for part in group)
            html += f"<{tag}>{items}</{tag}>"
        else:
            html += "".join(f"<{tag}>{part.inner}</{tag}>" for part in group)
    return html
