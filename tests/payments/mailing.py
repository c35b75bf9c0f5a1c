"""Messages to donors, as tests make and read them."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives

from campaigns.funding.models import Funding
from campaigns.payments import notices
from campaigns.payments.models import Donation, Notice, NoticeKind, Provider
from campaigns.payments.notice_messages import compose
from tests.factories import NOW, give


def paid(funding: Funding, amount: str = "25.00", **fields: Any) -> Donation:
    """A gift that was paid at the provider."""
    return give(funding, amount, provider=Provider.STRIPE, **fields)


def queued(
    donation: Donation, kind: NoticeKind = NoticeKind.CONFIRMED, *, about: str = ""
) -> Notice:
    """A message to be sent."""
    return notices.queue(kind=kind, donation=donation, now=NOW, about=about)


def mail_of(
    donation: Donation, kind: NoticeKind, *, about: str = "", now: datetime = NOW
) -> EmailMultiAlternatives | None:
    """The mail that would leave now."""
    donation.refresh_from_db()
    return compose(notice=queued(donation, kind, about=about), now=now)


def html_of(mail: EmailMultiAlternatives) -> str:
    """The HTML of a mail; what writes styles into it spells spaces that do not break."""
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    return str(html).replace("&nbsp;", "\xa0")
