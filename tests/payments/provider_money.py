"""Money that moves at the provider while nobody tells us: the sandbox sends no events here."""

from copy import copy
from datetime import timedelta
from functools import partial
from typing import Any, Final, NoReturn

from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments.gateways.contract import GatewayUnavailable
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Depth, Donation, ReconciliationRun
from campaigns.payments.reconciliation import reconcile

from .checkouts import begin_checkout
from .sandbox.control import Control

LATER: Final = timedelta(minutes=10)


def paid_there(
    funding: Funding, gateway: StripeGateway, bank: Control, amount: str = "100.00"
) -> Donation:
    """A donation paid at the provider, of which we know its payment page alone."""
    donation = begin_checkout(funding, gateway, amount)
    bank.outcome(str(donation.session_id), "pay")
    return donation


def charge_of(donation: Donation, gateway: StripeGateway) -> Any:
    """The provider's charge of a donation, whether or not we know of it."""
    session = gateway._client.v1.checkout.sessions.retrieve(
        str(donation.session_id), params={"expand": ["payment_intent.latest_charge"]}
    )
    intent: Any = session.payment_intent
    return intent.latest_charge


def refund_there(donation: Donation, gateway: StripeGateway, cents: int) -> Any:
    """Give something back on the provider's dashboard."""
    return gateway._client.v1.refunds.create(
        params={"charge": charge_of(donation, gateway).id, "amount": cents}
    )


def dispute_there(
    donation: Donation, gateway: StripeGateway, bank: Control, outcome: str = ""
) -> Any:
    """The donor's bank takes the payment back; ``outcome`` closes the dispute as won or lost."""
    dispute = bank.post(f"charges/{charge_of(donation, gateway).id}/dispute")
    if outcome:
        bank.post(f"disputes/{dispute['id']}/close", status=outcome)
    return dispute


def silent(gateway: StripeGateway, *questions: str) -> StripeGateway:
    """The gateway, to which the provider does not answer these questions."""
    unanswered = copy(gateway)
    for question in questions:
        setattr(unanswered, question, partial(_no_answer, question))
    return unanswered


def _no_answer(question: str, *args: Any, **kwargs: Any) -> NoReturn:
    raise GatewayUnavailable(question)


def run(
    gateway: StripeGateway, depth: Depth = Depth.LIGHT, *, after: timedelta = LATER
) -> ReconciliationRun:
    """A reconciliation, in a while: nothing is on its way any more."""
    return reconcile(gateway=gateway, now=timezone.now() + after, depth=depth)


def lines(run: ReconciliationRun) -> set[tuple[str, str, bool]]:
    """Kind, object and whether it was repaired, of each line but the events'."""
    told = run.differences.exclude(object_type="event")
    return set(told.values_list("kind", "object_type", "repaired"))
