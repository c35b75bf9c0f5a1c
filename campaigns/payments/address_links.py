"""“My gifts”: a link, sent to one's own address, to all the donations made with it.

Whoever asks is told the same, known here or not; the address stands in no URL, job or log.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from campaigns.house.letters import Letter, Link, mail_of
from campaigns.payments.links import InvalidLink
from campaigns.payments.models import Donation, Status
from campaigns.payments.notices import QUEUE
from campaigns.rate_limits import is_within_limit, mailbox_of

TASK: Final = "payments.send_address_link"
LINK_LIFE: Final = timedelta(hours=24)
_SIGNER: Final = Signer(salt="campaigns.address-link")
_DIGEST_LENGTH: Final = 32


class ExpiredLink(InvalidLink):
    """The link was made here, and its day is over."""


class LinkNotSent(Exception):
    """The mail could not be handed over; its text is the kind of trouble, without addresses."""


def may_ask(client: str) -> bool:
    """Count one more request of a client; false when it has had its share of the hour."""
    return _is_within(f"client:{client}", settings.DONATIONS_LINK_PER_CLIENT)


def ask_link(*, email: str, language: str) -> None:
    """Have a link sent to an address, if donations were confirmed with it.

    The same is done for an address that nobody knows: one question, one job. Beyond the hour's
    share of an address nothing is done.
    """
    if not _is_within(f"address:{mailbox_of(email)}", settings.DONATIONS_LINK_PER_ADDRESS):
        return
    first = donations_of(email).order_by("confirmed_at", "pk").values_list("pk", flat=True).first()
    app.configure_task(TASK, queue=QUEUE).defer(
        donation_id=str(first) if first else None, language=language
    )


def send_link(*, donation_id: uuid.UUID | None, language: str, now: datetime) -> bool:
    """Write to the address of a donation; false where there is nobody to write to.

    Raises ``LinkNotSent``.
    """
    if donation_id is None:
        return False
    donation = Donation.objects.filter(pk=donation_id).exclude(email="").first()
    if donation is None:
        return False
    message = _message(donation, language, now)
    try:
        message.send()
    except Exception as error:
        raise LinkNotSent(type(error).__name__) from None
    return True


def address_token(*, donation: Donation, now: datetime) -> str:
    """The signed token of all donations of a donation's address, good for a day from ``now``."""
    expires = int((now + LINK_LIFE).timestamp())
    return _SIGNER.sign(f"{donation.pk.hex}.{_digest(donation.email)}.{expires}")


def donations_behind(*, token: str, now: datetime) -> QuerySet[Donation]:
    """The confirmed donations that a token opens, newest first.

    Raises ``ExpiredLink``, and ``InvalidLink`` for links not made here and for those of an address
    that its donation no longer has.
    """
    try:
        donation_id, digest, expires = _SIGNER.unsign(token).split(".")
        donation = Donation.objects.get(pk=uuid.UUID(donation_id))
    except (BadSignature, ValueError, Donation.DoesNotExist) as error:
        raise InvalidLink("not signed here") from error
    if not donation.email or not constant_time_compare(digest, _digest(donation.email)):
        raise InvalidLink("another address by now")
    if datetime.fromtimestamp(int(expires), UTC) <= now:
        raise ExpiredLink("too old")
    return donations_of(donation.email).select_related("funding").order_by("-confirmed_at", "pk")


def donations_of(email: str) -> QuerySet[Donation]:
    """The confirmed donations of an address, however it is written."""
    return Donation.objects.filter(email__iexact=email, status=Status.CONFIRMED)


def _message(donation: Donation, language: str, now: datetime) -> EmailMultiAlternatives:
    """The mail with the link. It greets nobody: the address may have changed hands."""
    with override(language):
        letter = _letter(address_token(donation=donation, now=now), now)
    return mail_of(letter=letter, to=donation.email, language=language)


def _letter(token: str, now: datetime) -> Letter:
    until = date_format(timezone.localtime(now + LINK_LIFE), "DATETIME_FORMAT")
    return Letter(
        subject=_("Your gifts on %(brand)s") % {"brand": settings.SITE_BRAND["name"]},
        happened=[
            _("somebody, we hope you, asked for a link to the gifts made with this address.")
        ],
        next=[_("If it was not you, there is nothing to do: nobody else gets this link.")],
        facts=[(_("Good until"), until)],
        link=Link(
            label=_("See all your gifts"),
            url=settings.SITE_URL + reverse("donor:gifts", args=[token]),
        ),
    )


def _digest(email: str) -> str:
    """What stands for an address where the address must not."""
    keyed = salted_hmac("campaigns.address", email.strip().lower(), algorithm="sha256")
    return keyed.hexdigest()[:_DIGEST_LENGTH]


def _is_within(key: str, limit: int) -> bool:
    return is_within_limit(f"address-link:{key}", limit)
