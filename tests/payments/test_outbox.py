"""R13: whatever is lost, slow or dead between us and the provider, it has one object of each."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.db import connection, transaction
from django.utils import timezone
from stripe._stripe_service import StripeService

from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.payments import checkouts, closing, outbox, refunds
from campaigns.payments.checkouts import REQUEST_LIFE, open_checkout
from campaigns.payments.gateways.contract import GatewayUnavailable, PaymentStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.links import ReturnUrls
from campaigns.payments.models import (
    CallKind,
    CallState,
    Donation,
    ProviderCall,
    RefundReason,
    RefundState,
    Status,
)
from campaigns.payments.refund_sending import run_refunds
from campaigns.payments.sandbox.server import Sandbox
from campaigns.payments.taking_up import REQUEST_GRACE, take_up_pages
from campaigns.transparency.audit import audit
from tests.conftest import SANDBOX_KEY
from tests.factories import make_fund, make_open_funding

from .checkouts import begin, begin_checkout, checkout
from .sandbox.control import Control
from .test_refunds import Died, _dying, failed_campaign

FAULTS: Final = {
    "drop_before": 3,
    "drop_after": 3,
    "500": 3,
    "500_after": 3,
    "500_stored": 1,
    "409": 3,
    "429": 1,
    "delay": 3,
    "delay_after": 3,
}
"""How often each must strike for the SDK to give up."""
OTHER_URLS: Final = ReturnUrls(success="http://127.0.0.1/other/", cancel="http://127.0.0.1/no/")
CREATE: Final = {"path_prefix": "/v1/checkout/sessions", "method": "POST"}
REFUND: Final = {"path_prefix": "/v1/refunds", "method": "POST"}


@pytest.fixture
def funding() -> Funding:
    return make_open_funding()


@pytest.fixture
def hasty(payment_sandbox: Sandbox) -> StripeGateway:
    """A gateway that soon gives up waiting."""
    return StripeGateway(secret_key=SANDBOX_KEY, api_base=payment_sandbox.url, timeout_seconds=0.25)


def order(bank: Control, fault: str, **where: Any) -> None:
    seconds = {"seconds": 0.5} if fault.startswith("delay") else {}
    bank.post("faults", fault=fault, times=FAULTS[fault], **seconds, **where)


def in_trouble(act: Callable[[], object]) -> None:
    with pytest.raises(GatewayUnavailable):
        act()


def pages(gateway: StripeGateway) -> list[str]:
    """States of all payment pages at the provider, newest first."""
    listed = gateway._client.v1.checkout.sessions.list(params={"limit": 100}).data
    return [str(session.status) for session in listed]


def call_of(donation: Donation, kind: CallKind) -> ProviderCall:
    return donation.calls.filter(kind=kind).latest("pk")


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
class TestFaults:
    def test_one_payment_page_is_made(
        self,
        funding: Funding,
        gateway: StripeGateway,
        hasty: StripeGateway,
        bank: Control,
        fault: str,
    ) -> None:
        donation = begin(funding)
        order(bank, fault, **CREATE)
        in_trouble(lambda: checkout(donation, hasty))
        waiting = call_of(donation, CallKind.CREATE_CHECKOUT)
        assert (waiting.attempts, bool(waiting.error)) == (1, True)
        resumed = open_checkout(
            donation_id=donation.pk, urls=OTHER_URLS, gateway=gateway, now=timezone.now()
        )
        assert (resumed.status, pages(gateway)) == (Status.AWAITING, ["open"])
        assert resumed.attempt == (2 if fault == "500_stored" else 1)
        done = call_of(donation, CallKind.CREATE_CHECKOUT)
        assert (done.state, done.result_id) == (CallState.DONE, resumed.session_id)
        assert set(donation.calls.values_list("params__customer_email", flat=True)) == {None}

    def test_a_payment_page_is_closed_once(
        self,
        funding: Funding,
        gateway: StripeGateway,
        hasty: StripeGateway,
        bank: Control,
        fault: str,
    ) -> None:
        donation, now = begin_checkout(funding, gateway), timezone.now()
        path = f"/v1/checkout/sessions/{donation.session_id}/expire"
        order(bank, fault, path_prefix=path)
        if fault == "500_stored":
            bank.post("faults", fault="500", path_prefix=path)
        in_trouble(lambda: outbox.expire(donation, hasty, now))
        assert call_of(donation, CallKind.EXPIRE_CHECKOUT).state == CallState.COMMITTED
        later = now + REQUEST_GRACE + timedelta(hours=21 if fault == "500_stored" else 0)
        assert take_up_pages(gateway=gateway, now=later) == 1
        donation.refresh_from_db()
        assert (donation.status, pages(gateway)) == (Status.EXPIRED, ["expired"])
        assert call_of(donation, CallKind.EXPIRE_CHECKOUT).state == CallState.DONE

    def test_a_part_is_given_back_once(
        self, gateway: StripeGateway, hasty: StripeGateway, bank: Control, fault: str
    ) -> None:
        """In part: the provider itself would not refuse a second one."""
        now = timezone.now()
        [donation] = give_back_half(gateway, bank, now)
        order(bank, fault, **REFUND)
        run_refunds(gateway=hasty, now=now)
        assert donation.refunds.get().state == RefundState.INTENDED
        run_refunds(gateway=gateway, now=now + 2 * outbox.FIRST_DELAY)
        assert donation.refunds.get().state == RefundState.PAID
        listed = gateway._client.v1.refunds.list(params={"limit": 100}).data
        assert [refund.amount for refund in listed] == [500]
        assert audit(gateway=gateway)["ok"]


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


@pytest.mark.django_db
class TestClosingPages:
    def test_a_page_that_was_paid_is_told_of_and_stays_paid(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = begin_checkout(funding, gateway)
        bank.outcome(str(donation.session_id), "pay")
        report = outbox.expire(donation, gateway, timezone.now())
        assert report.status == PaymentStatus.PAID
        assert call_of(donation, CallKind.EXPIRE_CHECKOUT).state == CallState.DONE

    def test_a_page_that_stays_open_is_closed_with_another_key(
        self, funding: Funding, gateway: StripeGateway, bank: Control, monkeypatch: Any
    ) -> None:
        donation, now = begin_checkout(funding, gateway), timezone.now()
        still_open = gateway.fetch_checkout(str(donation.session_id))
        with monkeypatch.context() as patch:
            patch.setattr(gateway, "expire_checkout", lambda session_id, key: still_open)
            assert outbox.expire(donation, gateway, now).status == PaymentStatus.OPEN
        assert outbox.expire(donation, gateway, now).status == PaymentStatus.EXPIRED
        closings = donation.calls.filter(kind=CallKind.EXPIRE_CHECKOUT)
        assert closings.values_list("key", flat=True).distinct().count() == 2


@pytest.mark.committed
def test_r13_the_provider_is_never_called_inside_a_transaction(
    committed_db: str, gateway: StripeGateway, bank: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    request = StripeService._request

    def watched(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        assert not connection.in_atomic_block, url
        asked.append(method)
        return request(self, method, url, *args, **kwargs)

    monkeypatch.setattr(StripeService, "_request", watched)
    now = timezone.now()
    give_back_half(gateway, bank, now)
    run_refunds(gateway=gateway, now=now)
    funding = make_open_funding()
    make_fund(funding.call)
    first, second = begin_checkout(funding, gateway), begin_checkout(funding, gateway)
    gateway.expire_checkout(str(first.session_id), key="close")
    checkout(first, gateway)
    ProviderCall.objects.update(state=CallState.COMMITTED)
    Donation.objects.filter(pk=second.pk).update(session_id=None)
    take_up_pages(gateway=gateway, now=now + REQUEST_GRACE)
    run_refunds(gateway=gateway, now=now + timedelta(days=1))
    closing.advance(now=funding.closes_at, gateway=gateway)
    funding.refresh_from_db()
    assert funding.state == State.FAILED
    assert len(asked) > 12


def give_back_half(gateway: StripeGateway, bank: Control, now: datetime) -> list[Donation]:
    """A donation of 10.00 to a live campaign, of which finance gives back 5.00; nothing is sent."""
    funding = failed_campaign(gateway, bank, 1)
    Funding.objects.update(state=State.LIVE, settled_at=None, settled_net=None)
    with transaction.atomic():
        donation = Donation.objects.locked().get(funding=funding)
        refunds.intend_refund_of_locked(
            donation=donation,
            funding=funding_services.lock(funding.pk),
            reason=RefundReason.FINANCE,
            now=now,
            amount=donation.amount / 2,
        )
    return [donation]


def _only_page(gateway: StripeGateway) -> str:
    [page] = gateway._client.v1.checkout.sessions.list().data
    return page.id
