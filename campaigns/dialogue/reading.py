"""What readers see of a campaign's questions and comments."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Q, Window
from django.urls import reverse

from campaigns.dialogue.models import Origin, Voice, VoiceKind, VoiceQuerySet
from campaigns.dialogue.writing import takes_words
from campaigns.funding.models import Funding

QUESTIONS_SHOWN = 10
COMMENTS_SHOWN = 6


@dataclass(frozen=True)
class Talk:
    """The newest questions, or comments, of a campaign; ``count`` is how many are public in all.

    ``all_url`` leads to all of them; ``write_url`` to writing one, empty where nobody can.
    """

    kind: VoiceKind
    voices: list[Voice]
    count: int
    all_url: str
    write_url: str

    @property
    def has_more(self) -> bool:
        """True where not all of them are here."""
        return self.count > len(self.voices)


def talks_of(*, campaign_key: UUID, funding: Funding | None, language: str) -> tuple[Talk, Talk]:
    """Questions and comments for a campaign's page. Nobody writes before there is a funding."""
    return (
        _talk(VoiceKind.QUESTION, QUESTIONS_SHOWN, campaign_key, funding, language),
        _talk(VoiceKind.COMMENT, COMMENTS_SHOWN, campaign_key, funding, language),
    )


def public_voices(*, campaign_key: UUID, kind: VoiceKind, language: str) -> VoiceQuerySet:
    """What everybody reads of one kind, newest first.

    What the staff wrote is there in every language: the reader's own where there is one.
    """
    voices = Voice.objects.public().filter(campaign_key=campaign_key, kind=kind)
    in_language = voices.filter(origin=Origin.STAFF, language=language)
    readable = ~Q(origin=Origin.STAFF) | Q(language=language) | ~Exists(in_language)
    return voices.filter(readable).order_by("-written_at", "-pk")


def _talk(
    kind: VoiceKind, shown: int, campaign_key: UUID, funding: Funding | None, language: str
) -> Talk:
    voices = public_voices(campaign_key=campaign_key, kind=kind, language=language)
    newest: list[Any] = list(voices.annotate(of_all=Window(Count("*")))[:shown])
    slug = funding.slug if funding else ""
    may_write = funding is not None and takes_words(funding)
    return Talk(
        kind=kind,
        voices=newest,
        count=newest[0].of_all if newest else 0,
        all_url=reverse(f"dialogue:{kind}s", args=[slug]) if slug else "",
        write_url=reverse(f"dialogue:write_{kind}", args=[slug]) if may_write else "",
    )
