"""Rate limits: how often one client, or one mailbox, may do a thing within an hour or a day.

No address is kept for it: a counter is named by a keyed digest, and forgotten with its time.
"""

import ipaddress
from typing import Any, Final, cast

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.throttling import BaseThrottle

HOUR_SECONDS: Final = 3600
DAY_SECONDS: Final = 24 * HOUR_SECONDS
HOUSEHOLD_BITS: Final = 64
"""Of an IPv6 address, what one household shares: the rest is its own to change (RFC 6177)."""


def client_of(request: HttpRequest) -> str:
    """What tells one client from another: its address, of IPv6 its network.

    What a client says of itself in ``X-Forwarded-For`` counts only as far as our own proxies
    wrote it (``TRUSTED_PROXY_COUNT``).
    """
    told = str(BaseThrottle().get_ident(cast(Any, request)))
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, HOUSEHOLD_BITS), strict=False))


def mailbox_of(email: str) -> str:
    """The mailbox that an address leads to: in small letters, without what follows a plus."""
    name, _at, host = email.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def is_within_limit(counter: str, limit: int, *, seconds: int = HOUR_SECONDS) -> bool:
    """Count one more; false when the ``limit`` of so many seconds is used up.

    ``counter`` may name a client or an address: what is kept is a digest of it.
    """
    key = keyed(counter)
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # the time ended between the two
        return True


def keyed(counter: str) -> str:
    """The name under which a counter is kept: it cannot be turned back."""
    return f"share:{salted_hmac('campaigns.shares', counter, algorithm='sha256').hexdigest()[:32]}"
