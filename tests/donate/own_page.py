"""A donation's own page, and what is sent from there."""

from decimal import Decimal
from typing import Final

from django.test import Client
from django.utils import timezone

from campaigns.payments.links import step_url
from campaigns.payments.models import Donation, Refund, RefundReason, RefundState

IBAN: Final = "IT60 X054 2811 1010 0000 0123 456"
SENT: Final[dict[str, dict[str, str]]] = {
    "ask_refund": {"reason": "Ho donato due volte"},
    "correct_email": {"email": "giusta@example.org"},
    "change_words": {"message": "Altre parole"},
    "ask_erasure": {"sure": "on"},
    "transfer": {"holder": "Ada Brambilla", "iban": IBAN},
}
"""What a donor sends, by act."""


def add_refund(donation: Donation, state: RefundState, amount: str = "25.00") -> Refund:
    """A refund as it might stand, with what it takes out of the donation."""
    now = timezone.now()
    refund = Refund.objects.create(
        donation=donation,
        amount=Decimal(amount),
        reason=RefundReason.FINANCE,
        state=state,
        created_at=now,
        owed_at=now,
        paid_at=now,
    )
    Donation.objects.filter(pk=donation.pk).update(refunded_amount=Decimal(amount))
    donation.refresh_from_db()
    return refund


def page_of(client: Client, donation: Donation, query: str = "") -> str:
    answer = client.get(step_url(donation, "donation") + query)
    assert answer.status_code == 200
    return answer.content.decode()
