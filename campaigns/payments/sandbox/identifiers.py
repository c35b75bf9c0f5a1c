"""Identifiers shaped like Stripe's: `pi_3…`, a prefix for the kind, then letters and digits."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, *, length: int = 23) -> str:
    return prefix + random_text(length)


def random_text(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
