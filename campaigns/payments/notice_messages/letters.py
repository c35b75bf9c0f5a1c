"""What letters to donors share."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.house.letters import Link
from campaigns.money import format_eur
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation


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
