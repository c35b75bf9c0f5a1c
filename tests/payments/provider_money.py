"""Money that moves at the provider while nobody tells us: the sandbox sends no events here."""

from typing import Any

from campaigns.funding.models import Funding
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation

from .checkouts import begin_checkout
from .sandbox.control import Control


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
