"""Requests to the staff: kept with a reference, told to staff and, if they like, to the writer."""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from campaigns.accounts.models import User
from campaigns.rate_limits import is_within_limit, mailbox_of
from campaigns.refusals import Refused
from home.feedback.models import SupportMessage, SupportMessageKind, SupportRequest

QUEUE: Final = "feedback"
SEND_TASK: Final = "feedback.send_message"
CLOSE_PERMISSION: Final = "feedback.change_supportrequest"
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those that nobody takes for another, on the telephone or on paper."""


class RequestRefused(Refused):
    """It cannot be done."""


def may_write(client: str) -> bool:
    """Count one more request of a client; false when it has had its share of the hour."""
    return is_within_limit(f"support:{client}", settings.SUPPORT_REQUESTS_PER_CLIENT)


@transaction.atomic
def write(
    *,
    kind: str,
    topic: str,
    text: str,
    address: str = "",
    email: str = "",
    language: str,
    now: datetime,
) -> SupportRequest:
    """Keep a request; the staff and, where an e-mail was left, its writer are written to.

    Beyond an address's share of the hour it gets no receipt: the form must not be a way of
    writing to other people.
    """
    request = SupportRequest.objects.create(
        reference=_new_reference(),
        kind=kind,
        topic=topic,
        text=text,
        address=address,
        email=email,
        language=language,
        written_at=now,
    )
    _queue(request, SupportMessageKind.STAFF, now)
    counter = f"support-receipt:{mailbox_of(email)}"
    if email and is_within_limit(counter, settings.SUPPORT_RECEIPTS_PER_ADDRESS):
        _queue(request, SupportMessageKind.RECEIPT, now)
    return request


@transaction.atomic
def close(*, request: SupportRequest, by: User, now: datetime) -> None:
    """Note that a request was dealt with. Raises ``RequestRefused``."""
    _change(request, by, closed_at=now, closed_by=by)


@transaction.atomic
def reopen(*, request: SupportRequest, by: User) -> None:
    """Note that there is more to do. Raises ``RequestRefused``."""
    _change(request, by, closed_at=None, closed_by=None)


def _change(request: SupportRequest, by: User, **fields: object) -> None:
    if not by.has_perm(CLOSE_PERMISSION):
        raise RequestRefused(_("Your role does not deal with requests."))
    SupportRequest.objects.filter(pk=request.pk).update(**fields)
    request.refresh_from_db()


def _queue(request: SupportRequest, kind: SupportMessageKind, now: datetime) -> None:
    message = SupportMessage.objects.create(
        key=f"{kind}:{request.reference}", kind=kind, request=request, created_at=now
    )
    app.configure_task(SEND_TASK, queue=QUEUE).defer(message_id=message.pk)


def _new_reference() -> str:
    """Eight letters: too many to run into each other, and none tells how many wrote."""
    letters = "".join(secrets.choice(_LETTERS) for _place in range(8))
    return f"{letters[:4]}-{letters[4:]}"
