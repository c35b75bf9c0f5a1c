"""What finance does with a grant."""

from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.cofinancing import acts, grant_acts
from campaigns.cofinancing.grant_acts import GrantPaper, Reasons
from campaigns.cofinancing.models import GrantChange, GrantChangeKind, Payout, Recovery
from campaigns.funding.models import Funding
from tests.cofinancing.stories import commitment_of
from tests.factories import NOW

TODAY = date(2026, 3, 10)


def paper(number: str = "DD 1", date: date = TODAY) -> GrantPaper:
    return GrantPaper(number=number, date=date)


def reasons(**fields: Any) -> Reasons:
    values: dict[str, Any] = {
        "kind": GrantChangeKind.EXPENSES,
        "staff": "Spese ammesse inferiori al costo.",
        "italian": "Il progetto è costato meno del previsto.",
    }
    return Reasons(**(values | fields))


def with_act(funding: Funding) -> Funding:
    """Its commitment's act is recorded: it may be paid."""
    acts.record_act(
        commitment=commitment_of(funding),
        number="DD 99",
        date=TODAY,
        budget_chapter="4512.01",
        budget_year=2026,
        cup="",
        by=None,
        now=NOW,
    )
    return funding


def pay(funding: Funding, amount: str, number: str = "M 1") -> Payout:
    return grant_acts.pay_out(
        commitment_id=commitment_of(funding).pk,
        amount=Decimal(amount),
        paper=paper(number),
        now=NOW,
    )


def set_anew(funding: Funding, due: str, number: str = "DD 1") -> GrantChange:
    return grant_acts.change_grant(
        commitment_id=commitment_of(funding).pk,
        due=Decimal(due),
        paper=paper(number),
        reasons=reasons(),
        now=NOW,
    )


def pay_back(funding: Funding, amount: str, number: str = "R 1") -> Recovery:
    return grant_acts.record_recovery(
        commitment_id=commitment_of(funding).pk,
        amount=Decimal(amount),
        paper=paper(number),
        now=NOW,
    )
