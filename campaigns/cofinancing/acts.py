"""Acts of finance on the fund: changing what it has, recording that a commitment is one (R19)."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Phase
from campaigns.cofinancing.fund_ledger import record_change
from campaigns.cofinancing.models import (
    Commitment,
    CommitmentAct,
    CommitmentState,
    Fund,
    FundChange,
)
from campaigns.cofinancing.services import check_total, lock_fund
from campaigns.cofinancing.waiting_list import top_up
from campaigns.money import format_eur
from campaigns.refusals import Refused

_CUP: Final = re.compile(r"[A-Z0-9]{15}", re.ASCII)


class FundActRefused(Refused):
    """Finance's act on a fund or on a commitment cannot be done."""


class CallIsClosed(FundActRefused):
    """The fund of a closed call changes no more."""


class NothingChanges(FundActRefused):
    """The fund has that total already."""


class BelowCommitted(FundActRefused):
    """The total would not cover what is reserved and granted; ``lowest``, in EUR, would (R6)."""

    def __init__(self, message: Any, lowest: Decimal) -> None:
        super().__init__(message)
        self.lowest = lowest


class DatedInTheFuture(FundActRefused):
    """An act is of the day on which it is recorded, or before."""


class ActAlreadyRecorded(FundActRefused):
    """A commitment has one act, which is never silently overwritten."""


class NothingHeld(FundActRefused):
    """The commitment waits at zero, or came to nothing: there is nothing to commit by an act."""


class CommitmentReleased(NothingHeld):
    """The commitment was given back to the fund."""


class InvalidCup(FundActRefused):
    """A CUP is fifteen letters and figures."""


@transaction.atomic
def change_fund(
    *,
    fund: Fund,
    total: Decimal,
    number: str,
    date: date,
    reason: str,
    by: User | None,
    now: datetime,
) -> FundChange:
    """Give a fund another total, in EUR, by an act of the Comune; serve the waiting list (R5, R6).

    Raises ``InvalidAmount``, ``CallIsClosed``, ``NothingChanges``, ``BelowCommitted`` and
    ``DatedInTheFuture``.
    """
    locked = _locked(fund)
    total = check_total(total)
    check_change(fund=locked, total=total)
    _check_date(date, now)
    change = FundChange.objects.create(
        fund=locked,
        total_before=locked.total,
        total_after=total,
        number=number,
        date=date,
        reason=reason,
        at=now,
        recorded_by=by,
    )
    locked.total = total
    locked.save(update_fields=["total"])
    record_change(change)
    top_up(fund=locked, now=now)
    return change


def check_change(*, fund: Fund, total: Decimal) -> None:
    """Raise ``CallIsClosed``, ``NothingChanges`` or ``BelowCommitted`` where the rules refuse."""
    if fund.call.phase == Phase.CLOSED:
        raise CallIsClosed(_("The call is closed: its fund changes no more."))
    if total == fund.total:
        raise NothingChanges(_("The fund has %(total)s already.") % {"total": format_eur(total)})
    lowest = fund.reserved + fund.granted
    if total < lowest:
        message = _(
            "%(lowest)s of the fund are reserved or granted: it cannot have less than that."
        )
        raise BelowCommitted(message % {"lowest": format_eur(lowest)}, lowest)


@transaction.atomic
def record_act(
    *,
    commitment: Commitment,
    number: str,
    date: date,
    budget_chapter: str,
    budget_year: int,
    cup: str,
    by: User | None,
    now: datetime,
) -> CommitmentAct:
    """Record the act by which the Comune commits, once for each commitment (R19).

    ``cup`` may be empty where none is due. Raises ``NothingHeld``, ``ActAlreadyRecorded``,
    ``InvalidCup`` and ``DatedInTheFuture``.
    """
    _locked(commitment.fund)
    commitment = Commitment.objects.select_related("act").get(pk=commitment.pk)
    check_recordable(commitment)
    cup = check_cup(cup)
    _check_date(date, now)
    return CommitmentAct.objects.create(
        commitment=commitment,
        number=number,
        date=date,
        budget_chapter=budget_chapter,
        budget_year=budget_year,
        cup=cup,
        recorded_at=now,
        recorded_by=by,
    )


def check_recordable(commitment: Commitment) -> None:
    """Raise ``NothingHeld`` or ``ActAlreadyRecorded`` where a commitment takes no act."""
    act = commitment.recorded_act
    if act is not None:
        message = _("This commitment has its act already: %(act)s. It is not overwritten.")
        raise ActAlreadyRecorded(message % {"act": act})
    if commitment.state == CommitmentState.RELEASED:
        raise CommitmentReleased(_("This commitment was released: the campaign did not succeed."))
    if not commitment.committed:
        raise NothingHeld(_("Nothing is held for this campaign yet: there is nothing to commit."))


def check_cup(cup: str) -> str:
    """Return a CUP in capitals without spaces, or an empty text. Raises ``InvalidCup``."""
    cup = "".join(cup.split()).upper()
    if cup and _CUP.fullmatch(cup) is None:
        raise InvalidCup(_("A CUP has fifteen letters and figures."))
    return cup


def _locked(fund: Fund) -> Fund:
    locked = lock_fund(fund.call_id)
    assert locked is not None
    return locked


def _check_date(date: date, now: datetime) -> None:
    if date > timezone.localdate(now):
        raise DatedInTheFuture(_("The act cannot be dated in the future."))
