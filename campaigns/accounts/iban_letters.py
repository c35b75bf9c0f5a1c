"""Mail to all who act for an organization when the account that receives its money changes."""

from typing import Final

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.accounts.letters import post
from campaigns.accounts.models import Organization, User
from campaigns.house.letters import Letter, Link

_SHOWN: Final = 4


def tell_members(*, organization: Organization, iban: str, by: User) -> None:
    """Tell every member, who changed it included, each in their language, after the commit.

    ``iban`` is the new one, or empty; letters carry its first and last four characters alone.
    """
    for membership in organization.memberships.select_related("user"):
        _write(membership.user, organization, iban, by)


def masked(iban: str) -> str:
    """Enough to know one's own account by."""
    return f"{iban[:_SHOWN]} … {iban[-_SHOWN:]}" if iban else _("none")


def _write(to: User, organization: Organization, iban: str, by: User) -> None:
    with override(to.language):
        path = reverse("organization:edit", args=[organization.pk])
        letter = Letter(
            subject=_("The IBAN of your organization has changed"),
            happened=[_("the account that receives your organization's money has changed.")],
            next=[_("If you did not expect it, write to us at once.")],
            facts=[
                (_("Organization"), organization.name),
                (_("IBAN"), masked(iban)),
                (_("Changed by"), by.get_full_name() or by.email),
            ],
            link=Link(
                label=_("See your organization"),
                url=settings.SITE_URL + str(translate_url(path, to.language)),
            ),
        )
    post(letter=letter, to=to.email, language=to.language)
