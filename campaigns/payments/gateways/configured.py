"""The gateway that the settings choose."""

from functools import lru_cache

from django.conf import settings

from campaigns.payments.gateways.contract import Gateway
from campaigns.payments.gateways.stripe import StripeGateway


def get_gateway() -> Gateway:
    """The gateway of this environment; one client a process."""
    return _stripe(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _stripe(secret_key: str, api_base: str) -> StripeGateway:
    return StripeGateway(secret_key=secret_key, api_base=api_base)
