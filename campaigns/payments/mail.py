"""Mail to donors, in their language: queued with the act that causes it, sent once."""

import uuid
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from campaigns.payments.links import step_url
from campaigns.payments.models import Donation, Status

QUEUE: Final = "payments"
TASK: Final = "payments.send_confirmation"
TEMPLATE: Final = "payments/mail/confirmation"


def queue_confirmation(donation: Donation) -> None:
    """Queue the mail in the transaction that confirms the donation: both happen or neither."""
    app.configure_task(TASK, queue=QUEUE).defer(donation_id=str(donation.pk))


@transaction.atomic
def send_confirmation(*, donation_id: uuid.UUID, now: datetime) -> bool:
    """Tell a donor that the money has come, and where it went; return false if told before.

    The row stays locked while the mail is handed over: two workers send one. A crash in between
    may send a second, never none.
    """
    donation = (
        Donation.objects.locked()
        .select_related("funding__organization", "funding__call")
        .get(pk=donation_id)
    )
    if donation.confirmation_mailed_at or donation.status != Status.CONFIRMED:
        return False
    if donation.email:
        _message(donation).send()
    donation.confirmation_mailed_at = now
    donation.save(update_fields=["confirmation_mailed_at"])
    return True


def _message(donation: Donation) -> EmailMultiAlternatives:
    with override(donation.locale):
        context = {
            "donation": donation,
            "campaign": donation.funding,
            "beneficiary": donation.funding.organization,
            "link": settings.SITE_URL + step_url(donation, "thanks"),
            "brand": settings.SITE_BRAND,
            "language": donation.locale,
        }
        subject = (
            _("Your donation arrived too late for “%(campaign)s”: it is on its way back")
            if donation.late
            else _("Thank you: your donation to “%(campaign)s” has arrived")
        ) % {"campaign": donation.funding.title}
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string(f"{TEMPLATE}.txt", context),
            to=[donation.email],
        )
        message.attach_alternative(render_to_string(f"{TEMPLATE}.html", context), "text/html")
    return message
