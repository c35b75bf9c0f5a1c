"""The signed link of a follow: it confirms the address, and it ends the news."""

import uuid
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from campaigns.following.models import Follow

_SIGNER: Final = Signer(salt="campaigns.follow")


def token_of(follow: Follow) -> str:
    """What stands for a follow in its own addresses."""
    return _SIGNER.sign(follow.pk.hex)


def follow_of(token: str) -> Follow | None:
    """The follow behind a token; ``None`` where it has ended. Raises ``BadSignature``."""
    try:
        key = uuid.UUID(_SIGNER.unsign(token))
    except ValueError as error:
        raise BadSignature("not signed here") from error
    return Follow.objects.filter(pk=key).first()


def own_url(follow: Follow, page: str) -> str:
    """The absolute address that confirms (``confirm``) or ends (``unsubscribe``) a follow."""
    with override(follow.language):
        return settings.SITE_URL + reverse(f"following:{page}", args=[token_of(follow)])
