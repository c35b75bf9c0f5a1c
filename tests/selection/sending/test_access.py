"""Who may read a proposal, state by state."""

from datetime import timedelta

import pytest

from campaigns.accounts.models import User
from campaigns.calls.models import Phase
from campaigns.selection import access
from campaigns.selection.models import ConflictDeclaration, Proposal, ProposalState
from tests.selection import factories
from tests.selection.factories import NOW

pytestmark = pytest.mark.django_db

EVERYBODY = {"member"}
STAFF = {"member", "Segreteria", "RUP", "superuser"}
READERS = {
    ProposalState.DRAFT: EVERYBODY,
    ProposalState.SUBMITTED: EVERYBODY,
    ProposalState.ELIGIBILITY: STAFF,
    ProposalState.INTEGRATION: STAFF,
    ProposalState.EVALUATION: STAFF | {"commissioner"},
    ProposalState.RANKED: STAFF | {"commissioner"},
    ProposalState.SELECTED: STAFF | {"commissioner"},
    ProposalState.NOT_SELECTED: STAFF | {"commissioner"},
    ProposalState.EXCLUDED: STAFF,
    ProposalState.WITHDRAWN: STAFF,
}


def people_of(proposal: Proposal) -> dict[str, User]:
    call = proposal.call
    commissioner, undeclared, abstaining, former = (
        factories.make_commissioner(call) for _n in range(4)
    )
    for declaring in (commissioner, former):
        ConflictDeclaration.objects.create(
            commissioner=declaring, proposal=proposal, abstains=False, at=NOW
        )
    ConflictDeclaration.objects.create(
        commissioner=abstaining, proposal=proposal, abstains=True, reason="Parente", at=NOW
    )
    former.ended_at = NOW
    former.save()
    elsewhere = factories.make_commissioner(factories.make_selection_call())
    return {
        "member": proposal.created_by,
        "stranger": factories.make_proponent().user,
        "commissioner": commissioner.user,
        "undeclared": undeclared.user,
        "abstaining": abstaining.user,
        "former": former.user,
        "of another call": elsewhere.user,
        **{
            role: factories.make_staff(role)
            for role in ("Segreteria", "RUP", "Redazione", "Ragioneria", "Amministrazione")
        },
        "superuser": User.objects.create_superuser("root", "root@example.org", "password"),
    }


@pytest.mark.parametrize("state", list(READERS))
def test_who_reads_in_each_state(state: ProposalState) -> None:
    proposal = factories.make_draft(factories.make_selection_call(phase=Phase.EVALUATION))
    proposal.state = state
    readers = {
        name
        for name, person in people_of(proposal).items()
        if access.may_read(user=person, proposal=proposal, now=NOW)
    }
    assert readers == READERS[state]


def test_who_has_left_reads_nothing() -> None:
    proposal = factories.make_draft(factories.make_selection_call())
    person = proposal.created_by
    person.is_active = False
    assert not access.may_read(user=person, proposal=proposal, now=NOW)


def test_what_is_withdrawn_stays_sealed_while_the_window_is_open() -> None:
    call = factories.make_selection_call()
    proposal = factories.make_draft(call)
    proposal.state = ProposalState.WITHDRAWN
    clerk = factories.make_staff("Segreteria")
    assert not access.may_read(user=clerk, proposal=proposal, now=NOW)
    assert access.may_read(user=clerk, proposal=proposal, now=NOW + timedelta(days=30))
