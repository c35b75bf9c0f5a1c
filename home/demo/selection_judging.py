"""How the demo's staff checks, judges and ranks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.timezone import localdate

from campaigns.calls.models import Call
from campaigns.selection import (
    call_acts,
    commission,
    eligibility,
    ranking_versions,
    scoring,
    sealing,
)
from campaigns.selection.models import (
    CheckOutcome,
    Commissioner,
    NoticeState,
    Proposal,
    Ranking,
    RankingKind,
    SelectionNotice,
)
from home.demo.selection_stage import Stage, words

COMMISSIONERS = ("commissione1", "commissione2", "commissione3")
GOOD, FAIR = 8, 6
"""Scores from which a comment praises, and from which it is content."""

Scores = Sequence[int]
"""One for each criterion of the presets, in their order."""


def lift_seals(stage: Stage, call: Call, at: datetime) -> None:
    """The deadline has passed: what the clock does then."""
    call_acts.move_by_clock(now=at)
    sealing.unseal_due(now=at)
    call.refresh_from_db()


def check(
    stage: Stage, proposal: Proposal, at: datetime, *, unmet: Mapping[int, str] | None = None
) -> None:
    """The whole checklist; ``unmet`` has a note for lines not met, by their place."""
    notes = unmet or {}
    checks = {
        item.pk: (
            CheckOutcome.NOT_MET if place in notes else CheckOutcome.MET,
            notes.get(place, ""),
        )
        for place, item in enumerate(proposal.call.eligibility_items.all())
    }
    eligibility.save_checks(proposal=proposal, checks=checks, by=stage.person("segreteria"), now=at)


def admit(stage: Stage, proposal: Proposal, at: datetime) -> None:
    """Check and admit."""
    check(stage, proposal, at)
    eligibility.admit(proposal=proposal, by=stage.person("segreteria"), now=at)


def appoint(stage: Stage, call: Call, at: datetime) -> list[Commissioner]:
    """The three commissioners; the first presides."""
    return [
        commission.appoint(
            call=call,
            user=stage.person(username),
            presides=username == COMMISSIONERS[0],
            number=f"{100 + call.pk}/{localdate(at):%Y}",
            date=localdate(at),
            by=stage.person("rup"),
            now=at,
        )
        for username in COMMISSIONERS
    ]


def score(proposal: Proposal, seat: Commissioner, scores: Scores, at: datetime) -> None:
    """Declare no conflict, score every criterion and hand in."""
    scoring.declare(commissioner=seat, proposal=proposal, abstains=False, now=at)
    criteria = proposal.call.criteria.all()
    sheet = {
        criterion.pk: (value, _comment(place, value))
        for place, (criterion, value) in enumerate(zip(criteria, scores, strict=True))
    }
    scoring.save_sheet(
        commissioner=seat, proposal=proposal, scores=sheet, hand_in=True, by=seat.user, now=at
    )


def judge(sent: Mapping[str, Proposal], scores: Mapping[str, Scores], at: datetime) -> None:
    """Three sheets for each proposal, one every ten minutes."""
    call = next(iter(sent.values())).call
    for key, proposal in sent.items():
        for place, seat in enumerate(commission.in_office(call=call)):
            score(proposal, seat, _own(scores[key], place), at)
            at += timedelta(minutes=10)


def rank(stage: Stage, call: Call, kind: RankingKind, at: datetime) -> Ranking:
    """Publish a version by an act."""
    return ranking_versions.publish(
        call=call,
        kind=kind,
        number=f"{200 + call.pk}/{localdate(at):%Y}",
        date=localdate(at),
        reason=words()["ranking_reason"],
        by=stage.person("rup"),
        now=at,
    )


def count_as_told(call: Call) -> None:
    """Mail of these past days has long been read: none leaves when the demo starts."""
    SelectionNotice.objects.filter(call=call, state=NoticeState.QUEUED).update(
        state=NoticeState.SENT, sent_at=F("created_at")
    )


def _own(scores: Scores, place: int) -> Scores:
    """Commissioners differ a little, and agree on the whole: two criteria have equal weight."""
    quality, impact, novelty, lasting, plan = scores
    if place != 1 or novelty == 10:
        return scores
    return (quality, impact, novelty + 1, lasting - 1, plan)


def _comment(place: int, value: int) -> str:
    level = 0 if value >= GOOD else 1 if value >= FAIR else 2
    return str(words()["comments"][place][level])
