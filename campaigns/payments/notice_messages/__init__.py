"""What each message to a donor says, in the donor's language, as text and HTML."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.house.letters import Letter, mail_of, message_id
from campaigns.payments.models import Notice, NoticeKind
from campaigns.payments.notice_messages import (
    about_campaigns,
    about_donations,
    about_grants,
    about_refunds,
    about_rewards,
)

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
    NoticeKind.GRANT_CHANGED: about_grants.changed,
    NoticeKind.REWARD_ADDRESS: about_rewards.address_asked,
    NoticeKind.REWARD_SENT: about_rewards.sent,
    NoticeKind.REWARD_PROBLEM: about_rewards.problem,
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
        if letter is None:
            return None
        return mail_of(
            letter=letter,
            to=donation.email,
            language=donation.locale,
            name=donation.name,
            message_id=message_id(notice.key),
        )
