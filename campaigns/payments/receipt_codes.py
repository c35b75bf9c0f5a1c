"""The code on a receipt: whoever holds it can check the gift, and nobody can guess one.

It is the donation's reference, which reveals no person, and a keyed check over the whole id. It is
written in Crockford's letters, which are hard to confuse.
"""

import re
import uuid
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from campaigns.payments.models import Donation, Status

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE: Final = 10
_CHECK: Final = 8
"""Forty bits: with the hourly share of a client, centuries of guessing."""
_GROUPS: Final = (5, 10, 14)
_SEPARATORS: Final = re.compile(r"[\s\-–—.]+")
_MISREAD: Final = str.maketrans("OIL", "011")
_LONGEST: Final = 40


def code_of(donation: Donation) -> str:
    """The code of a confirmed donation, in groups; empty for money that has not arrived."""
    if donation.status != Status.CONFIRMED:
        return ""
    code = donation.reference + _check_of(donation.pk, settings.SECRET_KEY)
    return "-".join(code[start:end] for start, end in zip((0, *_GROUPS), (*_GROUPS, None)))  # noqa: B905


def donation_of(code: str) -> Donation | None:
    """The confirmed donation whose code this is, however it was typed; ``None`` for any other."""
    typed = _SEPARATORS.sub("", code[:_LONGEST]).upper().translate(_MISREAD)
    reference, check = typed[:_REFERENCE], typed[_REFERENCE:]
    if not re.fullmatch(r"[0-9A-F]{10}", reference, re.ASCII) or len(check) != _CHECK:
        return None
    first, last = (uuid.UUID(reference.ljust(32, digit)) for digit in "0f")
    found = Donation.objects.filter(pk__range=(first, last), status=Status.CONFIRMED)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    for donation in found.select_related("funding"):
        if any(constant_time_compare(check, _check_of(donation.pk, key)) for key in keys):
            return donation
    return None


def _check_of(donation_id: uuid.UUID, key: str | bytes) -> str:
    keyed = salted_hmac("campaigns.receipt-code", donation_id.hex, secret=key, algorithm="sha256")
    bits = int.from_bytes(keyed.digest()[:5], "big")
    return "".join(_LETTERS[bits >> 5 * place & 31] for place in reversed(range(_CHECK)))
