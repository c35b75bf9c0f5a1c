"""A part of the demo's selection: a small fund, used up, and what becomes of each grant."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from campaigns.calls.models import Call
from campaigns.cofinancing import grant_acts
from campaigns.cofinancing.grant_acts import Reasons
from campaigns.cofinancing.models import Commitment, GrantChangeKind
from campaigns.funding.models import Funding
from campaigns.reporting import grants
from campaigns.selection.models import RankingKind
from home.demo.gifts import Plan
from home.demo.selection_calls import Calendar
from home.demo.selection_campaigns import collect, publish, select, until
from home.demo.selection_judging import Scores, rank
from home.demo.selection_rankings import judged
from home.demo.selection_reports import grant_paper, pay, record_act, report
from home.demo.selection_stage import Stage, told_of
from home.scenario.replay import ReplayedAct

WORKSHOPS: Final[Mapping[str, Scores]] = {
    "biblioteca-delle-cose": (9, 9, 8, 8, 8),
    "bottega-dei-raggi": (8, 8, 8, 8, 8),
    "cinema-in-vetrina": (8, 8, 9, 7, 8),
    "forno-acceso-la-sera": (8, 9, 7, 7, 7),
    "sartoria-del-ballatoio": (7, 8, 7, 8, 7),
}
ROUNDS: Final = ((-230, -180), (-22, 38))
COLLECTED: Final = {
    "biblioteca-delle-cose": ("6150.00", 88, -186),
    "bottega-dei-raggi": ("4300.00", 64, -186),
    "cinema-in-vetrina": ("6400.00", 79, -186),
    "forno-acceso-la-sera": ("12300.00", 121, -181),
    "sartoria-del-ballatoio": ("3720.00", 58, -1),
}
"""EUR, in how many gifts, and the day of the last. All are beyond their thresholds, the oven the
last of the first round: the fund has less left than its due, and for the tailors nothing."""
WAITING: Final = "sartoria-del-ballatoio"


def write_workshops(stage: Stage) -> Call:
    """Five projects: concluded, cheaper than planned, given up, succeeded short, waiting."""
    calendar = Calendar(published=-430, opens=-420, closes=-370, rounds=ROUNDS)
    call = judged(stage, "avviso-botteghe", calendar, WORKSHOPS)
    rank(stage, call, RankingKind.PROVISIONAL, stage.at(-320))
    rank(stage, call, RankingKind.FINAL, stage.at(-300))
    first, second = call.rounds.order_by("number")
    rounds = {key: second if key == WAITING else first for key in WORKSHOPS}
    fundings = select(stage, call, rounds, stage.at(-270), act=307)
    for key, funding in fundings.items():
        publish(stage, funding, told_of(key))
    plans = {funding: _plan(stage, key, funding) for key, funding in fundings.items()}
    collect(stage, call, plans, _grant_acts(stage, fundings))
    for key, funding in fundings.items():
        if key != WAITING:
            report(stage, funding, told_of(key))
    return Call.objects.get(pk=call.pk)


def _plan(stage: Stage, key: str, funding: Funding) -> Plan:
    total, count, last_day = COLLECTED[key]
    return until(stage, funding, Decimal(total), count, last_day=last_day)


def _grant_acts(stage: Stage, fundings: Mapping[str, Funding]) -> list[ReplayedAct]:
    """What finance did with the grants, day by day."""
    things, spokes = fundings["biblioteca-delle-cose"], fundings["bottega-dei-raggi"]
    cinema, oven = fundings["cinema-in-vetrina"], fundings["forno-acceso-la-sera"]
    instalments = (
        (things, -150, "2000.00", 2208),
        (cinema, -150, "2800.00", 2209),
        (spokes, -148, "1850.00", 2210),
        (oven, -144, "3000.00", 2211),
        (things, -55, "1850.00", 2296),
        (spokes, -30, "850.00", 2351),
    )
    return [
        *(
            ReplayedAct(stage.at(-170), partial(record_act, stage, funding, 1290 + place))
            for place, funding in enumerate((things, spokes, cinema, oven))
        ),
        *(
            ReplayedAct(stage.at(day), partial(pay, stage, funding, amount, number))
            for funding, day, amount, number in instalments
        ),
        ReplayedAct(stage.at(-75), partial(_revoke, stage, cinema)),
        ReplayedAct(stage.at(-45), partial(_set_anew, stage, spokes)),
        ReplayedAct(stage.at(-20), partial(_recover, stage, cinema)),
    ]


def _revoke(stage: Stage, funding: Funding, at: datetime) -> None:
    _change(stage, funding, "cinema-in-vetrina", GrantChangeKind.REVOCATION, "0.00", at)


def _set_anew(stage: Stage, funding: Funding, at: datetime) -> None:
    _change(stage, funding, "bottega-dei-raggi", GrantChangeKind.EXPENSES, "2700.00", at)


def _change(
    stage: Stage, funding: Funding, key: str, kind: GrantChangeKind, due: str, at: datetime
) -> None:
    told = told_of(key)["change"]
    grants.change_grant(
        commitment=Commitment.objects.select_related("funding").get(funding=funding),
        due=Decimal(due),
        paper=grant_paper(stage, told["number"], at),
        reasons=Reasons(kind=kind, staff=told["reason"], italian=told["it"], english=told["en"]),
        now=at,
    )


def _recover(stage: Stage, funding: Funding, at: datetime) -> None:
    """A first part of what has to be paid back."""
    grant_acts.record_recovery(
        commitment_id=Commitment.objects.get(funding=funding).pk,
        amount=Decimal("800.00"),
        paper=grant_paper(stage, 2377, at),
        now=at,
    )
