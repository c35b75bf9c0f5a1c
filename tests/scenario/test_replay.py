"""The replay's clock: campaigns open, close, settle, refund and top up on their dates."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry, Kind
from campaigns.payments import closing
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.models import Donation, Refund, RefundReason, RefundState
from campaigns.transparency.audit import audit
from home.scenario.loading import load_scenario

from .documents import AFTER, CLOSES_AT, DURING, OPENS_AT, campaign, document, gift

pytestmark = pytest.mark.django_db

LATER = "2026-04-20T00:00:00+02:00"


def load(
    *campaigns: dict[str, Any], now: str = AFTER, fund: str = "400000.00", **rules: Any
) -> None:
    assert load_scenario(document(*campaigns, fund=fund, **rules), now=datetime.fromisoformat(now))
    told = audit()
    assert told["ok"], told["checks"]


def funding(slug: str = "orto") -> Funding:
    return Funding.objects.select_related("commitment").get(slug=slug)


def moved(text: str, microseconds: int) -> str:
    return (datetime.fromisoformat(text) + timedelta(microseconds=microseconds)).isoformat()


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (moved(OPENS_AT, -1), State.SCHEDULED),
        (OPENS_AT, State.LIVE),
        (moved(CLOSES_AT, -1), State.LIVE),
        (CLOSES_AT, State.FAILED),
    ],
)
def test_now_decides_where_the_campaign_stands(now: str, state: State) -> None:
    load(campaign(), now=now)
    assert funding().state == state


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (moved(OPENS_AT, -1), True),
        (OPENS_AT, False),
        (moved(CLOSES_AT, -1), False),
        (CLOSES_AT, True),
        (LATER, True),
    ],
)
def test_r8_r10_the_window_is_half_open_to_the_microsecond(at: str, late: bool) -> None:
    load(campaign("orto", gift("600.00", at=at)))
    donation = Donation.objects.get()
    assert donation.late is late
    assert funding().state == (State.FAILED if late else State.SUCCEEDED)
    assert funding().late == funding().late_refunded == (600 if late else 0)
    assert donation.refunded_amount == (600 if late else 0)


def test_r10_late_money_is_refunded_at_its_instant_and_never_enters_the_net() -> None:
    load(campaign("orto", gift("700.00", at=LATER), gift("600.00")))
    refund = Refund.objects.get()
    assert (refund.reason, refund.state, refund.amount) == (
        RefundReason.LATE,
        RefundState.PAID,
        700,
    )
    assert refund.created_at == refund.paid_at == datetime.fromisoformat(LATER)
    assert (funding().net, funding().settled_net) == (600, 600)


def test_r9_a_failed_campaign_refunds_everybody_in_full_at_its_closing() -> None:
    load(campaign("orto", *[gift("10.00") for _ in range(5)], gift("449.99")))
    assert (funding().state, funding().net, funding().refunded) == (
        State.FAILED,
        0,
        Decimal("499.99"),
    )
    assert Refund.objects.count() == 6
    assert set(Refund.objects.values_list("state", "paid_at")) == {
        (RefundState.PAID, datetime.fromisoformat(CLOSES_AT))
    }
    assert Entry.objects.filter(kind=Kind.REFUND_PAID).count() == 6


def test_at_one_instant_closings_come_before_openings_and_donations() -> None:
    closing_one = campaign("prima", gift("500.00"))
    crossing = campaign("poi", gift("500.00", at=CLOSES_AT), closes_at=LATER, opens_at=CLOSES_AT)
    full = campaign("piena", gift("500.00", at=moved(DURING, 1)), closes_at=LATER)
    load(crossing, full, closing_one, fund="500.00", threshold_percent="50", now=CLOSES_AT)

    granted = {each.funding.slug: each.committed for each in Commitment.objects.all()}
    assert granted == {"prima": 500, "piena": 0, "poi": 0}
    assert funding("poi").state == State.LIVE
    assert funding("poi").net == 500


def test_a_release_at_an_instant_is_there_for_the_gift_of_that_instant() -> None:
    leaving = campaign("prima", gift("900.00"))
    crossing = campaign("poi", gift("500.00", at=CLOSES_AT), closes_at=LATER)
    load(leaving, crossing, fund="500.00", now=CLOSES_AT)
    assert funding("prima").commitment.granted == 100
    assert funding("poi").commitment.reserved == 400
    assert Entry.objects.filter(kind=Kind.TOP_UP).count() == 0


def test_donations_of_one_instant_come_in_the_order_of_the_file() -> None:
    first, second = campaign("b", gift("500.00")), campaign("a", gift("500.00"))
    load(first, second, fund="500.00", now=DURING)
    assert funding("b").commitment.reserved == 500
    assert (funding("a").commitment.reserved, funding("a").commitment.serial) == (0, 2)


def test_donations_out_of_order_in_the_file_are_replayed_in_order_of_time() -> None:
    early, late = gift("300.00", at=DURING), gift("300.00", at=moved(DURING, 1))
    load(campaign("orto", late, early), now=moved(DURING, 2))
    assert funding().threshold_reached_at == datetime.fromisoformat(moved(DURING, 1))


def test_instants_are_compared_whatever_their_offset() -> None:
    load(
        campaign(
            "orto",
            gift("500.00", at="2026-03-31T21:59:59.999999Z"),
            gift("500.00", at="2026-04-01T03:00:00+05:00"),
        )
    )
    assert sorted(Donation.objects.values_list("late", flat=True)) == [False, True]


def test_a_donation_at_now_is_taken() -> None:
    load(campaign("orto", gift("25.00", at=DURING)), now=DURING)
    assert funding().net == 25


def test_after_the_load_the_campaigns_go_on_by_the_platforms_clock() -> None:
    load(campaign("orto", gift("600.00")), campaign("teatro"), now=DURING)
    closing.advance(now=datetime.fromisoformat(CLOSES_AT), gateway=get_gateway())
    assert (funding("orto").state, funding("teatro").state) == (State.SUCCEEDED, State.FAILED)


def test_the_audit_holds_between_any_two_instants() -> None:
    campaigns = [
        campaign(f"c-{number}", gift("600.00"), closes_at=moved(CLOSES_AT, number))
        for number in range(4)
    ]
    for number in range(1, 4):
        content = [{**each, "slug": f"{each['slug']}-{number}"} for each in campaigns]
        scenario = document(*content, fund="1250.00")
        scenario["call"]["slug"] = f"avviso-{number}"
        load_scenario(scenario, now=datetime.fromisoformat(moved(CLOSES_AT, number - 1)))
        told = audit()
        assert told["ok"], told["checks"]
    assert Fund.objects.get(call__slug="avviso-3").granted == 1200
