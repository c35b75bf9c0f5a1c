"""R13: whatever is lost, slow or dead between us and the provider, it has one object of each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.utils import timezone
from stripe._stripe_service import StripeService

from campaigns.funding.models import Funding, State
from campaigns.payments import closing, outbox
from campaigns.payments.checkouts import open_checkout
from campaigns.payments.gateways.contract import GatewayUnavailable, PaymentStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.links import ReturnUrls
from campaigns.payments.models import (
    CallKind,
    CallState,
    Donation,
    ProviderCall,
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
from .giving_back import give_back_in_part
from .sandbox.control import Control

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
        give_back_in_part(gateway, bank, 1, now)
        donation = Donation.objects.get()
        order(bank, fault, **REFUND)
        run_refunds(gateway=hasty, now=now)
        assert donation.refunds.get().state == RefundState.INTENDED
        run_refunds(gateway=gateway, now=now + 2 * outbox.FIRST_DELAY)
        assert donation.refunds.get().state == RefundState.PAID
        listed = gateway._client.v1.refunds.list(params={"limit": 100}).data
        assert [refund.amount for refund in listed] == [500]
        assert audit(gateway=gateway)["ok"]


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
    give_back_in_part(gateway, bank, 1, now)
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
