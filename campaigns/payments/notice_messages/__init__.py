"""What each message to a donor says, in the donor's language, as text and HTML."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from campaigns.payments.models import Notice, NoticeKind
from campaigns.payments.notice_messages import about_campaigns, about_donations, about_refunds
from campaigns.payments.notice_messages.letters import Letter, greeting

TEMPLATE: Final = "payments/mail/letter"

_WRITERS: Final[dict[NoticeKind, Callable[[Notice, datetime], Letter | None]]] = {
    NoticeKind.CONFIRMED: about_donations.confirmed,
    NoticeKind.LATE: about_donations.late,
    NoticeKind.DUPLICATE: about_donations.duplicate,
    NoticeKind.PROCESSING: about_donations.processing,
    NoticeKind.FAILED: about_donations.failed,
    NoticeKind.EMAIL_CHANGED: about_donations.email_changed,
    NoticeKind.REFUNDED: about_refunds.refunded,
    NoticeKind.REFUND_OWED: about_refunds.owed,
    NoticeKind.REFUND_TRANSFERRED: about_refunds.transferred,
    NoticeKind.REFUND_REFUSED: about_refunds.refused,
    NoticeKind.THRESHOLD: about_campaigns.threshold_reached,
    NoticeKind.SUSPENDED: about_campaigns.suspended,
    NoticeKind.RESUMED: about_campaigns.resumed,
    NoticeKind.SUCCEEDED: about_campaigns.succeeded,
    NoticeKind.FAILED_CAMPAIGN: about_campaigns.failed,
    NoticeKind.CANCELLED: about_campaigns.cancelled,
}


def compose(*, notice: Notice, now: datetime) -> EmailMultiAlternatives | None:
    """The mail of a notice, fetched with donation, funding and organization, as things stand.

    ``None`` where there is nobody to write to, or where what it told of is no longer so. The same
    notice always has the same ``Message-ID``: a mailbox that gets it twice shows it once.
    """
    donation = notice.donation
    if not donation.email or donation.erased_at:
        return None
    with override(donation.locale):
        letter = _WRITERS[NoticeKind(notice.kind)](notice, now)
        return _mail(notice, letter) if letter else None


def _mail(notice: Notice, letter: Letter) -> EmailMultiAlternatives:
    context: dict[str, Any] = {
        "letter": letter,
        "greeting": greeting(notice.donation.name),
        "brand": settings.SITE_BRAND,
        "language": notice.donation.locale,
    }
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string(f"{TEMPLATE}.txt", context),
        to=[notice.donation.email],
        reply_to=[settings.SITE_BRAND["contact_email"]],
        headers={
            "Message-ID": message_id(notice),
            "Auto-Submitted": "auto-generated",
            "Content-Language": notice.donation.locale,
        },
    )
    message.attach_alternative(render_to_string(f"{TEMPLATE}.html", context), "text/html")
    return message


def message_id(notice: Notice) -> str:
    """The mail's own name, made of the notice's key and the site's host."""
    digest = hashlib.sha256(notice.key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"
