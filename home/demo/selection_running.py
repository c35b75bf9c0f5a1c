"""Parts of the demo's selection: a notice being written, one open, one being evaluated."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from campaigns.calls import questions
from campaigns.calls.models import Call
from campaigns.selection import (
    call_acts,
    commission,
    eligibility,
    integrations,
    scoring,
    sittings,
    uploads,
    withdrawal,
)
from campaigns.selection.models import Commissioner, IntegrationRequest, Proposal
from home.demo.papers import paper
from home.demo.selection_calls import Calendar, publish_notice, write_notice, write_page
from home.demo.selection_judging import admit, appoint, check, lift_seals, score
from home.demo.selection_proposals import begin, send
from home.demo.selection_stage import Stage, words

NEXT = Calendar(published=60, opens=75, closes=135, rounds=((220, 280), (310, 370)))
OPEN = Calendar(published=-35, opens=-30, closes=21, rounds=((120, 180), (210, 270)))
JUDGED = Calendar(published=-90, opens=-80, closes=-20, rounds=((60, 120),))
SENT = (
    *("merende-salvate", "orto-sul-tetto", "voci-del-giambellino", "ciclofficina-viaggiante"),
    *("pedibus-dei-nonni", "sportello-mille-lingue", "mappa-dei-gradini", "roggia-ritrovata"),
)
NOT_BEGUN_YET = 5
"""The line of the checklist that asks whether the project has not begun, by its place."""


def write_next(stage: Stage) -> Call:
    """The notice of next year: the RUP is writing it."""
    call = write_notice(stage, "prossimo-avviso", NEXT, documents=5)
    write_page(stage, call, live=False)
    return call


def write_open(stage: Stage) -> Call:
    """The second notice takes proposals: one is half written, one is sent and sealed."""
    call = write_notice(stage, "secondo-avviso", OPEN, documents=5)
    publish_notice(stage, call, OPEN)
    write_page(stage, call)
    for day, entry in enumerate(words()["questions"]):
        _ask(stage, call, entry, day - 20)
    _amend(stage, call)
    begin(stage, call, "cucina-di-ballatoio", stage.at(-6, 21))
    send(stage, call, "libri-in-lavanderia", stage.at(-3, 16))
    return call


def write_judged(stage: Stage) -> Call:
    """Proposals in every state between the deadline and the ranking."""
    call = write_notice(stage, "avviso-quartieri", JUDGED)
    publish_notice(stage, call, JUDGED)
    write_page(stage, call)
    sent = {
        key: send(stage, call, key, stage.at(-30 + place, 17)) for place, key in enumerate(SENT)
    }
    lift_seals(stage, call, stage.at(-17))
    seats = appoint(stage, call, stage.at(-16))
    asked = _request(
        stage,
        sent["voci-del-giambellino"],
        words()["integration_answered"]["text"],
        asked=-14,
        due=-2,
    )
    _exclude(stage, sent["ciclofficina-viaggiante"])
    admitted = ("pedibus-dei-nonni", "sportello-mille-lingue", "mappa-dei-gradini")
    for key in (*admitted, "roggia-ritrovata"):
        admit(stage, sent[key], stage.at(-11))
    _withdraw(stage, sent["roggia-ritrovata"])
    _score(stage, [sent[key] for key in admitted], seats)
    _sit(stage, call, [sent[key] for key in admitted], seats)
    _request(stage, sent["merende-salvate"], words()["integration_asked"], asked=-4, due=6)
    _answer(stage, asked)
    return call


def _amend(stage: Stage, call: Call) -> None:
    at, said = stage.at(-10), words()["amendment"]
    call_acts.amend(
        call=call,
        changes={"cost_max": Decimal("100000.00")},
        number=f"301/{localdate(at):%Y}",
        date=localdate(at),
        text_it=said["text"],
        text_en=said["text_en"],
        by=stage.person("rup"),
        now=at,
    )


def _ask(stage: Stage, call: Call, entry: dict[str, Any], day: int) -> None:
    question = questions.ask(
        call=call, text=entry["asked"], email="", language="it", now=stage.at(day, 15)
    )
    if entry["answer"]:
        questions.answer(
            question=question,
            question_it=entry["asked"],
            answer_it=entry["answer"],
            question_en=entry["question_en"],
            answer_en=entry["answer_en"],
            by=stage.person("segreteria"),
            now=stage.at(day + 2, 9),
        )


def _answer(stage: Stage, request: IntegrationRequest) -> None:
    by = request.proposal.created_by
    uploads.attach(
        proposal=request.proposal,
        file=paper("Statuto in vigore"),
        required_document=None,
        by=by,
        now=stage.at(-3, 11),
        integration=request,
    )
    integrations.answer_integration(
        request=request, text=words()["integration_answered"]["answer"], by=by, now=stage.at(-3, 12)
    )


def _request(
    stage: Stage, proposal: Proposal, text: str, *, asked: int, due: int
) -> IntegrationRequest:
    return integrations.ask_integration(
        proposal=proposal,
        text=text,
        due_on=localdate(stage.at(due)),
        by=stage.person("segreteria"),
        now=stage.at(asked),
    )


def _exclude(stage: Stage, proposal: Proposal) -> None:
    at, said = stage.at(-12), words()["exclusion"]
    check(stage, proposal, at, unmet={NOT_BEGUN_YET: said["note"]})
    eligibility.exclude(
        proposal=proposal,
        reasons=said["reasons"],
        number=f"302/{localdate(at):%Y}",
        date=localdate(at),
        by=stage.person("segreteria"),
        now=at,
    )


def _withdraw(stage: Stage, proposal: Proposal) -> None:
    withdrawal.withdraw(
        proposal=proposal,
        by=proposal.created_by,
        reason=words()["withdrawal"],
        now=stage.at(-9),
    )


def _score(stage: Stage, proposals: list[Proposal], seats: list[Commissioner]) -> None:
    """The first waits for the third commissioner, who abstains on the second; the last is done."""
    waiting, conflicted, complete = proposals
    first, second, third = seats
    at = stage.at(-6)
    for place, seat in enumerate((first, second)):
        score(waiting, seat, (8, 8, 6, 7 + place, 8), at + timedelta(minutes=place))
    score(conflicted, first, (9, 8, 8, 7, 7), at + timedelta(minutes=10))
    scoring.declare(
        commissioner=third,
        proposal=conflicted,
        abstains=True,
        reason=words()["abstention"],
        now=at + timedelta(minutes=20),
    )
    for place, seat in enumerate(seats):
        score(complete, seat, (8, 9, 7, 7, 6 + place), at + timedelta(minutes=30 + place))


def _sit(stage: Stage, call: Call, proposals: list[Proposal], seats: list[Commissioner]) -> None:
    fresh = Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals])
    sittings.record(
        call=call,
        started_at=stage.at(-5, 9),
        ended_at=stage.at(-5, 12),
        present=list(commission.in_office(call=call)),
        proposals=list(fresh),
        notes=words()["sitting"],
        by=seats[0].user,
        now=stage.at(-5, 13),
    )
