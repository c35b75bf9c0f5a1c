"""Urgent corrections: text of a live story that goes live at once, and is confirmed after.

Words alone: no figure, no date, no picture, no term. A second person confirms within 24 hours;
from then on everyone who could is told, and the team that watches the platform (``story_notices``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from campaigns.accounts.models import User
from campaigns.checks.budget import BudgetMismatch
from campaigns.checks.checklist import NotReady
from campaigns.checks.figures import figures
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.models import CampaignPage, UrgentCorrection
from campaigns.payments.alerts import alert
from campaigns.refusals import Refused

CONFIRMED_WITHIN: Final = timedelta(hours=24)
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


@transaction.atomic
def correct(
    *, page_id: int, revision_id: int, reason: str, by: User, now: datetime
) -> UrgentCorrection:
    """Publish the draft at once, on record, to be confirmed by somebody else.

    Raises ``CorrectionRefused``, also if the draft is not ``revision_id`` any more, and
    ``PermissionDenied`` for who may not edit the page.
    """
    if not by.has_perm(WRITE_STORIES):
        raise PermissionDenied
    Page.objects.select_for_update(no_key=True).only("pk").get(pk=page_id)
    page = CampaignPage.objects.get(pk=page_id)
    lock = page.get_lock()
    if not page.permissions_for_user(by).can_edit() or (lock and lock.for_user(by)):
        raise PermissionDenied
    revision = page.get_latest_revision()
    if revision is None or revision.pk != revision_id:
        raise CorrectionRefused(_("Somebody has written meanwhile: look at the draft again."))
    correction = UrgentCorrection.objects.create(
        campaign_key=page.translation_key,
        language=page.locale.language_code,
        reason=reason,
        changes=_stored(changes_of(page)),
        revision=revision,
        at=max(now, revision.created_at),
        corrected_by=by,
    )
    try:
        revision.publish(user=by, skip_permission_checks=True)
    except (BudgetMismatch, NotReady) as error:
        raise CorrectionRefused(" ".join(error.messages)) from None
    return correction


@transaction.atomic
def confirm(*, correction_id: int, by: User, now: datetime) -> UrgentCorrection:
    """A second person stands by it. Raises ``PermissionDenied`` and ``CorrectionRefused``."""
    if not by.has_perm(WRITE_STORIES):
        raise PermissionDenied
    rows: Any = UrgentCorrection.objects.select_for_update(of=("self",))
    correction: UrgentCorrection = rows.get(pk=correction_id)
    if correction.confirmed_at is not None:
        raise CorrectionRefused(_("This correction is confirmed already."))
    if correction.corrected_by_id == by.pk:
        raise CorrectionRefused(_("Somebody else confirms what you have corrected."))
    correction.confirmed_at, correction.confirmed_by = now, by
    correction.save(update_fields=["confirmed_at", "confirmed_by"])
    return correction


def unconfirmed() -> QuerySet[UrgentCorrection]:
    """The corrections that wait for a second person."""
    return UrgentCorrection.objects.filter(confirmed_at__isnull=True)


def overdue(*, now: datetime) -> QuerySet[UrgentCorrection]:
    """The corrections that nobody confirmed in time."""
    return unconfirmed().filter(at__lte=now - CONFIRMED_WITHIN)


def escalate(*, now: datetime) -> int:
    """Alert the team about each correction that nobody confirmed in time, once; how many."""
    due = overdue(now=now).filter(escalated_at__isnull=True)
    return sum(_escalate(pk, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _escalate(correction_id: int, now: datetime) -> bool:
    due = unconfirmed().filter(pk=correction_id, escalated_at__isnull=True)
    if not due.update(escalated_at=now):
        return False
    alert(
        key=f"urgent-correction:{correction_id}",
        subject=_("An urgent correction was not confirmed within 24 hours"),
        text=_("Correction %(number)s went live and no second person has confirmed it.")
        % {"number": correction_id},
    )
    return True


def _differing(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    names = (old.keys() | new.keys()) - BOOKKEEPING
    return {name for name in names if _comparable(old.get(name)) != _comparable(new.get(name))}


def _comparable(value: Any) -> Any:
    """A child relation by what its rows say, whichever numbers they have."""
    if not isinstance(value, list):
        return value
    return [{key: row[key] for key in row if key not in ("pk", "page")} for row in value]


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


def _stored(changes: Iterable[Change]) -> dict[str, dict[str, str]]:
    stored: dict[str, dict[str, str]] = {}
    for change in changes:
        entry = stored.setdefault(change.field, {"before": "", "after": ""})
        entry["before"] = "\n".join(filter(None, (entry["before"], change.before)))
        entry["after"] = "\n".join(filter(None, (entry["after"], change.after)))
    return stored


def label_of(name: str) -> str:
    """What a field of the page is called."""
    field = CampaignPage._meta.get_field(name)
    related = getattr(field, "related_model", None) if field.one_to_many else None
    meta = related._meta.verbose_name_plural if related else getattr(field, "verbose_name", name)
    return str(meta)
