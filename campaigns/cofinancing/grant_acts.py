"""Finance's acts on a grant: pay an instalment, set the grant anew, record what is paid back.

Each is one transaction under the lock of the fund, which alone guards a commitment (R15). The
document's number and date make it one: recorded again, it is refused.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.cofinancing.acts import DatedInTheFuture, FundActRefused
from campaigns.cofinancing.fund_ledger import record_document
from campaigns.cofinancing.models import (
    Commitment,
    CommitmentState,
    Fund,
    GrantChange,
    GrantChangeKind,
    Payout,
    Recovery,
)
from campaigns.cofinancing.services import check_total, lock_fund
from campaigns.cofinancing.waiting_list import top_up
from campaigns.ledger.models import Kind
from campaigns.money import ZERO, check_amount, format_eur


class NotGranted(FundActRefused):
    """The campaign has no grant: it has not succeeded, or nothing was ever due."""


class NotLower(FundActRefused):
    """A grant is set anew to less than what is due, and never to more."""


class BeyondTheGrant(FundActRefused):
    """More than what is left to pay, or to be paid back."""


class NoActRecorded(FundActRefused):
    """Without the act that commits it nothing is paid out (R19)."""


class AlreadyRecorded(FundActRefused):
    """The document of this number and date is recorded already."""


@dataclass(frozen=True, kw_only=True)
class GrantPaper:
    """The document that an act rests on, and who records it."""

    number: str
    date: date
    by: User | None = None


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why a grant is set anew: for the staff, and for donors in two languages."""

    kind: GrantChangeKind
    staff: str
    italian: str
    english: str = ""


@dataclass(frozen=True, kw_only=True)
class Split:
    """What setting a grant anew makes of it (EUR)."""

    granted: Decimal
    released: Decimal
    owed: Decimal


def split(commitment: Commitment, due: Decimal) -> Split:
    """How a grant parts when ``due`` EUR are due: kept, given back to the fund, to be paid back.

    Raises ``NotGranted``, ``NotLower`` and ``InvalidAmount``; zero is a revocation.
    """
    due = check_total(due)
    check_has_grant(commitment)
    if due >= commitment.due:
        message = _("The grant is set anew to less than the %(due)s due now.")
        raise NotLower(message % {"due": format_eur(commitment.due)})
    granted = min(commitment.granted, due)
    owed = max(ZERO, commitment.paid - granted)
    return Split(granted=granted, released=commitment.granted - granted - owed, owed=owed)


@transaction.atomic
def change_grant(
    *, commitment_id: int, due: Decimal, paper: GrantPaper, reasons: Reasons, now: datetime
) -> GrantChange:
    """Set a grant anew to ``due`` EUR, which may be zero; serve the waiting list (R5).

    What was paid beyond it is owed by the beneficiary. Raises ``FundActRefused``.
    """
    fund, commitment = _locked(commitment_id)
    parts = split(commitment, due)
    _check(paper, commitment.grant_changes, now)
    change = GrantChange.objects.create(
        commitment=commitment,
        kind=reasons.kind,
        reason=reasons.staff,
        public_reason_it=reasons.italian,
        public_reason_en=reasons.english,
        due_before=commitment.due,
        due_after=due,
        granted_before=commitment.granted,
        granted_after=parts.granted,
        released=parts.released,
        owed=parts.owed,
        **_written(paper, now),
    )
    commitment.due, commitment.granted = due, parts.granted
    commitment.paid -= parts.owed
    commitment.receivable += parts.owed
    commitment.save(update_fields=["due", "granted", "paid", "receivable"])
    record_document(commitment, Kind.GRANT_OWED, parts.owed, change)
    record_document(commitment, Kind.GRANT_CUT, parts.released, change)
    _give_back(fund, parts.released, now)
    return change


@transaction.atomic
def pay_out(*, commitment_id: int, amount: Decimal, paper: GrantPaper, now: datetime) -> Payout:
    """Record an instalment of ``amount`` EUR that the Comune has paid (R19).

    Raises ``FundActRefused`` and ``InvalidAmount``.
    """
    _fund, commitment = _locked(commitment_id)
    check_payable(commitment, amount)
    _check(paper, commitment.payouts, now)
    payout = Payout.objects.create(commitment=commitment, amount=amount, **_written(paper, now))
    commitment.paid += amount
    commitment.save(update_fields=["paid"])
    record_document(commitment, Kind.PAYOUT, amount, payout)
    return payout


@transaction.atomic
def record_recovery(
    *, commitment_id: int, amount: Decimal, paper: GrantPaper, now: datetime
) -> Recovery:
    """Record ``amount`` EUR that a beneficiary paid back: they serve the waiting list (R5).

    Raises ``FundActRefused`` and ``InvalidAmount``.
    """
    fund, commitment = _locked(commitment_id)
    check_recoverable(commitment, amount)
    _check(paper, commitment.recoveries, now)
    recovery = Recovery.objects.create(commitment=commitment, amount=amount, **_written(paper, now))
    commitment.receivable -= amount
    commitment.save(update_fields=["receivable"])
    record_document(commitment, Kind.GRANT_RETURNED, amount, recovery)
    _give_back(fund, amount, now)
    return recovery


def check_has_grant(commitment: Commitment) -> None:
    """Raise ``NotGranted`` unless the campaign succeeded and something is due to it."""
    if commitment.state != CommitmentState.GRANTED or not commitment.due:
        raise NotGranted(_("There is no grant: nothing is due to this campaign."))


def check_payable(commitment: Commitment, amount: Decimal) -> None:
    """Raise unless ``amount`` EUR of the grant may be paid now (R19)."""
    check_amount(amount)
    check_has_grant(commitment)
    if commitment.recorded_act is None:
        raise NoActRecorded(
            _("Record the act of the commitment first: without it nothing is paid.")
        )
    if amount > commitment.to_pay_out:
        message = _("Of the grant %(left)s are left to pay.")
        raise BeyondTheGrant(message % {"left": format_eur(commitment.to_pay_out)})


def check_recoverable(commitment: Commitment, amount: Decimal) -> None:
    """Raise unless ``amount`` EUR are still to be paid back."""
    check_amount(amount)
    if amount > commitment.receivable:
        message = _("%(left)s are to be paid back, and not more.")
        raise BeyondTheGrant(message % {"left": format_eur(commitment.receivable)})


def _locked(commitment_id: int) -> tuple[Fund, Commitment]:
    """The fund, locked, and the commitment as it then stands."""
    fund = lock_fund(
        Commitment.objects.values_list("fund__call_id", flat=True).get(pk=commitment_id)
    )
    assert fund is not None
    rows = Commitment.objects.select_related("funding", "act")
    commitment = rows.get(pk=commitment_id)
    commitment.fund = fund
    return fund, commitment


def _check(paper: GrantPaper, documents: Any, now: datetime) -> None:
    if paper.date > timezone.localdate(now):
        raise DatedInTheFuture(_("The act cannot be dated in the future."))
    if documents.filter(number=paper.number, date=paper.date).exists():
        raise AlreadyRecorded(_("A document of this number and date is recorded already."))


def _written(paper: GrantPaper, now: datetime) -> dict[str, Any]:
    return {"number": paper.number, "date": paper.date, "at": now, "recorded_by": paper.by}


def _give_back(fund: Fund, amount: Decimal, now: datetime) -> None:
    """Make ``amount`` EUR of a locked fund available, and let the waiting list have it."""
    if amount:
        fund.granted -= amount
        fund.save(update_fields=["granted"])
        top_up(fund=fund, now=now)
