"""What is written about a request to the staff: to them, and to whoever wrote it.

Neither mail repeats the request: a mailbox keeps what the retention time erases here, and a receipt
must not carry somebody's words to an address that may not be theirs.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from campaigns.house.letters import Letter, Link, mail_of, message_id
from campaigns.house.message_queue import MessageQueue
from campaigns.payments.alerts import alert
from home.feedback.models import SupportMessage, SupportMessageKind, SupportRequest


def _compose(message: SupportMessage, now: datetime) -> EmailMessage | None:
    if message.kind == SupportMessageKind.STAFF:
        return _to_staff(message)
    return _receipt(message)


def _to_staff(message: SupportMessage) -> EmailMessage | None:
    """To everyone of ``SUPPORT_EMAILS``, in the team's language."""
    recipients = settings.SUPPORT_EMAILS
    if not recipients:
        return None
    request = message.request
    with override(settings.LANGUAGE_CODE):
        letter = Letter(
            subject=f"{request.get_kind_display()} {request.reference}",
            happened=[_("somebody wrote to us through the site.")],
            facts=_facts(request),
            link=Link(
                label=_("Read it"),
                url=settings.SITE_URL + reverse("feedback_admin:request", args=[request.pk]),
            ),
        )
    mail = mail_of(
        letter=letter,
        to=recipients[0],
        language=settings.LANGUAGE_CODE,
        message_id=message_id(message.key),
    )
    mail.to = list(recipients)
    return mail


def _receipt(message: SupportMessage) -> EmailMessage | None:
    request = message.request
    if not request.email:
        return None
    with override(request.language):
        letter = Letter(
            subject=_("We have received your message: %(reference)s")
            % {"reference": request.reference},
            happened=[_("thank you for writing: your message has reached the people of the site.")],
            next=[
                _("We answer to this address. If you write again, give the reference above."),
                _("If it was not you who wrote, there is nothing to do."),
            ],
            facts=_facts(request),
            link=Link(label=_("Go to the site"), url=_home(request.language)),
        )
    return mail_of(
        letter=letter,
        to=request.email,
        language=request.language,
        message_id=message_id(message.key),
    )


def _facts(request: SupportRequest) -> list[tuple[str, str]]:
    written = date_format(timezone.localtime(request.written_at), "DATETIME_FORMAT")
    return [
        (_("Reference"), request.reference),
        (_("About"), request.get_topic_display()),
        (_("Written"), written),
    ]


def _home(language: str) -> str:
    prefix = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    return f"{settings.SITE_URL}{prefix}"


def _given_up(message: SupportMessage, trouble: str) -> None:
    alert(
        key="feedback.messages.dead",
        subject=gettext_lazy("A message about a request could not be sent"),
        text=f"{message.pk} {message.kind}: {trouble}",
    )


MESSAGES: Final = MessageQueue(
    messages=lambda: SupportMessage.objects.select_related("request"),
    compose=_compose,
    given_up=_given_up,
)
