"""A suggestion beside what is published and what the draft says: what Redazione reads of it."""

from dataclasses import dataclass
from typing import Any

from campaigns.accounts.models import User
from campaigns.checks.figures import figures
from campaigns.editorial.drafts import may_write
from campaigns.pictures.library import LibraryImage
from campaigns.suggesting.comparing import Piece, compare
from campaigns.suggesting.models import StorySuggestion, SuggestionKind
from campaigns.suggesting.offering import as_read, italian_page
from campaigns.suggesting.places import PlaceGone, place_of, put_text, standing


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What there is to know before it is answered.

    ``was`` is the published text of when it was suggested, if another is published by now;
    ``in_draft`` what the draft says there, if that differs from what is published.
    """

    page: Any
    pieces: list[Piece]
    was: str | None = None
    in_draft: str | None = None
    is_gone: bool = False
    is_locked: bool = False
    changes_figures: bool = False
    lost_links: tuple[str, ...] = ()
    image: LibraryImage | None = None
    """The picture that stands there now."""
    where: str = ""
    """Where something new is to stand in the draft."""

    @property
    def may_be_taken(self) -> bool:
        """Whether it can be written into the draft as it is."""
        return self.page is not None and not (self.is_gone or self.is_locked)


def pieces_of(suggestion: StorySuggestion) -> list[Piece]:
    """What was published when it was suggested, compared with what is suggested."""
    return compare(suggestion.before, suggestion.text)


def read(suggestion: StorySuggestion, user: User) -> Reading:
    """Compare a suggestion about the page with the page as it is now."""
    page = italian_page(suggestion.campaign_key)
    if page is None:
        return Reading(page=None, pieces=pieces_of(suggestion), is_gone=True)
    published, draft = as_read(page), page.get_latest_revision_as_object()
    if not suggestion.place:
        where = standing(draft, suggestion.after)
        return Reading(
            page=page,
            pieces=pieces_of(suggestion),
            where=where,
            is_gone=not where,
            is_locked=not may_write(page, user),
        )
    now, then = place_of(published, suggestion.place), place_of(draft, suggestion.place)
    text = now.text if now else suggestion.before
    return Reading(
        page=page,
        pieces=compare(text, suggestion.text),
        was=suggestion.before if text != suggestion.before else None,
        in_draft=then.text if then and then.text != text else None,
        is_gone=then is None,
        is_locked=not may_write(page, user),
        changes_figures=(
            suggestion.kind != SuggestionKind.PICTURE and figures(text) != figures(suggestion.text)
        ),
        lost_links=_lost_links(draft, suggestion),
        image=now.image if now else None,
    )


def _lost_links(draft: Any, suggestion: StorySuggestion) -> tuple[str, ...]:
    """Words whose link goes if it is taken; ``draft`` is written on, and not used again."""
    if suggestion.kind != SuggestionKind.EDIT:
        return ()
    try:
        return tuple(put_text(draft, suggestion.place, suggestion.text))
    except PlaceGone:
        return ()
