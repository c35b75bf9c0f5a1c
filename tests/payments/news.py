"""Everything that donors are told of, made to happen."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from campaigns.cofinancing import services as cofinancing
from campaigns.funding import services as funding_services
from campaigns.funding.models import Act, ActKind, Funding, Handover, Reward, State
from campaigns.payments import refunds
from campaigns.payments.models import (
    DeliveryProblem,
    DeliveryState,
    Donation,
    NoticeKind,
    Refund,
    RefundReason,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
    RewardDelivery,
    Status,
    TransferDetails,
)
from tests.cofinancing.grants import set_anew
from tests.factories import NOW

from .mailing import mail_of, paid


def step_to(funding: Funding, *states: State) -> None:
    with transaction.atomic():
        locked = funding_services.lock(funding.pk)
        for state in states:
            funding_services.step(funding=locked, to=state, now=NOW)
    funding.refresh_from_db()


def conclude(funding: Funding) -> None:
    with transaction.atomic():
        locked = funding_services.lock(funding.pk)
        funding_services.step(funding=locked, to=State.SETTLING, now=NOW)
        cofinancing.conclude(funding=locked, now=NOW)


def act_on(funding: Funding, kind: ActKind) -> str:
    act = Act.objects.create(
        funding=funding,
        kind=kind,
        number="7",
        date=date(2026, 3, 9),
        reason="internal words",
        public_reason_it="Il terreno è stato venduto",
        public_reason_en="The land was sold",
        at=NOW,
    )
    return str(act.pk)


def refund_of(donation: Donation, *, amount: str = "10.00", **values: Any) -> str:
    with transaction.atomic():
        locked = Donation.objects.locked().get(pk=donation.pk)
        refund = refunds.intend_refund_of_locked(
            donation=locked,
            funding=funding_services.lock(donation.funding_id),
            reason=values.pop("reason", RefundReason.FINANCE),
            now=NOW,
            amount=Decimal(amount),
        )
    assert refund is not None
    Refund.objects.filter(pk=refund.pk).update(**values)
    return str(refund.pk)


def plain(donation: Donation) -> str:
    return ""


def processing(donation: Donation) -> str:
    Donation.objects.filter(pk=donation.pk).update(status=Status.PROCESSING, confirmed_at=None)
    return ""


def failed_payment(donation: Donation) -> str:
    Donation.objects.filter(pk=donation.pk).update(status=Status.FAILED, confirmed_at=None)
    return "1"


def refunded(donation: Donation) -> str:
    return refund_of(donation)


def owed(donation: Donation) -> str:
    return refund_of(donation, state=RefundState.OWED, owed_at=NOW)


def transferred(donation: Donation) -> str:
    refund = refund_of(donation, state=RefundState.PAID, paid_at=NOW, transfer_reference="CRO 77")
    TransferDetails.objects.create(refund_id=refund, last_digits="4321", given_at=NOW)
    return refund


def refused(donation: Donation) -> str:
    request = RefundRequest.objects.create(
        donation=donation,
        amount="25.00",
        reason="Please",
        answer="The project\nhas begun.",
        origin=RequestOrigin.DONOR,
        state=RequestState.REFUSED,
        requested_at=NOW,
    )
    return str(request.pk)


def crossed(donation: Donation) -> str:
    paid(donation.funding, "500.00", email="other@example.org")
    return ""


def suspended(donation: Donation) -> str:
    step_to(donation.funding, State.SUSPENDED)
    return act_on(donation.funding, ActKind.SUSPENSION)


def resumed(donation: Donation) -> str:
    return act_on(donation.funding, ActKind.RESUMPTION)


def succeeded(donation: Donation) -> str:
    crossed(donation)
    conclude(donation.funding)
    return ""


def failed_campaign(donation: Donation) -> str:
    conclude(donation.funding)
    return ""


def cancelled(donation: Donation) -> str:
    step_to(donation.funding, State.CANCELLED)
    return act_on(donation.funding, ActKind.CANCELLATION)


def grant_changed(donation: Donation) -> str:
    succeeded(donation)
    return str(set_anew(donation.funding, "300.00").pk)


def posted(donation: Donation) -> Donation:
    """A reward that is sent by post, of a campaign that succeeded."""
    reward = Reward.objects.create(
        campaign_key=donation.funding.translation_key,
        amount="10.00",
        title_it="Un <b>sacco</b>",
        description_it="Di juta",
        handover=Handover.SHIPPED,
    )
    Donation.objects.filter(pk=donation.pk).update(reward=reward)
    succeeded(donation)
    return donation


def address_asked(donation: Donation) -> str:
    posted(donation)
    return "0"


def reward_sent(donation: Donation) -> str:
    RewardDelivery.objects.create(
        donation=posted(donation), state=DeliveryState.SENT, sent_at=NOW, changed_at=NOW
    )
    return ""


def reward_returned(donation: Donation) -> str:
    RewardDelivery.objects.create(
        donation=posted(donation),
        state=DeliveryState.PROBLEM,
        problem=DeliveryProblem.RETURNED,
        changed_at=NOW,
    )
    return DeliveryProblem.RETURNED.value


EVENTS: dict[NoticeKind, Callable[[Donation], str]] = {
    NoticeKind.CONFIRMED: plain,
    NoticeKind.LATE: plain,
    NoticeKind.DUPLICATE: plain,
    NoticeKind.PROCESSING: processing,
    NoticeKind.FAILED: failed_payment,
    NoticeKind.EMAIL_CHANGED: plain,
    NoticeKind.REFUNDED: refunded,
    NoticeKind.REFUND_OWED: owed,
    NoticeKind.REFUND_TRANSFERRED: transferred,
    NoticeKind.REFUND_REFUSED: refused,
    NoticeKind.THRESHOLD: crossed,
    NoticeKind.SUSPENDED: suspended,
    NoticeKind.RESUMED: resumed,
    NoticeKind.SUCCEEDED: succeeded,
    NoticeKind.FAILED_CAMPAIGN: failed_campaign,
    NoticeKind.CANCELLED: cancelled,
    NoticeKind.GRANT_CHANGED: grant_changed,
    NoticeKind.REWARD_ADDRESS: address_asked,
    NoticeKind.REWARD_SENT: reward_sent,
    NoticeKind.REWARD_PROBLEM: reward_returned,
}


def written(
    funding: Funding, kind: NoticeKind, language: str = "en", **fields: Any
) -> EmailMultiAlternatives:
    """The mail of a kind to somebody who gave 25 euros."""
    donation = paid(funding, locale=language, **fields)
    about = EVENTS[kind](donation)
    mail = mail_of(donation, kind, about=about)
    assert mail is not None
    return mail
