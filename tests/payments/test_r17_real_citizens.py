"""R17: how much one payer counts, how many must pay, and who they are. Off unless a call asks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries, Settings

from campaigns.accounts.models import Organization, OrganizationPerson
from campaigns.cofinancing import services as cofinancing
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, PayerTotal, State
from campaigns.payments import payers
from campaigns.payments.confirmation import apply_report
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import DisputeReport, DisputeStatus
from campaigns.payments.models import Donation, RefundReason
from campaigns.payments.real_citizens import BY_ADDRESS, BY_NAME, BY_PAYER, context, real_citizens
from campaigns.payments.refunds import intend_refund_of_locked
from campaigns.transparency.audit import audit
from tests.factories import (
    NOW,
    CallFactory,
    OrganizationFactory,
    make_donation,
    make_fund,
    make_funding,
    make_report,
)

pytestmark = pytest.mark.django_db

CARD = "fp-of-a-card-9001"
OTHERS = ("fp-of-a-card-9002", "fp-of-a-card-9003", "fp-of-a-card-9004")


def campaign(organization: Organization | None = None, **rules: object) -> Funding:
    """A live campaign that needs 500.00, of a call with these rules about payers."""
    call = CallFactory.create(**rules)
    make_fund(call)
    return make_funding(call, cost="1000.00", organization=organization)


def pay(funding: Funding, amount: str, instrument: str | None = CARD, **fields: str) -> Donation:
    """A donation paid with a card, told as the provider tells it."""
    donation = make_donation(funding, amount, **fields)
    report = make_report(donation, instrument=instrument)
    donation = apply_report(donation_id=donation.pk, report=report, now=NOW)
    funding.refresh_from_db()
    return donation


def give_back(donation: Donation, amount: str) -> None:
    donation = Donation.objects.locked().get(pk=donation.pk)
    intend_refund_of_locked(
        donation=donation,
        funding=funding_services.lock(donation.funding_id),
        reason=RefundReason.FINANCE,
        amount=Decimal(amount),
        now=NOW,
    )


def dispute(donation: Donation, status: DisputeStatus) -> None:
    apply_dispute_report(
        report=DisputeReport(
            dispute_id=f"du_{donation.pk.hex}",
            status=status,
            payment_id=donation.payment_id,
            charge_id=None,
            amount=donation.amount,
            currency="eur",
            livemode=False,
            fee=Decimal("20.00"),
            opened_at=NOW,
        ),
        now=NOW,
    )


def is_crossed(funding: Funding) -> bool:
    funding.refresh_from_db()
    return funding.threshold_reached_at is not None


def assert_books_balance() -> None:
    told = audit()
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


def test_r17_one_payers_gifts_beyond_the_limit_do_not_cross() -> None:
    funding = campaign(payer_limit=Decimal("100.00"))
    for _ in range(10):
        pay(funding, "60.00")
    assert (funding.net, funding.over_limit) == (Decimal("600.00"), Decimal("500.00"))
    assert not is_crossed(funding)
    for other in OTHERS:
        pay(funding, "100.00", other)
    assert not is_crossed(funding)
    pay(funding, "99.99", "fp-of-a-card-9005")
    assert not is_crossed(funding)
    pay(funding, "0.01", "fp-of-a-card-9006")
    assert is_crossed(funding)
    assert_books_balance()


def test_r17_money_beyond_the_limit_counts_for_everything_else() -> None:
    funding = campaign(payer_limit=Decimal("100.00"))
    pay(funding, "900.00")
    for number in range(4):
        pay(funding, "100.00", f"fp-{number}")
    assert (funding.net, is_crossed(funding)) == (Decimal("1300.00"), True)
    assert funding.due_at_success(funding.net) == 0


def test_r17_without_enough_payers_nothing_is_reached() -> None:
    funding = campaign(min_payers=3)
    pay(funding, "400.00")
    pay(funding, "400.00")
    pay(funding, "10.00", OTHERS[0])
    assert (funding.payers, is_crossed(funding)) == (2, False)
    pay(funding, "1.00", OTHERS[1])
    assert (funding.payers, is_crossed(funding)) == (3, True)
    assert_books_balance()


def test_r17_gifts_that_tell_of_no_payer_are_payers_of_their_own() -> None:
    funding = campaign(payer_limit=Decimal("100.00"), min_payers=5)
    for _ in range(5):
        pay(funding, "100.00", None)
    assert (funding.payers, funding.over_limit, is_crossed(funding)) == (5, 0, True)
    assert set(funding.gifts.values_list("payer", flat=True)) == {""}


def test_r17_a_refund_gives_room_back() -> None:
    funding = campaign(payer_limit=Decimal("100.00"), min_payers=2)
    first = pay(funding, "300.00")
    pay(funding, "100.00")
    give_back(first, "250.00")
    funding.refresh_from_db()
    assert (funding.over_limit, funding.payers) == (Decimal("50.00"), 1)
    give_back(first, "50.00")
    funding.refresh_from_db()
    assert (funding.net, funding.over_limit, funding.payers) == (Decimal("100.00"), 0, 1)
    assert_books_balance()


def test_r17_a_payer_refunded_in_full_is_a_payer_no_more() -> None:
    funding = campaign(min_payers=2)
    gift = pay(funding, "600.00")
    pay(funding, "10.00", OTHERS[0])
    assert is_crossed(funding)
    give_back(gift, "600.00")
    funding.refresh_from_db()
    assert (funding.payers, funding.is_at_risk) == (1, True)
    assert_books_balance()


def test_r17_a_dispute_takes_a_payer_away_and_winning_it_brings_them_back() -> None:
    funding = campaign(payer_limit=Decimal("300.00"), min_payers=2)
    gift = pay(funding, "400.00")
    pay(funding, "200.00", OTHERS[0])
    assert is_crossed(funding)
    dispute(gift, DisputeStatus.OPEN)
    funding.refresh_from_db()
    assert (funding.payers, funding.over_limit, funding.is_at_risk) == (1, 0, True)
    dispute(gift, DisputeStatus.WON)
    funding.refresh_from_db()
    assert (funding.payers, funding.over_limit) == (2, Decimal("100.00"))
    assert not funding.is_at_risk
    assert_books_balance()


def test_r17_the_outcome_asks_what_the_crossing_asked() -> None:
    funding = campaign(payer_limit=Decimal("100.00"))
    pay(funding, "600.00")
    funding.state = State.SETTLING
    funding.save(update_fields=["state"])
    after = NOW + timedelta(days=31)
    locked = funding_services.lock(funding.pk)
    assert cofinancing.conclude(funding=locked, now=after) == State.FAILED
    assert_books_balance()


def test_r17_off_by_default_nothing_changes_and_nobody_is_counted() -> None:
    funding = campaign()
    for _ in range(5):
        pay(funding, "100.00")
    assert is_crossed(funding)
    assert (funding.payers, funding.over_limit) == (0, 0)
    assert not PayerTotal.objects.exists()
    assert_books_balance()


def test_r2_the_rules_about_payers_are_frozen_with_the_other_terms() -> None:
    funding = campaign(payer_limit=Decimal("100.00"), min_payers=7)
    funding.call.payer_limit = None
    funding.call.min_payers = 0
    funding.call.save()
    funding.refresh_from_db()
    assert (funding.payer_limit, funding.min_payers) == (Decimal("100.00"), 7)


def test_r16_what_the_provider_knows_of_a_card_is_nowhere_in_the_database() -> None:
    funding = campaign(payer_limit=Decimal("100.00"))
    gift = pay(funding, "60.00")
    assert gift.payer == payers.digest(CARD)
    assert len(gift.payer) == 64
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT count(*) FROM {connection.ops.quote_name(table)} AS r "
                "WHERE r::text LIKE %s",
                [f"%{CARD}%"],
            )
            assert cursor.fetchone() == (0,), table


def test_payers_are_told_apart_by_a_key_of_the_house(settings: Settings) -> None:
    with_secret_key = payers.digest(CARD)
    assert payers.digest(CARD) == with_secret_key
    settings.PAYER_KEY = "another-key"
    assert payers.digest(CARD) not in (with_secret_key, CARD)
    settings.SECRET_KEY = "rotated-secret-key-0123456789abcdefghijklmnop"
    assert payers.digest(CARD) != with_secret_key
    assert payers.digest(None) == payers.digest("") == ""


class TestFlags:
    @pytest.fixture
    def organization(self) -> Organization:
        organization = OrganizationFactory.create(name="Orti Uniti")
        OrganizationPerson.objects.create(
            organization=organization, name="Ugo Orti", email="Ugo@orti.example"
        )
        return organization

    def test_gifts_of_a_proponents_people_are_flagged(self, organization: Organization) -> None:
        funding = campaign(organization)
        by_address = pay(funding, "100.00", email="uGO@orti.example")
        by_card = pay(funding, "50.00", email="zia@example.org")
        by_name = pay(funding, "30.00", OTHERS[0], company=" orti uniti".strip())
        pay(funding, "70.00", OTHERS[1])
        give_back(by_address, "40.00")
        funding.refresh_from_db()

        found = real_citizens(funding)

        assert {(flag.donation, flag.amount, flag.why) for flag in found.flags} == {
            (by_address, Decimal("60.00"), BY_ADDRESS),
            (by_card, Decimal("50.00"), BY_PAYER),
            (by_name, Decimal("30.00"), BY_NAME),
        }
        assert (found.flagged, found.net_without) == (Decimal("140.00"), Decimal("70.00"))
        assert (found.payers, found.payers_without) == (3, 1)

    def test_a_card_known_from_another_campaign_is_recognized(
        self, organization: Organization
    ) -> None:
        pay(campaign(organization), "10.00", email="ugo@orti.example")
        funding = campaign(organization)
        gift = pay(funding, "10.00", email="nessuno@example.org")
        assert [flag.donation for flag in real_citizens(funding).flags] == [gift]

    def test_another_proponents_people_are_anybody(self, organization: Organization) -> None:
        funding = campaign(OrganizationFactory.create())
        pay(funding, "10.00", email="ugo@orti.example")
        pay(funding, "10.00", None, email="")
        assert real_citizens(funding).flags == []

    @pytest.mark.parametrize(("others", "decides"), [("500.00", False), ("499.99", True)])
    def test_finance_is_told_when_the_threshold_rests_on_them(
        self, organization: Organization, others: str, decides: bool
    ) -> None:
        funding = campaign(organization)
        pay(funding, "100.00", email="ugo@orti.example")
        pay(funding, others, OTHERS[0])
        found = real_citizens(funding)
        assert (found.decides, found.is_watched) == (decides, True)
        page = render_to_string("payments/admin/real_citizens.html", context(funding))
        assert ("help-critical" in page, "help-warning" in page) == (decides, not decides)

    def test_what_counts_without_them_follows_the_limit(self, organization: Organization) -> None:
        funding = campaign(organization, payer_limit=Decimal("100.00"))
        pay(funding, "400.00", email="ugo@orti.example")
        pay(funding, "300.00", OTHERS[0])
        found = real_citizens(funding)
        assert (found.counted, found.counted_without) == (Decimal("200.00"), Decimal("100.00"))
        assert found.counted == funding.net - funding.over_limit

    def test_a_crowd_costs_no_more_queries(
        self,
        organization: Organization,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        funding = campaign(organization)
        for number in range(6):
            pay(funding, "10.00", f"fp-{number}", email="ugo@orti.example")
            pay(funding, "10.00", f"fp-other-{number}")
        funding = Funding.objects.select_related("organization").get(pk=funding.pk)
        with django_assert_num_queries(5):
            real_citizens(funding)
