"""The bar in letters: what each stretch means, and that its words say the same."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from campaigns.cofinancing.letter_bar import GIVEN, MATCH, REST, TICK, bar_of, pieces_of
from campaigns.cofinancing.progress import Match, MatchState, Progress
from campaigns.funding.models import State
from tests.factories import NOW

POTENTIAL, RESERVED = MATCH[MatchState.POTENTIAL], MATCH[MatchState.RESERVED]


def progress(collected: str, *, match: str, amount: str, shortfall: str = "0") -> Progress:
    """A campaign of 1,000 EUR with its threshold at 500."""
    return Progress(
        campaign="orto",
        title="Orto",
        state=State.LIVE,
        cost=Decimal("1000"),
        threshold=Decimal("500"),
        collected=Decimal(collected),
        closed_collected=None,
        donations=0 if collected == "0" else 3,
        match=Match(state=MatchState(match), amount=Decimal(amount), shortfall=Decimal(shortfall)),
        at_risk=False,
        reached=match != "potential",
        opens_at=NOW - timedelta(days=1),
        closes_at=NOW + timedelta(days=9),
        settles_by=NOW + timedelta(days=23),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("shown", "pieces"),
    [
        (
            progress("0", match="potential", amount="500"),
            [(REST, 49), (TICK, 1), (POTENTIAL, 50)],
        ),
        (
            progress("250", match="potential", amount="200", shortfall="300"),
            [(GIVEN, 25), (REST, 25), (TICK, 1), (POTENTIAL, 20), (REST, 29)],
        ),
        (
            progress("1", match="potential", amount="0", shortfall="500"),
            [(GIVEN, 1), (REST, 49), (TICK, 1), (REST, 49)],
        ),
        (
            progress("600", match="reserved", amount="400"),
            [(GIVEN, 49), (TICK, 1), (GIVEN, 10), (RESERVED, 40)],
        ),
        (
            progress("450", match="reserved", amount="500"),
            [(GIVEN, 44), (RESERVED, 5), (TICK, 1), (RESERVED, 45), (REST, 5)],
        ),
        (
            progress("1500", match="reserved", amount="500"),
            [(GIVEN, 25), (TICK, 1), (GIVEN, 49), (RESERVED, 25)],
        ),
        (
            progress("600", match="waiting", amount="0", shortfall="500"),
            [(GIVEN, 49), (TICK, 1), (GIVEN, 10), (REST, 40)],
        ),
    ],
)
def test_the_stretches_are_the_sites(shown: Progress, pieces: list[tuple[str, int]]) -> None:
    found = [(piece.colour, piece.percent) for piece in pieces_of(shown)]
    assert found == pieces
    assert sum(percent for _colour, percent in found) == 100


@pytest.mark.parametrize("collected", ["0.01", "333.33", "499.99", "999.99", "12345.67"])
def test_the_stretches_make_a_whole(collected: str) -> None:
    for match in ("potential", "reserved"):
        pieces = pieces_of(progress(collected, match=match, amount="333.33"))
        assert sum(piece.percent for piece in pieces) == 100
        assert min(piece.percent for piece in pieces) >= 0
        assert [piece.colour for piece in pieces].count(TICK) == 1


def test_the_words_say_what_is_drawn_and_what_the_fund_lacks() -> None:
    """R18: a bar is never shown without what the fund lacks."""
    with override("it"):
        bar = bar_of(progress("250.50", match="potential", amount="200", shortfall="300"))
    assert (bar.amount, bar.givers) == ("250,50\xa0€", "da 3 donazioni")
    assert "soglia 500\xa0€" in bar.facts
    assert "costo totale 1.000\xa0€" in bar.facts
    assert any("200\xa0€" in fact for fact in bar.facts)
    assert "200\xa0€" in bar.caution
    assert "500\xa0€" in bar.caution
    with override("en"):
        english = bar_of(progress("0", match="reserved", amount="500"))
    assert (english.amount, english.caution) == ("€0", "")
    assert english.givers == "no donations yet"
    assert "€500 reserved by the Comune" in english.facts
