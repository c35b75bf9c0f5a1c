"""The shape of a message: the same parts make its text and its HTML."""

import re
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.money import format_eur
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation

_BREAKS: Final = re.compile(r"[^\S\xa0\u202f]+")
_ADDRESS: Final = re.compile(r"[/\\@:<>]|\bwww\b|\.\w{2}")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a message leads: an absolute address, signed where it is a donation's own."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a message says: what happened, why in somebody's own words, what happens next."""

    subject: str
    happened: list[str]
    reason: str = ""
    next: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    link: Link

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", one_line(self.subject))


def one_line(text: str) -> str:
    """The text without line breaks, which must not reach a header; non-breaking spaces stay."""
    return _BREAKS.sub(" ", text).strip()


def greeting(name: str) -> str:
    """How the message begins. A name that reads like an address is left out.

    Whoever begins a donation chooses its name and whom we write to: it must carry no advertisement.
    """
    name = one_line(name)
    if not name or len(name) > _LONGEST_NAME or _ADDRESS.search(name):
        return _("Hello,")
    return _("Dear %(name)s,") % {"name": name}


def page_link(donation: Donation) -> Link:
    """The donation's own page."""
    url = settings.SITE_URL + step_url(donation, "donation")
    return Link(label=_("Your donation, and how it goes on"), url=url)


def gift_facts(donation: Donation) -> list[tuple[str, str]]:
    """What a donor needs to name the gift to us."""
    facts = [
        (_("Campaign"), donation.funding.title),
        (_("Amount"), format_eur(donation.amount)),
        (_("Reference"), donation.reference),
    ]
    if donation.paid_at:
        facts.append((_("Date"), date_format(localtime(donation.paid_at), "DATETIME_FORMAT")))
    return facts


def on_its_way() -> str:
    """How and when money comes back."""
    return _("It goes to the card or account it came from, usually within 5–10 days.")


def nothing_to_do() -> str:
    return _("There is nothing you need to do.")


def contact() -> str:
    return str(settings.SITE_BRAND["contact_email"])
