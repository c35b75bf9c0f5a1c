"""Who is appointed to a commission, and who comes in their place."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from campaigns.accounts.models import OrganizationPerson, User
from campaigns.calls.models import Call, Phase
from campaigns.selection import commission, scoring
from campaigns.selection.models import Commissioner, EventKind, ProposalState
from tests.selection import factories
from tests.selection.evaluation.scores import declare, declare_and_hand_in, hand_in
from tests.selection.factories import NOW

pytestmark = pytest.mark.django_db


def appoint(call: Call, user: User, **values: Any) -> Commissioner:
    told: dict[str, Any] = {"presides": False, "number": "12/2026", "date": date(2026, 3, 1)}
    by = values.pop("by", None) or factories.make_staff("RUP")
    return commission.appoint(call=call, user=user, by=by, now=NOW, **(told | values))


def replace(commissioner: Commissioner, user: User) -> Commissioner:
    return commission.replace(
        commissioner=commissioner,
        user=user,
        number="31/2026",
        date=date(2026, 3, 9),
        reason="Malattia",
        by=factories.make_staff("RUP"),
        now=NOW,
    )


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION)


def test_the_rup_appoints_a_commissioner_on_record(call: Call) -> None:
    person = factories.make_staff("Commissione")
    seat = appoint(call, person, presides=True)
    assert seat.presides
    entry = call.history.get(kind=EventKind.APPOINTED)
    assert entry.data["user"] == person.pk
    assert entry.data["act_number"] == "12/2026"


@pytest.mark.parametrize("role", ["Commissione", "Segreteria", "Redazione"])
def test_nobody_but_the_rup_appoints(call: Call, role: str) -> None:
    person = factories.make_staff("Commissione")
    with pytest.raises(PermissionDenied):
        appoint(call, person, by=factories.make_staff(role))
    assert not call.commissioners.exists()


def test_who_has_no_role_that_scores_is_not_appointed(call: Call) -> None:
    with pytest.raises(commission.NotACommissioner):
        appoint(call, factories.make_staff("Segreteria"))
    superuser = User.objects.create_superuser("capo", "capo@example.org", "password")
    with pytest.raises(commission.NotACommissioner):
        appoint(call, superuser)


def test_who_belongs_to_a_proponent_of_the_call_is_not_appointed(call: Call) -> None:
    proposal = factories.make_in_evaluation(call)
    member = factories.make_staff("Commissione")
    proposal.organization.memberships.create(user=member, since=NOW)
    with pytest.raises(commission.OfAProponent):
        appoint(call, member)
    person = factories.make_staff("Commissione")
    OrganizationPerson.objects.create(
        organization=proposal.organization, name="Socio", email=person.email.upper()
    )
    with pytest.raises(commission.OfAProponent):
        appoint(call, person)


def test_nobody_sits_twice_and_one_presides(call: Call) -> None:
    person = factories.make_staff("Commissione")
    appoint(call, person, presides=True)
    with pytest.raises(commission.AlreadyAppointed):
        appoint(call, person)
    with pytest.raises(commission.AlreadyAppointed):
        appoint(call, factories.make_staff("Commissione"), presides=True)


def test_an_act_is_not_dated_in_the_future(call: Call) -> None:
    with pytest.raises(commission.DatedInTheFuture):
        appoint(call, factories.make_staff("Commissione"), date=NOW.date() + timedelta(days=1))


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.RANKED, Phase.CAMPAIGNS, Phase.CLOSED])
def test_commissions_are_made_while_open_or_evaluated(phase: Phase) -> None:
    call = factories.make_selection_call(phase=phase)
    with pytest.raises(commission.OutOfPhase):
        appoint(call, factories.make_staff("Commissione"))


def test_who_falls_ill_is_replaced_and_the_new_one_presides(call: Call) -> None:
    leaving = factories.make_commissioner(call, presides=True)
    arriving = replace(leaving, factories.make_staff("Commissione"))
    leaving.refresh_from_db()
    assert leaving.ended_at == NOW
    assert leaving.replaced_by == arriving
    assert arriving.presides
    assert call.history.get(kind=EventKind.REPLACED).reason == "Malattia"
    with pytest.raises(commission.AlreadyReplaced):
        replace(leaving, factories.make_staff("Commissione"))


def test_final_sheets_of_a_replaced_commissioner_stay_others_no_longer_count(call: Call) -> None:
    first, second = factories.make_commissioner(call), factories.make_commissioner(call)
    final = factories.make_in_evaluation(call)
    pending = factories.make_in_evaluation(call)
    for commissioner in (first, second):
        declare_and_hand_in(commissioner, final)
    declare_and_hand_in(first, pending)
    arriving = replace(first, factories.make_staff("Commissione"))

    assert {sheet.commissioner for sheet in scoring.counted_sheets(proposal=final)} == {
        first,
        second,
    }
    assert set(commission.judges_of(proposal=pending)) == {second, arriving}
    declare_and_hand_in(second, pending)
    pending.refresh_from_db()
    assert pending.state == ProposalState.EVALUATION, "the new one has still to score"
    declare(arriving, pending)
    hand_in(arriving, pending)
    assert {sheet.commissioner for sheet in scoring.counted_sheets(proposal=pending)} == {
        second,
        arriving,
    }
    assert first.sheets.filter(proposal=pending, final_at=None).exists(), "kept, not counted"


def test_who_was_replaced_scores_no_more(call: Call) -> None:
    leaving = factories.make_commissioner(call)
    proposal = factories.make_in_evaluation(call)
    declare(leaving, proposal)
    replace(leaving, factories.make_staff("Commissione"))
    with pytest.raises(scoring.NotInOffice):
        hand_in(leaving, proposal)
