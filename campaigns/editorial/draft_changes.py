"""What a draft changes of the page that readers see, and whether it is words alone.

An urgent correction changes no figure, no date, no picture, no link and no term.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing

from campaigns.checks.figures import figures
from campaigns.editorial.publishing import comparable
from campaigns.models import CampaignPage
from campaigns.refusals import Refused

TEXTS: Final = ("title", "summary", "main_image_alt")
TEXT_BLOCKS: Final = ("paragraph", "heading", "quote", "callout")
BOOKKEEPING: Final = frozenset(
    {
        "draft_title",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "live",
        "expired",
        "url_path",
        "path",
        "depth",
        "numchild",
        "owner",
        "locked",
        "locked_at",
        "locked_by",
        "wagtail_admin_comments",
    }
)
"""What differs between any draft and its live page, and readers do not see."""
_LINK: Final = re.compile(r"<a\b[^>]*>", re.IGNORECASE)


class CorrectionRefused(Refused):
    """The draft cannot go live as an urgent correction."""


@dataclass(frozen=True)
class Change:
    """Words of the live page, and those that take their place."""

    field: str
    before: str
    after: str


def changes_of(page: CampaignPage) -> list[Change]:
    """What differs between the live page and its draft. Raises ``CorrectionRefused``."""
    draft = page.get_latest_revision_as_object()
    if not page.live:
        raise CorrectionRefused(_("The page is not published: there is nothing to correct."))
    old, new = page.serializable_data(), draft.serializable_data()
    changes = [
        Change(name, old[name], new[name]) for name in TEXTS if old[name] != new[name]
    ] + _story_changes(page, draft)
    other = _differing(old, new) - {*TEXTS, "story"}
    if other:
        names = ", ".join(sorted(label_of(name) for name in other))
        raise CorrectionRefused(
            _("Only words can be corrected urgently; the draft also changes: %(fields)s.")
            % {"fields": names}
        )
    if not changes:
        raise CorrectionRefused(_("The draft says what the page says already."))
    _check_figures(changes)
    return changes


def changed_fields(page: CampaignPage, draft: CampaignPage) -> list[str]:
    """What of the live page a draft changes, by the names of its fields."""
    return sorted(
        label_of(name) for name in _differing(page.serializable_data(), draft.serializable_data())
    )


def label_of(name: str) -> str:
    """What a field of the page is called."""
    field = CampaignPage._meta.get_field(name)
    related = getattr(field, "related_model", None) if field.one_to_many else None
    meta = related._meta.verbose_name_plural if related else getattr(field, "verbose_name", name)
    return str(meta)


def _differing(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    names = (old.keys() | new.keys()) - BOOKKEEPING
    return {name for name in names if comparable(old.get(name)) != comparable(new.get(name))}


def _story_changes(page: CampaignPage, draft: CampaignPage) -> list[Change]:
    old, new = list(page.story.raw_data), list(draft.story.raw_data)
    if _not_text(old) != _not_text(new):
        raise CorrectionRefused(
            _("Pictures, videos and documents cannot be changed by an urgent correction.")
        )
    if _links(old) != _links(new):
        raise CorrectionRefused(
            _("The draft changes where a link leads: a colleague approves that first.")
        )
    before, after = _texts(old), _texts(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    return [
        Change("story", "\n".join(before[a:b]), "\n".join(after[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _not_text(blocks: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(block["type"], block["value"]) for block in blocks if block["type"] not in TEXT_BLOCKS]


def _texts(blocks: Iterable[Any]) -> list[str]:
    """What each block says, in order; a picture's place is kept by an empty line."""
    return [_words(block["value"]) if block["type"] in TEXT_BLOCKS else "" for block in blocks]


def _links(blocks: Iterable[Any]) -> list[str]:
    """Where the links of the text blocks lead, in order: readers follow what nobody sees."""
    values = (block["value"] for block in blocks if block["type"] in TEXT_BLOCKS)
    return [tag for value in values for tag in _LINK.findall(str(value))]


def _words(value: Any) -> str:
    parts = value.values() if isinstance(value, dict) else [value]
    return " — ".join(get_text_for_indexing(str(part)) for part in parts if part)


def _check_figures(changes: Iterable[Change]) -> None:
    """Figures stay what they are, in the order in which they are read."""
    for _field, group in groupby(changes, key=lambda change: change.field):
        of_field = list(group)
        before = figures(" ".join(change.before for change in of_field))
        after = figures(" ".join(change.after for change in of_field))
        if before != after:
            raise CorrectionRefused(
                _(
                    "The draft changes figures or dates, in digits or in words (before: "
                    "%(before)s; after: %(after)s): a colleague approves those first."
                )
                % {"before": _listed(before), "after": _listed(after)}
            )


def _listed(found: list[str]) -> str:
    return ", ".join(found) or _("none")
