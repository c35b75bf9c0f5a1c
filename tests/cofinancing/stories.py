"""What happens to campaigns of one fund: they cross, end, are disputed."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from campaigns.calls.models import Call
from campaigns.cofinancing import grant_acts
from campaigns.cofinancing import services as cofinancing
from campaigns.cofinancing.acts import FundActRefused
from campaigns.cofinancing.models import Commitment
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.money import CENT
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import DisputeReport, DisputeStatus
from campaigns.payments.models import Dispute, Provider
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, give, make_fund, make_funding

MINUTE = timedelta(minutes=1)


def make_call(fund: str = "400000.00", **rules: Any) -> Call:
    """A call with a fund."""
    call = CallFactory.create(**rules)
    make_fund(call, fund)
    call.refresh_from_db()
    return call


def crossed(call: Call, *, cost: str = "1000.00", at: int = 0, gift: str | None = None) -> Funding:
    """A campaign that reached its threshold ``at`` minutes after ``NOW``."""
    funding = make_funding(call, cost=cost)
    give(funding, gift or str(funding.threshold), at=NOW + at * MINUTE, provider=Provider.STRIPE)
    return funding


def may_be_paid_out(commitment: Commitment) -> bool:
    """Whether the smallest instalment would be taken."""
    try:
        grant_acts.check_payable(commitment, CENT)
    except FundActRefused:
        return False
    return True


def end(funding: Funding, *, cancelled: bool = False, now: datetime = NOW) -> Funding:
    """The campaign's end as closing would make it; cancelled, as an act would."""
    with transaction.atomic():
        locked = funding_services.lock(funding.pk)
        if cancelled:
            funding_services.step(funding=locked, to=State.CANCELLED, now=now)
            cofinancing.release(funding=locked, now=now)
        else:
            if locked.state != State.SETTLING:
                funding_services.step(funding=locked, to=State.SETTLING, now=now)
            cofinancing.conclude(funding=locked, now=now)
    funding.refresh_from_db()
    return funding


def fail(funding: Funding) -> Funding:
    """End a campaign that crossed and then lost a cent to a dispute."""
    disputed(funding, "0.01")
    end(funding)
    assert funding.state == State.FAILED
    return funding


def disputed(funding: Funding, amount: str) -> Dispute:
    """The donor's bank takes part of the campaign's first gift."""
    donation = funding.gifts.earliest("created_at", "pk")
    dispute = apply_dispute_report(
        report=_report(f"dp_{uuid.uuid4().hex}", donation.payment_id, amount, DisputeStatus.OPEN),
        now=NOW,
    )
    funding.refresh_from_db()
    return dispute


def won(dispute: Dispute) -> None:
    """The bank gives back what a dispute had taken."""
    apply_dispute_report(
        report=_report(
            dispute.provider_id,
            dispute.donation.payment_id,
            str(dispute.amount),
            DisputeStatus.WON,
        ),
        now=NOW,
    )


def committed(*fundings: Funding) -> list[Decimal]:
    """What is held or given for each campaign."""
    return [commitment_of(funding).committed for funding in fundings]


def commitment_of(funding: Funding) -> Commitment:
    """The commitment as it stands."""
    return Commitment.objects.select_related("fund__call", "funding").get(funding=funding)


def assert_books_agree() -> None:
    """The audit finds nothing wrong."""
    told = audit()
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


def _report(
    dispute_id: str, payment_id: str | None, amount: str, status: DisputeStatus
) -> DisputeReport:
    return DisputeReport(
        dispute_id=dispute_id,
        status=status,
        payment_id=payment_id,
        charge_id=None,
        amount=Decimal(amount),
        currency="eur",
        livemode=False,
        fee=Decimal("0.00"),
        opened_at=NOW,
    )
