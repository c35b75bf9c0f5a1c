"""Urgent corrections: text of a live story that goes live at once, and is confirmed after.

Words alone (``draft_changes``). A second person confirms within 24 hours; from then on everyone who
could is told, and the team that watches the platform (``story_notices``).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.checks.budget import BudgetMismatch
from campaigns.checks.checklist import NotReady
from campaigns.editorial.draft_changes import Change, CorrectionRefused, changes_of
from campaigns.editorial.drafts import lock_page, may_write
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.models import CampaignPage, UrgentCorrection
from campaigns.payments.alerts import alert

CONFIRMED_WITHIN: Final = timedelta(hours=24)


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
    lock_page(page_id)
    page = CampaignPage.objects.get(pk=page_id)
    if not may_write(page, by):
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


def _stored(changes: Iterable[Change]) -> dict[str, dict[str, str]]:
    stored: dict[str, dict[str, str]] = {}
    for change in changes:
        entry = stored.setdefault(change.field, {"before": "", "after": ""})
        entry["before"] = "\n".join(filter(None, (entry["before"], change.before)))
        entry["after"] = "\n".join(filter(None, (entry["after"], change.after)))
    return stored
