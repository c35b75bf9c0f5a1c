"""R6: what the database refuses, whatever the code asks."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError

from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding
from tests.factories import NOW, CallFactory, give, make_fund, make_funding

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment() -> Commitment:
    call = CallFactory.create()
    make_fund(call, "600.00")
    give(make_funding(call, cost="1000.00"), "500.00")
    return Commitment.objects.get()


def refused(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"reserved": Decimal("600.01")}, "fund_never_overcommitted"),
        ({"granted": Decimal("100.01")}, "fund_never_overcommitted"),
        ({"total": Decimal("499.99")}, "fund_never_overcommitted"),
        ({"reserved": Decimal("-0.01")}, "fund_parts_not_negative"),
        ({"granted": Decimal("-0.01")}, "fund_parts_not_negative"),
        ({"total": -1, "reserved": 0}, "fund_(parts_not_negative|never_overcommitted)"),
    ],
    ids=str,
)
def test_r6_a_fund_never_holds_out_more_than_it_has(
    commitment: Commitment, values: dict[str, Any], constraint: str
) -> None:
    with refused(constraint), transaction.atomic():
        Fund.objects.update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"due": Decimal("50000.01")}, "commitment_within_due_and_cap"),
        ({"cap": Decimal("499.99")}, "commitment_within_due_and_cap"),
        ({"reserved": Decimal("500.01")}, "commitment_within_due_and_cap"),
        ({"due": Decimal("499.99")}, "commitment_within_due_and_cap"),
        ({"reserved": Decimal("-0.01")}, "commitment_parts_not_negative"),
        ({"granted": Decimal("-0.01")}, "commitment_parts"),
        ({"due": Decimal("-0.01"), "reserved": 0}, "commitment_"),
        ({"reserved": 0, "granted": 1}, "commitment_parts_match_state"),
        ({"state": "granted"}, "commitment_parts_match_state"),
        ({"state": "released"}, "commitment_parts_match_state"),
        ({"state": "released", "reserved": 0}, "commitment_parts_match_state"),
        ({"state": "other"}, "commitment_parts_match_state"),
    ],
    ids=str,
)
def test_r6_a_commitment_stays_within_due_cap_and_state(
    commitment: Commitment, values: dict[str, Any], constraint: str
) -> None:
    with refused(constraint), transaction.atomic():
        Commitment.objects.update(**values)


def test_r4_a_campaign_has_one_commitment(commitment: Commitment) -> None:
    commitment.pk, commitment.serial = None, 2
    with refused("funding_id"), transaction.atomic():
        commitment.save(force_insert=True)


def test_r5_a_serial_number_is_given_once(commitment: Commitment) -> None:
    other = make_funding(commitment.fund.call)
    commitment.pk, commitment.funding = None, other
    with refused("commitment_serial"), transaction.atomic():
        commitment.save(force_insert=True)


def test_a_call_has_one_fund(commitment: Commitment) -> None:
    with refused("call_id"), transaction.atomic():
        make_fund(commitment.fund.call, "1.00", NOW)


def test_what_money_hangs_on_is_never_deleted(commitment: Commitment) -> None:
    for row in (commitment.fund, commitment.fund.call):
        with pytest.raises(ProtectedError):
            row.delete()
    with pytest.raises(ProtectedError):
        Funding.objects.all().delete()


def test_r6_the_last_cent_can_be_held_out(commitment: Commitment) -> None:
    Fund.objects.update(total=F("reserved"))
    assert Fund.objects.get().available == 0
