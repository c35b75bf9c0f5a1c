"""The signed link to one's own words: it works in any browser, without a cookie."""

from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from campaigns.dialogue.models import Origin, Voice

_SIGNER: Final = Signer(salt="campaigns.voice")


def token_of(voice: Voice) -> str:
    """What stands for a voice in its own address."""
    return _SIGNER.sign(str(voice.pk))


def voice_of(token: str) -> Voice | None:
    """The guest’s voice that a token opens; ``None`` where it is gone. Raises ``BadSignature``."""
    try:
        pk = int(_SIGNER.unsign(token))
    except ValueError as error:
        raise BadSignature("not signed here") from error
    return Voice.objects.filter(pk=pk, origin=Origin.GUEST).first()


def own_url(voice: Voice) -> str:
    """The absolute address of one's own words, in the language they are written in."""
    with override(voice.language):
        return settings.SITE_URL + reverse("dialogue:own", args=[token_of(voice)])
