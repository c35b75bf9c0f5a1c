"""A part of the demo's selection: a campaign that succeeded, and what became of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from campaigns.calls.models import Call
from campaigns.selection.models import RankingKind
from home.demo.selection_calls import Calendar
from home.demo.selection_campaigns import collect, publish, select, until
from home.demo.selection_judging import Scores, rank
from home.demo.selection_people import owner_of
from home.demo.selection_rankings import judged
from home.demo.selection_reports import pay, record_act, report
from home.demo.selection_rewards import deliver, promise
from home.demo.selection_stage import Stage, told_of

LIDIA: Final = "campana-di-lidia"
PLAY: Final[Mapping[str, Scores]] = {LIDIA: (8, 9, 8, 9, 8)}
OPENED, CLOSED = -190, -140


def write_after(stage: Stage) -> Call:
    """One proposal, selected: its campaign succeeded, and its people report step by step.

    It collected 8,120 EUR, of a threshold of 7,500; the grant is 6,880.
    """
    calendar = Calendar(published=-400, opens=-390, closes=-340, rounds=((OPENED, CLOSED),))
    call = judged(stage, "avviso-giochi", calendar, PLAY)
    rank(stage, call, RankingKind.PROVISIONAL, stage.at(-280))
    rank(stage, call, RankingKind.FINAL, stage.at(-260))
    funding = select(stage, call, {LIDIA: call.rounds.get()}, stage.at(-240), act=306)[LIDIA]
    told = told_of(LIDIA)
    publish(stage, funding, told)
    promise(stage, funding, told["rewards"])
    plan = until(stage, funding, Decimal("8120.00"), 97, last_day=CLOSED - 1)
    collect(stage, call, {funding: plan})
    record_act(stage, funding, 1284, stage.at(-130))
    pay(stage, funding, "3400.00", 2207, stage.at(-110))
    report(stage, funding, told)
    deliver(stage, funding, owner_of(call.proposals.get().organization))
    return Call.objects.get(pk=call.pk)
