"""The outbox: every change asked of the provider is a committed row before it is sent (R13)."""

from datetime import datetime

from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.models import CallKind, ProviderCall, Refund


def commit_refund(*, refund: Refund, now: datetime) -> ProviderCall:
    """Commit what will be asked of the provider for a refund, in the caller's transaction."""
    assert refund.donation.payment_id is not None
    params = get_gateway().refund_params(
        refund_id=refund.pk, payment_id=refund.donation.payment_id, amount=refund.amount
    )
    return ProviderCall.objects.create(
        kind=CallKind.REFUND,
        key=f"{refund.pk}:refund:1",
        params=params,
        donation=refund.donation,
        refund=refund,
        next_attempt_at=now,
        created_at=now,
    )
