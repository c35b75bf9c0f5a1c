"""A selection as large as the real edition's, from the sending to the campaigns that open.

Every step is taken by the services that the pages call: nothing is put into its state by the test.
"""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest
from django.db import transaction

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Round, TieRule
from campaigns.funding.models import Funding, State
from campaigns.payments import closing
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.selection import (
    call_acts,
    commission,
    eligibility,
    history,
    round_plan,
    scoring,
    sealing,
    submitting,
    withdrawal,
)
from campaigns.selection.models import (
    Commissioner,
    EventKind,
    NoticeKind,
    Outcome,
    Proposal,
    ProposalState,
    RankingKind,
    SelectionNotice,
)
from campaigns.selection.published_ranking import points_of
from campaigns.selection.sealed_versions import is_intact
from campaigns.transparency.audit import audit
from tests.factories import make_fund
from tests.selection import factories
from tests.selection.eligibility.stories import outcomes
from tests.selection.ranking.factories import NOW, make_rounds, publish, start
from tests.selection.sending.sending import after_closing, complete_draft

pytestmark = pytest.mark.django_db

SENT: Final = NOW - timedelta(days=30)
PROPOSALS: Final = 56
GOOD: Final = 22
WITHDRAWN: Final = 4


def send_proposals(call: Call, chance: random.Random) -> dict[Proposal, int]:
    """Proposals sent in time and how good each is, in tenths; ``GOOD`` reach the minimum."""
    goodness = [chance.randint(7, 9) for _good in range(GOOD)]
    goodness += [chance.randint(3, 5) for _poor in range(PROPOSALS - GOOD)]
    chance.shuffle(goodness)
    return {
        _sent(call, f"Progetto {number}", Decimal(chance.randrange(8_000, 120_000)), number): value
        for number, value in enumerate(goodness, 1)
    }


def _sent(call: Call, title: str, cost: Decimal, minute: int) -> Proposal:
    proposal = complete_draft(call, title=title, total_cost=cost)
    proposal.pictures.all().delete()
    proposal.budget_lines.filter(position=0).update(amount=cost - 4_000)
    proposal.budget_lines.filter(position=1).update(amount=4_000)
    submitting.submit(
        proposal=proposal, by=proposal.created_by, now=SENT + timedelta(minutes=minute)
    )
    return proposal


def admit_all(call: Call, clerk: User) -> None:
    """The deadline passes, the seals are lifted, the Segreteria finds every line met."""
    now = after_closing(call)
    assert call_acts.move_by_clock(now=now) == 1
    assert sealing.unseal_due(now=now) == PROPOSALS
    for proposal in Proposal.objects.filter(call=call).select_related("call"):
        eligibility.save_checks(proposal=proposal, checks=outcomes(proposal), by=clerk, now=now)
        eligibility.admit(proposal=proposal, by=clerk, now=now)


def appoint_three(call: Call) -> list[Commissioner]:
    """The commission, made by acts of a RUP."""
    rup = factories.make_staff("RUP")
    return [
        commission.appoint(
            call=call,
            user=factories.make_staff("Commissione"),
            presides=seat == 0,
            number=f"{seat + 1}/2026",
            date=after_closing(call).date(),
            by=rup,
            now=after_closing(call),
        )
        for seat in range(3)
    ]


def vote(
    commissioner: Commissioner, proposal: Proposal, quality: int, chance: random.Random
) -> None:
    """One commissioner's whole work on one proposal, through the services."""
    scoring.declare(commissioner=commissioner, proposal=proposal, abstains=False, now=NOW)
    scoring.save_sheet(
        commissioner=commissioner,
        proposal=proposal,
        scores={
            criterion.pk: (quality + chance.choice((-1, 0)), "Motivazione.")
            for criterion in commissioner.call.criteria.all()
        },
        hand_in=True,
        by=commissioner.user,
        now=NOW,
    )


def test_fifty_six_proposals_become_eighteen_campaigns_in_four_rounds(
    gateway: StripeGateway,
) -> None:
    chance = random.Random(56)
    call = factories.make_selection_call(now=SENT, tie_rule=TieRule.CRITERIA)
    make_fund(call)
    with transaction.atomic():
        proposals = send_proposals(call, chance)
    admit_all(call, factories.make_staff("Segreteria"))
    commissioners = appoint_three(call)
    for proposal, quality in proposals.items():
        for commissioner in commissioners:
            vote(commissioner, proposal, quality, chance)

    publish(call, RankingKind.PROVISIONAL, number="1/2026")
    final = publish(call, RankingKind.FINAL, number="2/2026")
    assert final.rows.count() == PROPOSALS
    assert final.rows.filter(outcome=Outcome.SELECTED).count() == GOOD
    assert final.rows.filter(outcome=Outcome.BELOW_MINIMUM).count() == PROPOSALS - GOOD
    selected = list(Proposal.objects.filter(call=call, state=ProposalState.SELECTED))
    assert len(selected) == GOOD
    totals = [points_of(row) or 0 for row in final.rows.order_by("position")]
    assert totals == sorted(totals, reverse=True)

    for proposal in chance.sample(sorted(selected, key=lambda one: one.title), WITHDRAWN):
        withdrawal.withdraw(
            proposal=proposal, by=proposal.created_by, reason="Non possiamo più.", now=NOW
        )
    last = publish(call, RankingKind.FINAL, number="3/2026")
    assert last.rows.filter(outcome=Outcome.WITHDRAWN, position=None).count() == WITHDRAWN

    rounds = make_rounds(call, 4, first=datetime(2026, 4, 1, tzinfo=UTC))
    plan = round_plan.plan_rounds(call=call, now=NOW)
    outcome = start(call, plan)
    assert not outcome.undone
    assert len(outcome.made) == GOOD - WITHDRAWN == Funding.objects.filter(call=call).count()
    _open_by_the_clock(call, plan, gateway)
    assert [list(plan.values()).count(one) for one in rounds] == [5, 5, 4, 4]

    told = SelectionNotice.objects.filter(kind=NoticeKind.CAMPAIGN)
    assert told.count() == GOOD - WITHDRAWN
    assert call.history.filter(kind=EventKind.SELECTED).count() == GOOD - WITHDRAWN
    assert history.broken_at(call) is None
    assert all(is_intact(version) for version in call.rankings.all())
    assert audit()["ok"]


def _open_by_the_clock(call: Call, plan: dict[Proposal, Round], gateway: StripeGateway) -> None:
    """The clock of campaigns opens each round at its instant, and not one second before."""
    for one in call.rounds.order_by("number"):
        early = closing.advance(
            now=one.opens_at - timedelta(seconds=1), gateway=gateway, call_id=call.pk
        )
        assert early.opened == []
        opened = closing.advance(now=one.opens_at, gateway=gateway, call_id=call.pk).opened
        expected = Funding.objects.filter(call=call, opens_at=one.opens_at)
        assert set(opened) == {funding.slug for funding in expected}
        assert {funding.state for funding in expected} == {State.LIVE}
        titles = {proposal.title for proposal, of_round in plan.items() if of_round == one}
        assert {funding.title for funding in expected} == titles
