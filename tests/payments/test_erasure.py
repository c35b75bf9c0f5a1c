"""R16, R12: donors are forgotten when they ask for it and nothing is open; the books stay."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from campaigns.funding.models import Funding, PayerTotal, State
from campaigns.ledger.models import Entry
from campaigns.payments import closing, donor_acts, erasure, tasks
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallKind,
    CallState,
    Dispute,
    DisputeState,
    Donation,
    DonorKind,
    ErasureRequest,
    EventState,
    Notice,
    NoticeKind,
    NoticeState,
    Provider,
    ProviderCall,
    ProviderEvent,
    Refund,
    RefundReason,
    RefundState,
    RequestState,
    Status,
    TransferDetails,
)
from campaigns.payments.refunds import decide_refunds
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, give, make_donation, make_fund, make_funding

PERSON: dict[str, Any] = {
    "name": "Ildegarda Quattrocchi",
    "email": "ildegarda@example.org",
    "message": "Da parte di Ildegarda",
    "return_url": "https://example.org/ildegarda",
}
LATER = NOW + timedelta(days=31)


@pytest.fixture
def funding(db: None) -> Funding:
    funding = make_funding(cost="1000.00", closes_at=NOW + timedelta(days=1))
    make_fund(funding.call)
    return funding


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return give(funding, "25.00", **PERSON)


def ask(donation: Donation) -> ErasureRequest:
    return erasure.ask_erasure(donation_id=donation.pk, now=NOW)


def end(funding: Funding, state: State = State.SUCCEEDED) -> None:
    """Write an end into a funding: for what only looks at its state."""
    Funding.objects.filter(pk=funding.pk).update(state=state)


def store_event(
    donation: Donation,
    *,
    object_id: str = "",
    state: EventState = EventState.APPLIED,
    received_at: datetime = NOW,
) -> ProviderEvent:
    """An event that names the donor."""
    return ProviderEvent.objects.create(
        provider=Provider.STRIPE,
        event_id=f"evt_{ProviderEvent.objects.count()}",
        type="checkout.session.completed",
        object_id=object_id,
        body=f'{{"donation": "{donation.pk}", "email": "{PERSON["email"]}"}}',
        digest="d" * 64,
        state=state,
        next_attempt_at=received_at,
        received_at=received_at,
    )


def traces(donation: Donation) -> list[str]:
    """Where a row of payments still tells who gave."""
    told: list[Any] = [
        *Donation.objects.filter(pk=donation.pk).values(),
        *ProviderEvent.objects.values(),
        *ProviderCall.objects.values(),
        *TransferDetails.objects.values(),
        *donation.refund_requests.values(),
        *Notice.objects.values(),
        *Entry.objects.values(),
    ]
    texts = [str(row) for row in told]
    return [text for text in texts if "ldegarda" in text or "IT60" in text]


def test_r16_a_donor_of_a_failed_campaign_is_forgotten_once_refunded(
    funding: Funding, donation: Donation, gateway: StripeGateway
) -> None:
    request = ask(donation)
    assert erasure.run_erasures(now=NOW) == 0
    closing.advance(now=funding.closes_at, gateway=gateway)
    assert erasure.run_erasures(now=LATER) == 0, "the refund is not decided yet"
    decide_refunds(now=LATER)
    Notice.objects.update(state=NoticeState.SENT)
    assert erasure.run_erasures(now=LATER) == 1
    donation.refresh_from_db()
    request.refresh_from_db()
    assert traces(donation) == []
    assert (donation.erased_at, request.done_at) == (LATER, LATER)
    assert (donation.amount, donation.refunded_amount) == (Decimal("25.00"), Decimal("25.00"))
    assert audit()["ok"]


def test_r16_a_donor_of_a_funded_campaign_is_forgotten_and_the_money_stays(
    funding: Funding, donation: Donation, gateway: StripeGateway
) -> None:
    give(funding, "600.00")
    ask(donation)
    closing.advance(now=funding.closes_at, gateway=gateway)
    Notice.objects.update(state=NoticeState.SENT)
    assert erasure.run_erasures(now=LATER) == 1
    funding.refresh_from_db()
    assert funding.state == State.SUCCEEDED
    assert funding.net == Decimal("625.00")
    assert traces(donation) == []
    assert audit()["ok"]


def test_r16_everything_that_names_the_donor_goes(funding: Funding) -> None:
    donation = give(funding, provider=Provider.STRIPE, session_id="cs_1", **PERSON)
    store_event(donation, object_id="cs_1")
    store_event(Donation(), object_id=donation.payment_id or "")
    store_event(donation, object_id="ch_old", state=EventState.QUARANTINED)
    ProviderCall.objects.create(
        kind=CallKind.CREATE_CHECKOUT,
        key="k",
        params={"customer_email": PERSON["email"]},
        donation=donation,
        state=CallState.REFUSED,
        next_attempt_at=NOW,
        created_at=NOW,
    )
    donor_acts.ask_refund(donation_id=donation.pk, reason="Sono Ildegarda", now=NOW)
    donation.refund_requests.update(state=RequestState.REFUSED, answer="Cara Ildegarda, no")
    refund = Refund.objects.create(
        donation=donation,
        amount=donation.amount,
        reason=RefundReason.FINANCE,
        state=RefundState.PAID,
        created_at=NOW,
    )
    TransferDetails.objects.create(
        refund=refund,
        holder="Ildegarda",
        iban="IT60X0542811101000000123456",
        last_digits="3456",
        given_at=NOW,
    )
    assert len(traces(donation)) == 7
    ask(donation)
    end(funding)
    Notice.objects.update(state=NoticeState.SENT)
    assert erasure.run_erasures(now=LATER) == 1
    assert traces(donation) == []
    assert set(ProviderEvent.objects.values_list("digest", flat=True)) == {"d" * 64}
    donation.refresh_from_db()
    assert donation.payment_id


def test_r16_the_law_keeps_a_companys_name_and_vat_number(funding: Funding) -> None:
    donation = give(
        funding,
        donor_kind=DonorKind.COMPANY,
        company="Officine Lambro s.r.l.",
        vat_number="IT00743110157",
        **PERSON,
    )
    ask(donation)
    end(funding)
    erasure.run_erasures(now=LATER)
    donation.refresh_from_db()
    assert (donation.name, donation.email) == ("", "")
    assert (donation.company, donation.vat_number) == ("Officine Lambro s.r.l.", "IT00743110157")


@pytest.mark.parametrize(
    "state", [state for state in State if state not in ("succeeded", "failed", "cancelled")]
)
def test_r16_a_campaign_under_way_needs_its_donors(
    funding: Funding, donation: Donation, state: State
) -> None:
    ask(donation)
    end(funding, state)
    assert erasure.run_erasures(now=LATER) == 0


@pytest.mark.parametrize("status", [Status.CREATED, Status.AWAITING, Status.PROCESSING])
def test_r16_a_payment_under_way_needs_its_donor(funding: Funding, status: Status) -> None:
    donation = make_donation(funding, status=status)
    ask(donation)
    end(funding)
    assert erasure.run_erasures(now=LATER) == 0
    Donation.objects.update(status=Status.FAILED)
    assert erasure.run_erasures(now=LATER) == 1


@pytest.mark.parametrize(
    "state", [RefundState.INTENDED, RefundState.WAITING, RefundState.PENDING, RefundState.OWED]
)
def test_r16_a_refund_not_yet_paid_needs_its_donor(
    funding: Funding, donation: Donation, state: RefundState
) -> None:
    refund = Refund.objects.create(
        donation=donation,
        amount=Decimal("5.00"),
        reason=RefundReason.FINANCE,
        state=state,
        created_at=NOW,
        owed_at=NOW,
    )
    ask(donation)
    end(funding)
    assert erasure.run_erasures(now=LATER) == 0
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.PAID)
    assert erasure.run_erasures(now=LATER) == 1


@pytest.mark.parametrize("state", [DisputeState.INQUIRY, DisputeState.OPEN])
def test_r16_an_open_dispute_needs_its_donor(
    funding: Funding, donation: Donation, state: DisputeState
) -> None:
    counted = donation.amount if state == DisputeState.OPEN else Decimal("0.00")
    Dispute.objects.create(
        provider_id="dp_1",
        donation=donation,
        amount=donation.amount,
        counted=counted,
        state=state,
        opened_at=NOW,
    )
    ask(donation)
    end(funding)
    assert erasure.run_erasures(now=LATER) == 0
    Dispute.objects.update(state=DisputeState.WON, counted=0)
    assert erasure.run_erasures(now=LATER) == 1


def test_r16_a_question_to_finance_or_a_message_under_way_needs_its_donor(
    funding: Funding, donation: Donation
) -> None:
    donor_acts.ask_refund(donation_id=donation.pk, reason="Perché", now=NOW)
    ask(donation)
    end(funding)
    assert erasure.run_erasures(now=LATER) == 0
    donation.refund_requests.update(state=RequestState.REFUSED)
    notice = Notice.objects.create(
        key="k", kind=NoticeKind.SUCCEEDED, donation=donation, created_at=NOW
    )
    assert erasure.run_erasures(now=LATER) == 0
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SENT)
    assert erasure.run_erasures(now=LATER) == 1


def test_r16_an_event_to_be_applied_or_a_call_to_be_made_comes_first(
    funding: Funding, donation: Donation
) -> None:
    event = store_event(donation, state=EventState.PENDING)
    ask(donation)
    end(funding)
    assert erasure.run_erasures(now=LATER) == 0
    ProviderEvent.objects.filter(pk=event.pk).update(state=EventState.APPLIED)
    call = ProviderCall.objects.create(
        kind=CallKind.REFUND, key="k", donation=donation, next_attempt_at=NOW, created_at=NOW
    )
    assert erasure.run_erasures(now=LATER) == 0
    ProviderCall.objects.filter(pk=call.pk).update(state=CallState.DONE)
    assert erasure.run_erasures(now=LATER) == 1


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_r9_who_is_still_to_be_refunded_is_not_forgotten(
    funding: Funding, donation: Donation, state: State
) -> None:
    ask(donation)
    end(funding, state)
    assert erasure.run_erasures(now=LATER) == 0


def test_who_did_not_ask_is_not_forgotten(funding: Funding, donation: Donation) -> None:
    other = give(funding, "10.00", **PERSON)
    ask(other)
    ask(other)
    end(funding)
    assert erasure.run_erasures(now=LATER) == 1
    assert erasure.run_erasures(now=LATER) == 0
    donation.refresh_from_db()
    assert donation.name == PERSON["name"]
    assert donation.erased_at is None


def test_r17_the_payers_digest_stays_only_where_a_rule_counts_payers(db: None) -> None:
    plain = make_funding()
    ruled = make_funding(CallFactory.create(payer_limit=Decimal("50.00")))
    kept = {}
    for funding in (plain, ruled):
        make_fund(funding.call)
        donation = give(funding, payer="f" * 64)
        ask(donation)
        end(funding)
        erasure.run_erasures(now=LATER)
        donation.refresh_from_db()
        kept[funding.pk] = donation.payer
    assert kept == {plain.pk: "", ruled.pk: "f" * 64}
    assert PayerTotal.objects.filter(funding=ruled).exists()


def test_one_trouble_holds_up_no_other(
    funding: Funding, donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = give(funding, "10.00", **PERSON)
    ask(donation)
    ask(other)
    end(funding)
    settled = erasure.is_settled

    def stumble(each: Donation) -> bool:
        if each.pk == donation.pk:
            raise RuntimeError("a fault on order")
        return settled(each)

    monkeypatch.setattr(erasure, "is_settled", stumble)
    assert erasure.run_erasures(now=LATER) == 1


class TestBodiesOfEvents:
    def test_r12_they_are_blanked_after_the_retention_time(
        self, donation: Donation, settings: Settings
    ) -> None:
        settings.EVENT_BODY_RETENTION_DAYS = 30
        old = store_event(donation, received_at=NOW - timedelta(days=31))
        young = store_event(donation, received_at=NOW - timedelta(days=29))
        assert erasure.blank_old_events(now=NOW) == 1
        assert erasure.blank_old_events(now=NOW) == 0
        for event in (old, young):
            event.refresh_from_db()
        assert (old.body, bool(young.body)) == ("", True)
        assert old.digest == "d" * 64

    def test_what_is_still_to_be_applied_is_kept(self, donation: Donation) -> None:
        store_event(donation, state=EventState.PENDING, received_at=NOW - timedelta(days=400))
        assert erasure.blank_old_events(now=NOW) == 0

    def test_the_nightly_job_does_both(self, funding: Funding, donation: Donation) -> None:
        store_event(donation, received_at=NOW - timedelta(days=4000))
        ask(donation)
        end(funding)
        tasks.forget(timestamp=0)
        donation.refresh_from_db()
        assert donation.name == ""
        assert ProviderEvent.objects.get().body == ""
