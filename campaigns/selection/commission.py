"""The commission of a call: who is appointed, who is replaced, who judges a proposal.

**Replacement.** Sheets that are final when a commissioner is replaced stay counted as they are,
under the name of who wrote them. On proposals that are not final yet the replaced commissioner's
sheet is kept but no longer counts; who comes in their place declares and scores anew. A further
member appointed while proposals are being judged judges all that are not final.

**Quorum and denominator.** A proposal's evaluation stands when everyone who judges it has handed
in and they are at least the call's quorum. An abstention takes a judge away: means are taken over
the sheets that count, not over the members of the commission.
"""

from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import OrganizationPerson, User
from campaigns.calls.models import Call, Phase
from campaigns.refusals import Refused
from campaigns.selection import history
from campaigns.selection.models import (
    Commissioner,
    ConflictDeclaration,
    EventKind,
    Proposal,
    ProposalState,
)

APPOINT: Final = "selection.act_on_ranking"
SCORE: Final = "selection.score_proposal"
_OF_COMMISSIONS: Final = (Phase.OPEN, Phase.EVALUATION)


class CommissionRefused(Refused):
    """A commissioner cannot be appointed or replaced."""


class OutOfPhase(CommissionRefused):
    """Commissions are made while a notice is open or being evaluated."""


class NotACommissioner(CommissionRefused):
    """The person is in no role that scores."""


class OfAProponent(CommissionRefused):
    """Nobody judges a call to which their own organization applies."""


class AlreadyAppointed(CommissionRefused):
    """The person sits in the commission, or somebody presides over it already."""


class AlreadyReplaced(CommissionRefused):
    """The commissioner is no longer in office."""


class DatedInTheFuture(CommissionRefused):
    """An act is of the day on which it is recorded, or before."""


@transaction.atomic
def appoint(
    *, call: Call, user: User, presides: bool, number: str, date: date, by: User, now: datetime
) -> Commissioner:
    """Put a person into the commission, by an act. Raises ``CommissionRefused``."""
    call = _lock(call, by, date, now)
    check_eligible(call=call, user=user)
    if presides and in_office(call=call).filter(presides=True).exists():
        raise AlreadyAppointed(
            _("The commission has a president: replace them, or appoint a member.")
        )
    commissioner = Commissioner.objects.create(
        call=call,
        user=user,
        presides=presides,
        act_number=number,
        act_date=date,
        appointed_at=now,
    )
    history.record(
        kind=EventKind.APPOINTED,
        call=call,
        at=now,
        actor=by,
        data=_act(number, date)
        | {"commissioner": commissioner.pk, "user": user.pk, "presides": presides},
    )
    return commissioner


@transaction.atomic
def replace(
    *,
    commissioner: Commissioner,
    user: User,
    number: str,
    date: date,
    reason: str,
    by: User,
    now: datetime,
) -> Commissioner:
    """Put another person in a commissioner's place, by an act; who presided is presided after.

    What happens to the sheets is said at the top. Raises ``CommissionRefused``.
    """
    call = _lock(commissioner.call, by, date, now)
    leaving = Commissioner.objects.select_for_update().get(pk=commissioner.pk)
    if leaving.ended_at is not None:
        raise AlreadyReplaced(_("This commissioner is no longer in office. Nothing was changed."))
    check_eligible(call=call, user=user)
    leaving.ended_at = now
    leaving.save(update_fields=["ended_at"])
    arriving = Commissioner.objects.create(
        call=call,
        user=user,
        presides=leaving.presides,
        act_number=number,
        act_date=date,
        appointed_at=now,
    )
    leaving.replaced_by = arriving
    leaving.save(update_fields=["replaced_by"])
    history.record(
        kind=EventKind.REPLACED,
        call=call,
        at=now,
        actor=by,
        reason=reason,
        data=_act(number, date) | {"commissioner": leaving.pk, "by": arriving.pk, "user": user.pk},
    )
    return arriving


def check_eligible(*, call: Call, user: User) -> None:
    """Refuse who has no role that scores, applies to the call, or sits already.

    Raises ``NotACommissioner``, ``OfAProponent``, ``AlreadyAppointed``.
    """
    if not candidates().filter(pk=user.pk).exists():
        raise NotACommissioner(
            _("This person has no role that scores proposals: ask who manages the accounts.")
        )
    if is_of_proponent(user=user, proposals=Proposal.objects.filter(call=call)):
        raise OfAProponent(_("This person belongs to an organization that applies to this notice."))
    if in_office(call=call).filter(user=user).exists():
        raise AlreadyAppointed(_("This person is in the commission already."))


def candidates() -> QuerySet[User]:
    """People in a role that scores. A superuser without the role is none of them."""
    role = Q(groups__permissions__codename="score_proposal") | Q(
        user_permissions__codename="score_proposal"
    )
    return User.objects.filter(role, is_active=True).distinct().order_by("last_name", "username")


def is_of_proponent(*, user: User, proposals: QuerySet[Proposal]) -> bool:
    """True for who acts for, or is a person of, the lead organization of one of these."""
    organizations = proposals.order_by().values("organization")
    return (
        user.memberships.filter(organization__in=organizations).exists()
        or OrganizationPerson.objects.filter(
            organization__in=organizations, email__iexact=user.email
        ).exists()
    )


def in_office(*, call: Call) -> QuerySet[Commissioner]:
    """The members of a call's commission, the president first, each with the person."""
    return Commissioner.objects.filter(call=call, ended_at__isnull=True).select_related("user")


def seat_of(*, user: Any, call: Call) -> Commissioner | None:
    """The person's own place in a call's commission, or ``None``; the role is asked for too."""
    if not user.is_active or not user.has_perm(SCORE):
        return None
    return in_office(call=call).filter(user=user).first()


def judges_of(*, proposal: Proposal) -> QuerySet[Commissioner]:
    """Commissioners in office of the call who have not abstained on the proposal."""
    abstained = ConflictDeclaration.objects.filter(proposal=proposal, abstains=True)
    return (
        Commissioner.objects.filter(call=proposal.call_id, ended_at__isnull=True)
        .exclude(pk__in=abstained.values("commissioner"))
        .select_related("user")
    )


def _lock(call: Call, by: User, date: date, now: datetime) -> Call:
    """The call, locked after all proposals being judged, whose judges are about to change."""
    if not by.has_perm(APPOINT):
        raise PermissionDenied
    list(
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .filter(call=call, state=ProposalState.EVALUATION)
        .order_by("pk")
        .only("pk")
    )
    locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if locked.phase_at(now) not in _OF_COMMISSIONS:
        raise OutOfPhase(_("The commission is made while the notice is open or being evaluated."))
    if date > timezone.localtime(now).date():
        raise DatedInTheFuture(_("The act cannot be dated in the future."))
    return locked


def _act(number: str, date: date) -> dict[str, Any]:
    return {"act_number": number, "act_date": date.isoformat()}
