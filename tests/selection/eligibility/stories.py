"""What tests of eligibility begin with: a call being evaluated, its clerk, a proposal to check."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase
from campaigns.selection import eligibility
from campaigns.selection.models import CheckOutcome, Proposal
from tests.selection import factories

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def make_call(**fields: Any) -> Call:
    """A call whose proposals are being checked."""
    return factories.make_selection_call(phase=Phase.EVALUATION, **fields)


def outcomes(
    proposal: Proposal, outcome: str = CheckOutcome.MET, note: str = ""
) -> dict[int, tuple[str, str]]:
    """The same outcome for every line of the checklist."""
    return {item.pk: (outcome, note) for item in proposal.call.eligibility_items.all()}


def make_met(call: Call | None = None, *, by: User | None = None) -> Proposal:
    """A proposal whose whole checklist is met."""
    proposal = factories.make_in_eligibility(call or make_call())
    clerk = by or factories.make_staff("Segreteria")
    eligibility.save_checks(proposal=proposal, checks=outcomes(proposal), by=clerk, now=NOW)
    return proposal


def signed_in(user: User) -> Client:
    """A client signed in as this person."""
    client = Client()
    client.force_login(user)
    return client
