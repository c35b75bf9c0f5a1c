"""The bar in letters: the same facts as on the site, for mail programs."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.cofinancing.progress import MatchState, Progress
from campaigns.house.letters import Bar, BarPiece
from campaigns.money import format_eur

GIVEN: Final = ""
TICK: Final = "#211a17"
TICK_WIDTH: Final = 1
"""In percent: beside cells in percents, mail programs give no room to pixels."""
REST: Final = "#e2d6c8"
MATCH: Final = {
    MatchState.POTENTIAL: "#f6d999",
    MatchState.RESERVED: "#e5a11a",
    MatchState.GRANTED: "#b87000",
}
"""The colours of the site: citizens' money has the city's own, the Comune's is ochre, paler while
it may be."""


def bar_of(progress: Progress) -> Bar:
    """The bar of a campaign, in the active language."""
    counted = ngettext(
        "from %(counter)s donation", "from %(counter)s donations", progress.donations
    ) % {"counter": progress.donations}
    return Bar(
        campaign=progress.title,
        amount=format_eur(progress.collected),
        givers=counted if progress.donations else _("no donations yet"),
        facts=_facts(progress),
        caution=_caution(progress),
        pieces=pieces_of(progress),
    )


def pieces_of(progress: Progress) -> list[BarPiece]:
    """The bar from left to right: it makes a hundred, the threshold's tick taken off the widest."""
    given, threshold = _share(progress, progress.collected), _share(progress, progress.threshold)
    begins = given if progress.is_match_certain else threshold
    ends = min(100, begins + _share(progress, progress.match.amount))
    pieces = []
    for left, right in pairwise(sorted({0, given, threshold, begins, ends, 100})):
        if right <= given:
            colour = GIVEN
        elif begins <= left and right <= ends:
            colour = MATCH.get(progress.match.state, REST)
        else:
            colour = REST
        pieces.append(BarPiece(colour=colour, percent=right - left))
        if right == threshold:
            pieces.append(BarPiece(colour=TICK, percent=TICK_WIDTH))
    widest = max(range(len(pieces)), key=lambda place: pieces[place].percent)
    less = pieces[widest].percent - TICK_WIDTH
    pieces[widest] = BarPiece(colour=pieces[widest].colour, percent=less)
    return pieces


def _share(progress: Progress, amount: Decimal) -> int:
    """Whole percents of the bar's width; something is never nothing."""
    exact = amount * 100 / progress.scale
    return max(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), int(amount > 0))


def _facts(progress: Progress) -> list[str]:
    said = {
        "threshold": format_eur(progress.threshold),
        "amount": format_eur(progress.match.amount),
        "cost": format_eur(progress.cost),
    }
    match = {
        MatchState.POTENTIAL: _("the Comune would add %(amount)s"),
        MatchState.RESERVED: _("%(amount)s reserved by the Comune"),
        MatchState.GRANTED: _("%(amount)s granted by the Comune"),
    }.get(progress.match.state)
    parts = [
        _("threshold %(threshold)s"),
        *([match] if match and progress.match.amount else []),
        _("total cost %(cost)s"),
    ]
    return [part % said for part in parts]


def _caution(progress: Progress) -> str:
    """What the fund lacks, said wherever the bar is shown (R18)."""
    match = progress.match
    if not match.shortfall or match.state in (MatchState.NONE, MatchState.RELEASED):
        return ""
    if match.is_final:
        text = _("The Comune's fund was used up: %(shortfall)s of what was due could not be given.")
    elif match.state == MatchState.POTENTIAL:
        if not match.amount:
            text = _("The Comune's fund is used up: today it could add nothing of the %(due)s due.")
        else:
            text = _(
                "The Comune's fund is running out: today it could add %(amount)s, not %(due)s."
            )
    elif match.state == MatchState.WAITING:
        text = _(
            "The Comune's fund is used up: %(due)s is due and waits for money to return to the "
            "fund."
        )
    else:
        text = _(
            "%(shortfall)s more is due from the Comune: it comes if money returns to the fund."
        )
    return text % {
        "amount": format_eur(match.amount),
        "due": format_eur(match.due),
        "shortfall": format_eur(match.shortfall),
    }
