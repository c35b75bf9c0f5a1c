"""A part of the demo's selection: campaigns that came through it and take donations."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from campaigns.calls.models import Call
from campaigns.selection.models import RankingKind
from home.demo import selection_troubles as troubles
from home.demo.selection_calls import Calendar
from home.demo.selection_campaigns import collect, publish, select, until
from home.demo.selection_judging import Scores, rank
from home.demo.selection_people import owner_of
from home.demo.selection_rankings import judged
from home.demo.selection_rewards import promise
from home.demo.selection_stage import Stage, told_of, words
from home.demo.selection_suggestions import suggest_for

GREEN: Final[Mapping[str, Scores]] = {
    "serra-di-corte": (9, 9, 8, 8, 9),
    "prato-delle-lucciole": (9, 8, 8, 7, 8),
    "riva-che-torna-verde": (8, 8, 8, 8, 7),
    "giardino-dei-binari": (8, 8, 7, 7, 7),
    "balconi-che-profumano": (7, 8, 7, 7, 7),
    "bacheca-dei-mestieri": (5, 6, 5, 5, 6),
}
ROUNDS: Final = ((-50, 0), (-24, 36))
"""The first has closed last midnight: its campaign awaits what is still on its way."""
IN_THE_FIRST: Final = ("riva-che-torna-verde",)


def write_live(stage: Stage) -> Call:
    """Five projects were selected: one collects in peace, each of the others has its trouble."""
    calendar = Calendar(published=-300, opens=-290, closes=-230, rounds=ROUNDS)
    call = judged(stage, "avviso-verde", calendar, GREEN)
    rank(stage, call, RankingKind.PROVISIONAL, stage.at(-150))
    rank(stage, call, RankingKind.FINAL, stage.at(-120))
    first, second = call.rounds.order_by("number")
    keys = [key for key in GREEN if key != "bacheca-dei-mestieri"]
    rounds = {key: first if key in IN_THE_FIRST else second for key in keys}
    fundings = select(stage, call, rounds, stage.at(-80), act=305)
    for key, funding in fundings.items():
        publish(stage, funding, told_of(key))
    serra = fundings["serra-di-corte"]
    promise(stage, serra, told_of("serra-di-corte")["rewards"])
    plans = {
        serra: until(stage, serra, Decimal("9870.00"), 118, last_day=-1),
        **troubles.plans(stage, fundings),
    }
    collect(stage, call, plans, troubles.acts(stage, fundings))
    assert serra.organization is not None
    suggest_for(
        campaign_key=serra.translation_key,
        author=owner_of(serra.organization),
        told=words()["suggestions"],
        now=stage.at(-2, 19),
    )
    return Call.objects.get(pk=call.pk)
