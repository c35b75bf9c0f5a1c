"""What the staff decides about a proponent's report."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.money import ZERO, check_amount, format_eur
from campaigns.refusals import Refused
from campaigns.reporting.models import ItemKind, ItemState, RefusalReason, ReportItem

PERMISSION: Final = "reporting.review_items"
PERSONAL_KEPT_FOR: Final = timedelta(days=30)
"""How long documents sent back because they show personal data can still be looked at."""


class ReviewRefused(Refused):
    """The item of a report cannot be accepted, or sent back."""


@transaction.atomic
def accept(
    *,
    item_id: uuid.UUID,
    amount: Decimal | None = None,
    public: Collection[uuid.UUID] = (),
    by: User,
    now: datetime,
) -> ReportItem:
    """Accept an item: everybody sees it, and of its documents those that are made ``public``.

    Of an expense ``amount`` EUR are accepted, all of it if not told. Only what the proponent
    agreed to have public becomes so. A document that was to be erased stays if it is made public
    or is all there is. Raises ``PermissionDenied`` and ``ReviewRefused``.
    """
    item = _locked(item_id, by)
    if item.state != ItemState.WAITING:
        raise ReviewRefused(_("It does not wait any more: somebody has decided meanwhile."))
    if item.kind == ItemKind.EXPENSE:
        item.accepted_amount = _accepted(item, amount)
    item.state, item.reason, item.reason_words = ItemState.ACCEPTED, "", ""
    _decide(item, by, now)
    shown = item.documents.filter(pk__in=public, may_be_public=True, erased_at=None)
    shown.update(is_public=True, erase_from=None)
    if not item.documents.kept().exists():
        item.documents.update(erase_from=None)  # its only proof
    return item


@transaction.atomic
def refuse(
    *, item_id: uuid.UUID, reason: RefusalReason, words: str, by: User, now: datetime
) -> ReportItem:
    """Send an item back, or take back that it was accepted; its documents are not public any more.

    Those that show personal data are erased after ``PERSONAL_KEPT_FOR``. Raises
    ``PermissionDenied`` and ``ReviewRefused``.
    """
    item = _locked(item_id, by)
    if item.state not in (ItemState.WAITING, ItemState.ACCEPTED):
        raise ReviewRefused(_("It does not wait any more: somebody has decided meanwhile."))
    if reason == RefusalReason.OTHER and not words.strip():
        raise ReviewRefused(_("Write the reason: the proponent reads it."))
    item.accepted_amount = None
    item.state, item.reason, item.reason_words = ItemState.REFUSED, reason, words
    _decide(item, by, now)
    item.documents.filter(is_public=True).update(is_public=False)
    if reason == RefusalReason.PERSONAL:
        item.documents.kept().update(erase_from=now + PERSONAL_KEPT_FOR)
    return item


def accepted_expenses(campaign_key: uuid.UUID) -> Decimal:
    """The expenses of a campaign that were accepted, in EUR."""
    accepted = ReportItem.objects.filter(
        campaign_key=campaign_key, kind=ItemKind.EXPENSE, state=ItemState.ACCEPTED
    )
    return accepted.aggregate(sum=Sum("accepted_amount"))["sum"] or ZERO


def _locked(item_id: uuid.UUID, by: User) -> ReportItem:
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    return ReportItem.objects.select_for_update(of=("self",), no_key=True).get(pk=item_id)


def _accepted(item: ReportItem, amount: Decimal | None) -> Decimal:
    assert item.amount is not None
    accepted = item.amount if amount is None else check_amount(amount)
    if accepted > item.amount:
        message = _("At most the %(amount)s that were spent can be accepted.")
        raise ReviewRefused(message % {"amount": format_eur(item.amount)})
    return accepted


def _decide(item: ReportItem, by: User, now: datetime) -> None:
    item.decided_at, item.decided_by = now, by
    item.save(
        update_fields=[
            *("state", "reason", "reason_words", "accepted_amount", "decided_at", "decided_by")
        ]
    )
