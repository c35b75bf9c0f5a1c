"""R2, R3: terms frozen at the selection; the threshold, rounded up."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from campaigns.calls.models import Overfunding
from campaigns.funding.models import Funding, State
from campaigns.funding.services import create_funding
from campaigns.funding.terms import Terms, TermsFrozen, correct
from campaigns.money import share_rounded_up
from tests.factories import NOW, CallFactory, give, make_campaign_page, make_fund, make_funding
from tests.funding.terms import terms_of as terms_of_funding

pytestmark = pytest.mark.django_db

TERMS = [
    *("cost", "threshold_percent", "threshold", "match_percent", "cap", "overfunding"),
    *("opens_at", "closes_at"),
]


def terms_of(funding: Funding) -> dict[str, Any]:
    return Funding.objects.values(*TERMS).get(pk=funding.pk)


def test_r2_a_call_that_changes_its_rules_changes_no_funding() -> None:
    call = CallFactory.create()
    funding = make_funding(call)
    before = terms_of(funding)
    call.threshold_percent, call.match_percent, call.cap = 10, 90, Decimal("1.00")
    call.overfunding = Overfunding.FIXED_SHARE
    call.save()
    assert terms_of(funding) == before
    assert make_funding(call, cost="1000.00").threshold == 100


def test_r2_a_page_that_changes_its_cost_changes_no_funding() -> None:
    funding = make_funding()
    before = terms_of(funding)
    page = make_campaign_page(funding)
    page.total_cost = Decimal("7.00")
    page.budget_lines.all().update(amount=Decimal("7.00"))
    page.save_revision().publish()
    assert terms_of(funding) == before


def test_r2_the_calls_rules_are_those_of_the_moment_of_selection() -> None:
    call = CallFactory.create(
        threshold_percent=Decimal("33.33"), match_percent=Decimal("66.67"), cap=Decimal("500.00"),
        overfunding=Overfunding.FIXED_SHARE,
    )  # fmt: skip
    funding = make_funding(call, cost="1000.00")
    funding.refresh_from_db()
    assert (funding.threshold, funding.due, funding.cap) == (Decimal("333.30"), 500, 500)
    assert funding.overfunding == Overfunding.FIXED_SHARE


@pytest.mark.parametrize(
    ("cost", "percent", "threshold"),
    [
        ("1000.01", "50", "500.01"),
        ("1000.00", "50", "500.00"),
        ("0.01", "50", "0.01"),
        ("0.01", "0.01", "0.01"),
        ("0.03", "50", "0.02"),
        ("100.00", "33.33", "33.33"),
        ("100.01", "33.33", "33.34"),
        ("9999999999.99", "100", "9999999999.99"),
    ],
)
def test_r3_the_threshold_is_rounded_up_to_the_cent(
    cost: str, percent: str, threshold: str
) -> None:
    call = CallFactory.create(threshold_percent=Decimal(percent))
    assert make_funding(call, cost=cost).threshold == Decimal(threshold)


@given(st.integers(1, 10**12 - 1), st.integers(1, 10_000))
def test_r3_a_threshold_is_never_zero_nor_above_the_cost(cents: int, hundredths: int) -> None:
    cost = Decimal(cents) / 100
    threshold = share_rounded_up(cost, Decimal(hundredths) / 100)
    assert 0 < threshold <= cost


def test_r3_500_00_is_short_of_500_01() -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call, cost="1000.01")
    give(funding, "500.00")
    assert funding.threshold_reached_at is None
    give(funding, "1.00", at=NOW + timedelta(seconds=1))
    assert funding.threshold_reached_at == NOW + timedelta(seconds=1)
    assert funding.commitment.reserved == Decimal("500.00")


def test_r3_to_the_cent_the_threshold_is_reached() -> None:
    call = CallFactory.create(donation_min="0.01")
    make_fund(call)
    funding = make_funding(call, cost="1000.01")
    give(funding, "500.00")
    give(funding, "0.01")
    assert funding.net == funding.threshold == Decimal("500.01")
    assert funding.threshold_reached_at == NOW


def test_r2_a_threshold_of_zero_is_refused() -> None:
    call = CallFactory.build(threshold_percent=Decimal("0"))
    with override("en"), pytest.raises(ValidationError, match="threshold"):
        create_funding(
            call=call,
            translation_key=uuid.uuid4(),
            slug="orto",
            title="Orto",
            cost=Decimal("1000.00"),
            opens_at=NOW,
            closes_at=NOW + timedelta(days=1),
        )


@pytest.mark.parametrize("closes_after", [timedelta(0), timedelta(days=-1)])
def test_r2_a_campaign_that_closes_before_it_opens_is_refused(closes_after: timedelta) -> None:
    with pytest.raises(ValidationError):
        make_funding(opens_at=NOW, closes_at=NOW + closes_after)


def test_r2_a_slug_is_given_once() -> None:
    make_funding(slug="orto")
    with pytest.raises(ValidationError):
        make_funding(slug="orto")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"cost": 0}, "funding_cost"),
        ({"threshold": 0}, "funding_threshold"),
        ({"threshold": F("cost") + 1}, "funding_threshold"),
        ({"closes_at": F("opens_at")}, "funding_closes_after_opening"),
        ({"refunded": 26}, "funding_net_not_negative"),
        ({"refunded": 13, "disputed": 13}, "funding_net_not_negative"),
        ({"disputed": -1}, "funding_net_not_negative"),
        ({"late_refunded": 1}, "funding_late_money"),
        ({"late_refunded": -1}, "funding_late_money"),
    ],
    ids=str,
)
def test_the_database_keeps_terms_and_totals_sane(values: dict[str, Any], constraint: str) -> None:
    funding = make_funding()
    give(funding, "25.00")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Funding.objects.update(**values)


def test_the_money_of_a_campaign_is_never_deleted() -> None:
    funding = make_funding()
    with pytest.raises(ProtectedError):
        funding.delete()
    give(funding, "25.00")
    with pytest.raises(ProtectedError):
        Funding.objects.all().delete()


@pytest.mark.parametrize("state", list(State))
def test_r2_terms_are_put_before_the_opening_only(state: State) -> None:
    funding = make_funding(state=state, opens_at=NOW + timedelta(days=1))
    terms = Terms(**(vars(terms_of_funding(funding)) | {"cost": Decimal("1200.00")}))
    if state == State.SCHEDULED:
        assert set(correct(funding=funding, terms=terms, now=NOW)) == {"cost", "threshold"}
        return
    with pytest.raises(TermsFrozen):
        correct(funding=funding, terms=terms, now=NOW)
    assert Funding.objects.get().cost == 1000


def test_r2_at_the_opening_instant_terms_are_frozen() -> None:
    funding = make_funding(state=State.SCHEDULED, opens_at=NOW)
    with pytest.raises(TermsFrozen):
        correct(funding=funding, terms=terms_of_funding(funding), now=NOW)
