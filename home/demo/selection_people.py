"""The demo's proponents: invented organizations, and who acts for them."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress

from campaigns.accounts.models import MemberRole, Organization, User
from campaigns.accounts.proponents import (
    OrganizationDetails,
    add_member,
    register_organization,
)
from home.demo import content
from home.demo.accounts import COLLEAGUE, COLLEAGUE_OF, PASSWORD, PROPONENTS


def proponents(now: datetime) -> dict[str, Organization]:
    """Each organization by its key, made where it is missing. Nobody but the demo's accounts,
    which are contact persons of three of them, can sign in."""
    entries = content.read("selection_organizations")["organizations"]
    organizations = {entry["key"]: _organization(entry, now) for entry in entries}
    colleague = _person(
        COLLEAGUE.username, COLLEAGUE.first_name, COLLEAGUE.last_name, can_sign_in=True
    )
    add_member(
        organization=organizations[COLLEAGUE_OF],
        user=colleague,
        role=MemberRole.MEMBER,
        now=now,
    )
    return organizations


def owner_of(organization: Organization) -> User:
    """The contact person of an organization of the demo."""
    owners = organization.memberships.filter(role=MemberRole.OWNER).select_related("user")
    return owners.order_by("pk")[0].user


def _organization(entry: dict[str, Any], now: datetime) -> Organization:
    known = Organization.objects.filter(profile__tax_code=entry["tax_code"]).first()
    if known is not None:
        return known
    owner, told = entry["owner"], {**entry}
    del told["key"], told["owner"]
    can_sign_in = owner["username"] in {account.username for account in PROPONENTS}
    return register_organization(
        user=_person(**owner, can_sign_in=can_sign_in),
        details=OrganizationDetails(**told),
        now=now,
    )


def _person(username: str, first_name: str, last_name: str, *, can_sign_in: bool) -> User:
    known = User.objects.filter(username=username).first()
    if known is not None:
        return known
    user = User.objects.create_user(
        username,
        f"{username}@example.org",
        PASSWORD if can_sign_in else None,
        first_name=first_name,
        last_name=last_name,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
