"""Books that agree, and a hand that tampers with them."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from campaigns.cofinancing.acts import change_fund
from campaigns.funding.models import Funding
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.fees import apply_fee_report
from campaigns.payments.gateways.contract import DisputeStatus, FeeReport, RefundStatus
from campaigns.payments.models import Donation, Provider
from campaigns.payments.refunds import apply_refund_report
from home.scenario.loading import load_scenario
from tests.cofinancing.grants import pay, pay_back, set_anew, with_act
from tests.cofinancing.stories import end
from tests.factories import NOW, CallFactory, give, make_fund, make_funding
from tests.payments.reports import dispute_report, refund_report
from tests.scenario.documents import CLOSES_AT, campaign, document, gift

LATER = "2026-05-01T00:00:00+02:00"


def load() -> None:
    """A campaign that succeeded, one that failed (with late money), one that waits for more."""
    scenario = document(
        campaign("riuscita", gift("400.00"), gift("200.00")),
        campaign("fallita", gift("25.00"), gift("26.00"), gift("30.00", at=CLOSES_AT)),
        campaign("viva", gift("10.00"), gift("500.00"), closes_at="2026-06-01T00:00:00+02:00"),
        fund="700.00",
    )
    load_scenario(scenario, now=datetime.fromisoformat(LATER))


def load_provider() -> None:
    """What a provider can do: fees, refunds that come back, disputes open, won and lost.

    The campaign counts its payers, and one of them has given more than counts.
    """
    funding = make_funding(
        CallFactory.create(payer_limit=Decimal("60.00"), min_payers=2), slug="banca"
    )
    _given(funding, "kept", payer="a" * 64)
    refunded = _given(funding, "refunded")
    apply_refund_report(report=refund_report(refunded, "30.00", refund_id="re_1"), now=NOW)
    returned = refund_report(_given(funding, "returned"), "50.00", refund_id="re_2")
    for status in (RefundStatus.PAID, RefundStatus.FAILED):
        apply_refund_report(report=replace(returned, status=status), now=NOW)
    covered = _given(funding, "covered")
    failed = refund_report(covered, "50.00", refund_id="re_3", status=RefundStatus.FAILED)
    apply_refund_report(report=failed, now=NOW)
    _dispute(covered, DisputeStatus.LOST)
    _dispute(_given(funding, "disputed"), DisputeStatus.OPEN, "40.00")
    _dispute(_given(funding, "won"), DisputeStatus.OPEN, DisputeStatus.WON)
    give(funding, "100.00", at=funding.closes_at, provider=Provider.STRIPE, payment_id="pi_late")


def load_grants() -> None:
    """A grant paid in part and set anew, more than once; some of what is owed has come back."""
    call = CallFactory.create(slug="contributi")
    fund = make_fund(call, "0.00")
    funding = make_funding(call, slug="rendicontata")
    give(funding, "500.00")
    end(funding)
    change_fund(
        fund=fund,
        total=Decimal("500.00"),
        number="DD 5",
        date=NOW.date(),
        reason="Variazione di bilancio",
        by=None,
        now=NOW,
    )
    with_act(funding)
    pay(funding, "300.00")
    set_anew(funding, "400.00")
    set_anew(funding, "200.00", "DD 2")
    pay_back(funding, "40.00")


def _given(funding: Funding, name: str, **fields: Any) -> Donation:
    """A donation of 100.00 of which the provider kept 1.75."""
    donation = give(funding, "100.00", provider=Provider.STRIPE, payment_id=f"pi_{name}", **fields)
    report = FeeReport(
        transaction_id=f"txn_{name}", charge_id=f"pi_{name}", fee=Decimal("1.75"), at=NOW
    )
    apply_fee_report(report=report, now=NOW)
    return donation


def _dispute(donation: Donation, *told: str) -> None:
    """Statuses one after another; an amount where it is not the whole."""
    amount = "".join(text for text in told if text[0].isdigit())
    for status in told:
        if status != amount:
            report = dispute_report(
                donation,
                DisputeStatus(status),
                amount,
                dispute_id=f"du_{donation.payment_id}",
            )
            apply_dispute_report(report=report, now=NOW)


def tamper(statement: str) -> None:
    """Change rows past the platform; some must change."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
        assert cursor.rowcount
