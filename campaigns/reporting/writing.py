"""What a proponent reports: planned, spent, reached, concluded. The staff has yet to read it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.files.checked import clean_document
from campaigns.files.private import save_with_file
from campaigns.funding.models import Funding, State
from campaigns.money import check_amount
from campaigns.page.people import check_of_campaign
from campaigns.refusals import Refused
from campaigns.reporting.models import Impact, ItemKind, ItemState, ReportDocument, ReportItem

MOST_ITEMS: Final = 300
MOST_DOCUMENTS: Final = 10
"""Of one item."""
MOST_IMPACTS: Final = 20


class ReportRefused(Refused):
    """The item of a report cannot be written, or sent."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is told of an item; ``amount`` in EUR and ``day`` as its kind asks for."""

    kind: ItemKind
    title: str
    day: date | None = None
    amount: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it came, and whether the proponent agrees to have it public."""

    file: File[bytes]
    may_be_public: bool = False


@transaction.atomic
def add(
    *, campaign_key: uuid.UUID, draft: Draft, upload: Upload | None, by: User, now: datetime
) -> ReportItem:
    """Plan a milestone; send an expense or the final report to be checked.

    Raises ``PermissionDenied`` for anyone but the campaign's people, ``ReportRefused``,
    ``UploadRefused`` and ``InvalidAmount``.
    """
    check_of_campaign(by, campaign_key)
    _check_may_add(campaign_key, draft, now)
    is_planned = draft.kind == ItemKind.MILESTONE
    if draft.kind == ItemKind.EXPENSE and upload is None:
        raise ReportRefused(_("Add the invoice or receipt: without it nobody can check it."))
    item = ReportItem.objects.create(
        campaign_key=campaign_key,
        kind=draft.kind,
        state=ItemState.PLANNED if is_planned else ItemState.WAITING,
        title=draft.title,
        day=draft.day,
        amount=None if draft.amount is None else check_amount(draft.amount),
        text=draft.text,
        written_at=now,
        written_by=by,
        sent_at=None if is_planned else now,
    )
    if upload is not None:
        _attach(item, upload, by, now)
    return item


@transaction.atomic
def send(
    *, item_id: uuid.UUID, words: str, upload: Upload | None, by: User, now: datetime
) -> ReportItem:
    """Send a milestone that is reached, or what was sent back, with what answers the refusal.

    Raises as ``add`` does.
    """
    item = ReportItem.objects.select_for_update(of=("self",), no_key=True).get(pk=item_id)
    check_of_campaign(by, item.campaign_key)
    if not item.is_with_the_proponent:
        raise ReportRefused(_("It is with the staff already: you will find their answer here."))
    _check_has_succeeded(item.campaign_key)
    if item.state == ItemState.PLANNED:
        item.text = words
    else:
        item.answer = words
    if upload is not None:
        _attach(item, upload, by, now)
    elif item.kind == ItemKind.EXPENSE and not item.documents.filter(erased_at=None).exists():
        raise ReportRefused(_("Add the invoice or receipt: without it nobody can check it."))
    item.state, item.sent_at = ItemState.WAITING, now
    item.save(update_fields=["text", "answer", "state", "sent_at"])
    return item


@transaction.atomic
def promise(
    *, campaign_key: uuid.UUID, what: str, promised: str, by: User, now: datetime
) -> Impact:
    """Write down what the project promises to change; it is public, and stays as it is written.

    Raises ``PermissionDenied`` and ``ReportRefused``.
    """
    check_of_campaign(by, campaign_key)
    if Impact.objects.filter(campaign_key=campaign_key).count() >= MOST_IMPACTS:
        raise ReportRefused(_("There are many promises here already: tell of those first."))
    return Impact.objects.create(
        campaign_key=campaign_key, what=what, promised=promised, written_at=now
    )


def tell_reached(*, impact: Impact, reached: str, by: User, now: datetime) -> Impact:
    """Write down what was reached. Raises ``PermissionDenied`` and ``ReportRefused``."""
    check_of_campaign(by, impact.campaign_key)
    _check_has_succeeded(impact.campaign_key)
    impact.reached, impact.reached_at = reached, now if reached else None
    impact.save(update_fields=["reached", "reached_at"])
    return impact


def has_succeeded(campaign_key: uuid.UUID) -> bool:
    """True once there is money to report on."""
    return Funding.objects.filter(translation_key=campaign_key, state=State.SUCCEEDED).exists()


def _check_has_succeeded(campaign_key: uuid.UUID) -> None:
    if not has_succeeded(campaign_key):
        raise ReportRefused(_("Reports begin once the campaign has succeeded."))


def _check_may_add(campaign_key: uuid.UUID, draft: Draft, now: datetime) -> None:
    items = ReportItem.objects.filter(campaign_key=campaign_key)
    if draft.kind != ItemKind.MILESTONE:
        _check_has_succeeded(campaign_key)
    if draft.kind == ItemKind.FINAL and items.filter(kind=ItemKind.FINAL).exists():
        raise ReportRefused(_("The final report is there already: open it to go on."))
    if draft.kind == ItemKind.EXPENSE and draft.day and draft.day > timezone.localdate(now):
        raise ReportRefused(_("An expense is reported once it is paid."))
    if items.count() >= MOST_ITEMS:
        raise ReportRefused(_("There are too many entries here already: write to us."))


def _attach(item: ReportItem, upload: Upload, by: User, now: datetime) -> None:
    """Check a file and keep it in private."""
    if item.documents.count() >= MOST_DOCUMENTS:
        message = _("There are already %(most)d documents here.")
        raise ReportRefused(message % {"most": MOST_DOCUMENTS})
    file, checked = clean_document(upload.file)
    document = ReportDocument(
        item=item,
        campaign_key=item.campaign_key,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_at=now,
        uploaded_by=by,
        may_be_public=upload.may_be_public,
    )
    save_with_file(document, file)
