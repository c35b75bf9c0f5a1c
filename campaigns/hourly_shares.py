"""So much an hour and no more: how often one client, or one address, may do a thing."""

from typing import Final

from django.core.cache import cache

HOUR_SECONDS: Final = 3600


def is_within_share(counter: str, limit: int) -> bool:
    """Count one more; false when the hour's ``limit`` is used up. ``counter`` is no address."""
    cache.add(counter, 0, timeout=HOUR_SECONDS)
    try:
        return cache.incr(counter) <= limit
    except ValueError:  # the hour ended between the two
        return True
