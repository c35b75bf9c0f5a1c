"""Signed links to one's own donation: they work in any browser, without a cookie."""

import uuid
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from campaigns.payments.models import Donation

_LINK: Final = Signer(salt="campaigns.donation-link")
_FORM: Final = Signer(salt="campaigns.donation-form")


@dataclass(frozen=True, kw_only=True)
class ReturnUrls:
    """Where the provider sends the donor back to: absolute addresses without personal data."""

    success: str
    cancel: str


class InvalidLink(Exception):
    """The link or form key was not made here."""


def token_of(donation: Donation) -> str:
    """The signed token of a donation's own pages."""
    return _LINK.sign(donation.pk.hex)


def donation_id_of(token: str) -> uuid.UUID:
    """The donation that a token stands for. Raises ``InvalidLink``."""
    return _unsigned(_LINK, token)


def new_form_key() -> str:
    """A key for one filling-in of the form: the same key and content are the same donation."""
    return _FORM.sign(uuid.uuid4().hex)


def form_id_of(form_key: str) -> uuid.UUID:
    """The id behind a form key. Raises ``InvalidLink`` for keys that were not issued here."""
    return _unsigned(_FORM, form_key)


def step_url(donation: Donation, step: str, *, language: str = "") -> str:
    """Path of one of a donation's own pages, in the donor's language or the one named."""
    with override(language or donation.locale):
        return reverse(f"donate:{step}", args=[donation.funding.slug, token_of(donation)])


def return_urls(donation: Donation) -> ReturnUrls:
    """Where the provider sends the donor: the client that asked, or our own pages."""
    if donation.return_url:
        return ReturnUrls(
            success=_told(donation.return_url, donation, "paid"),
            cancel=_told(donation.return_url, donation, "cancelled"),
        )
    return ReturnUrls(
        success=settings.SITE_URL + step_url(donation, "thanks"),
        cancel=settings.SITE_URL + step_url(donation, "review") + "?interrotto=1",
    )


def _told(address: str, donation: Donation, result: str) -> str:
    """The client's address with the donation and its result in the query, before a fragment."""
    parts = urlsplit(address)
    told = urlencode({"donation": str(donation.pk), "result": result})
    return parts._replace(query="&".join(filter(None, [parts.query, told]))).geturl()


def _unsigned(signer: Signer, text: str) -> uuid.UUID:
    try:
        return uuid.UUID(signer.unsign(text))
    except (BadSignature, ValueError) as error:
        raise InvalidLink("not signed here") from error
