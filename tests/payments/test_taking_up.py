"""R13: a request for a payment page whose sender died is taken up: no page is unknown."""

from datetime import timedelta
from typing import Final

import pytest
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments import checkouts
from campaigns.payments.checkouts import REQUEST_LIFE
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallKind,
    CallState,
    Status,
)
from campaigns.payments.taking_up import REQUEST_GRACE, take_up_pages
from campaigns.transparency.audit import audit
from tests.factories import make_open_funding

from .checkouts import begin, checkout
from .sandbox.control import Control
from .test_outbox import call_of, in_trouble, pages
from .test_refunds import Died, _dying

CREATE: Final = {"path_prefix": "/v1/checkout/sessions", "method": "POST"}


@pytest.fixture
def funding() -> Funding:
    return make_open_funding()


@pytest.mark.django_db
class TestDeaths:
    @pytest.mark.parametrize("by", ["the donor", "the worker"])
    @pytest.mark.parametrize("where", ["_commit_attempt", "_ask", "_store_page"])
    def test_a_request_that_dies_is_taken_up(
        self,
        funding: Funding,
        gateway: StripeGateway,
        bank: Control,
        monkeypatch: pytest.MonkeyPatch,
        where: str,
        by: str,
    ) -> None:
        donation = begin(funding)
        with monkeypatch.context() as patch, pytest.raises(Died):
            patch.setattr(checkouts, where, _dying(getattr(checkouts, where), 1))
            checkout(donation, gateway)
        if by == "the donor":
            assert checkout(donation, gateway).attempt == 1
            assert pages(gateway) == ["open"]
            return
        made = where == "_store_page"
        assert take_up_pages(gateway=gateway, now=timezone.now() + REQUEST_GRACE) == made
        donation.refresh_from_db()
        assert (donation.session_id is not None) == made
        assert len(pages(gateway)) == made

    def test_what_was_paid_on_a_page_nobody_stored_is_found_and_counts(
        self,
        funding: Funding,
        gateway: StripeGateway,
        bank: Control,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        donation = begin(funding)
        with monkeypatch.context() as patch, pytest.raises(Died):
            patch.setattr(checkouts, "_store_page", _dying(checkouts._store_page, 1))
            checkout(donation, gateway)
        bank.outcome(_only_page(gateway), "pay")
        assert take_up_pages(gateway=gateway, now=timezone.now() + REQUEST_GRACE) == 1
        donation.refresh_from_db()
        assert donation.status == Status.CONFIRMED
        assert call_of(donation, CallKind.CREATE_CHECKOUT).state == CallState.DONE
        assert audit(gateway=gateway)["ok"]

    def test_a_page_made_too_late_for_its_attempt_is_closed(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        """Its request was given up for lost, and reached the provider all the same."""
        donation, now = begin(funding), timezone.now()
        bank.post("faults", fault="drop_before", times=3, **CREATE)
        in_trouble(lambda: checkout(donation, gateway, now=now))
        call = call_of(donation, CallKind.CREATE_CHECKOUT)
        later = now + REQUEST_LIFE
        assert checkout(donation, gateway, now=later).attempt == 2
        bank.post("clock", advance=1)
        gateway.create_checkout(call.params, key=call.key)
        take_up_pages(gateway=gateway, now=later + REQUEST_GRACE)
        assert pages(gateway) == ["expired", "open"]

    def test_a_request_that_never_arrived_is_looked_for_and_dropped(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation, now = begin(funding), timezone.now()
        bank.post("faults", fault="drop_before", times=3, **CREATE)
        in_trouble(lambda: checkout(donation, gateway, now=now))
        for minutes in range(40):
            take_up_pages(gateway=gateway, now=now + timedelta(minutes=minutes))
        call = call_of(donation, CallKind.CREATE_CHECKOUT)
        assert (call.state, call.params) == (CallState.DROPPED, {})
        assert 3 < call.attempts < 10
        donation.refresh_from_db()
        assert donation.status == Status.CREATED
        assert checkout(donation, gateway, now=now + timedelta(minutes=41)).attempt == 2

    def test_while_the_provider_is_away_requests_are_kept(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation, now = begin(funding), timezone.now()
        bank.post("faults", fault="drop_before", times=100, path_prefix="/v1/")
        in_trouble(lambda: checkout(donation, gateway, now=now))
        take_up_pages(gateway=gateway, now=now + timedelta(hours=1))
        assert call_of(donation, CallKind.CREATE_CHECKOUT).state == CallState.COMMITTED


def _only_page(gateway: StripeGateway) -> str:
    [page] = gateway._client.v1.checkout.sessions.list().data
    return page.id
