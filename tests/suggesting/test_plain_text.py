"""Rich text as plain text and back; two texts compared."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.suggesting.comparing import Fate, compare
from campaigns.suggesting.plain_text import to_html, to_plain

RICH = (
    '<p data-block-key="a1">Si impasta <b>il sabato</b> da <a id="3" linktype="page">Ines</a>.</p>'
    "<h3>Chi viene</h3><p>Via Neri 1<br/>secondo cortile</p>"
    "<ul><li>famiglie</li><li>scuole<ul><li>la prima B</li></ul></li></ul>"
    "<ol><li>si iscrive</li><li>viene</li></ol>"
)
PLAIN = """Si impasta il sabato da Ines.

# Chi viene

Via Neri 1
secondo cortile

- famiglie
- scuole
- la prima B

1. si iscrive
2. viene"""


def test_a_rich_text_is_read_as_plain_lines() -> None:
    assert to_plain(RICH) == PLAIN


def test_what_stays_keeps_its_links_and_emphasis() -> None:
    written = to_html(PLAIN.replace("famiglie", "vicini"), was=RICH)
    assert '<p>Si impasta <b>il sabato</b> da <a id="3" linktype="page">Ines</a>.</p>' in (
        written.html
    )
    assert "<ul><li>vicini</li><li>scuole</li>" in written.html
    assert "<p>Via Neri 1<br/>secondo cortile</p>" in written.html
    assert written.lost == []


def test_in_a_changed_paragraph_words_keep_their_link_where_they_still_stand() -> None:
    written = to_html("Ines impasta: venite da Ines. Anche il sabato.", was=RICH)
    assert "<a " not in written.html  # it stands there twice: which one is meant?
    assert "<b>il sabato</b>" in written.html
    assert written.lost == ["Ines"]
    assert '<a id="3" linktype="page">Ines</a>' in to_html("Da Ines.", was=RICH).html


def test_markup_that_is_typed_stays_text() -> None:
    typed = "<script>alert(1)</script>\n\n- <b>x</b>\n\n# <img src=x onerror=alert(1)>"
    html = to_html(typed, was="<p>Prima</p>").html
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert to_plain(html) == typed


def test_a_box_takes_paragraphs_only() -> None:
    assert to_html("- uno\n# due", was="", is_structured=False).html == "<p>- uno<br/># due</p>"


_LINES = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" -#1.<&"), max_size=30
)


@given(st.lists(_LINES, max_size=8))
def test_what_is_written_reads_the_same_again(lines: list[str]) -> None:
    once = to_plain(to_html("\n".join(lines), was=RICH).html)
    assert to_plain(to_html(once, was=RICH).html) == once


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.fate.value, piece.text) for piece in compare(before, after)]


def test_words_are_compared_and_changed_ones_stay_together() -> None:
    assert told("Un forno a legna in cortile.", "Un bar di zona in cortile, aperto.") == [
        ("stays", "Un "),
        ("goes", "forno a legna"),
        ("is_new", "bar di zona"),
        ("stays", " in cortile"),
        ("is_new", ", aperto"),
        ("stays", "."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("", "", []), ("", "Uno", [("is_new", "Uno")]), ("Uno", "", [("goes", "Uno")])],
    ids=["nothing", "all new", "all gone"],
)
def test_one_of_the_two_may_be_empty(
    before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    assert told(before, after) == expected


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_out_of_their_comparison(before: str, after: str) -> None:
    pieces = compare(before, after)
    old = "".join(piece.text for piece in pieces if piece.fate != Fate.IS_NEW)
    new = "".join(piece.text for piece in pieces if piece.fate != Fate.GOES)
    assert (old, new) == (
        before.replace("\r\n", "\n").strip(),
        after.replace("\r\n", "\n").strip(),
    )


def test_two_long_texts_made_to_be_slow_are_compared_as_wholes() -> None:
    before, after = "a b " * 2500, "b a b " * 1600
    begun = time.process_time()
    assert len(compare(before, after)) <= 4
    assert time.process_time() - begun < 2
