"""Letters that ask an address to confirm: they may go to somebody who never asked for them."""

from datetime import timedelta
from typing import Final

from django.conf import settings

from campaigns.rate_limits import DAY_SECONDS, is_within_limit, mailbox_of

CONFIRMED_WITHIN: Final = timedelta(hours=48)
"""How long such a letter's link is good; what nobody confirms until then is deleted."""


def may_ask_mailbox(email: str) -> bool:
    """Count one more such letter to a mailbox, whatever it is about; false beyond its day's share.

    Else our forms would fill the mailbox of whomever somebody dislikes.
    """
    counter = f"confirm:{mailbox_of(email)}"
    return is_within_limit(counter, settings.CONFIRMATIONS_PER_ADDRESS, seconds=DAY_SECONDS)
