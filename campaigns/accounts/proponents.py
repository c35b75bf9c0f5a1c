"""A proponent's organization and who acts for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.iban_letters import tell_members
from campaigns.accounts.models import (
    MemberRole,
    Membership,
    Organization,
    OrganizationPerson,
    OrganizationProfile,
    User,
)
from campaigns.official_numbers import InvalidNumber, read_iban, read_tax_code, read_vat_number

_OF_ORGANIZATION: Final = ("name", "legal_form", "description", "website")


class ProponentRefused(Exception):
    """It cannot be done; ``message`` says why, and what to do, in the reader's language."""

    message: Any = ""

    def __init__(self, message: Any = None) -> None:
        self.message = message or self.message
        super().__init__(str(self.message))


class TaxCodeKnown(ProponentRefused):
    """The organization is registered already. Nobody is told by whom."""

    message = _(
        "This organization is registered already. Ask a colleague who uses the platform to invite"
        " you; if you know of none, write to us."
    )


class NotAMember(ProponentRefused):
    """Somebody who does not act for the organization, or may not do this for it."""

    message = _("Only the organization's contact persons do this.")


class NotTheirIban(NotAMember):
    """Where the money goes is a contact person's to change, not every colleague's."""

    message = _("Only the organization's contact persons change the IBAN. Nothing was saved.")


class LastOwner(ProponentRefused):
    """Nobody would be left to invite colleagues."""

    message = _("An organization needs a contact person: this is the last one.")


class WrongDetails(ProponentRefused):
    """A detail that cannot be right; ``field`` names it."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class OrganizationDetails:
    """All that an organization tells of itself. The last ones of each part may be empty."""

    name: str
    legal_form: str
    description: str = ""
    website: str = ""
    tax_code: str
    vat_number: str = ""
    address: str
    postal_code: str
    city: str
    province: str = ""
    representative: str
    representative_tax_code: str
    certified_email: str = ""
    phone: str = ""
    iban: str = ""

    def checked(self) -> "OrganizationDetails":
        """The same with its numbers as they are kept. Raises ``WrongDetails``."""
        return replace(
            self,
            tax_code=_read("tax_code", read_tax_code, self.tax_code),
            vat_number=_read("vat_number", read_vat_number, self.vat_number),
            iban=_read("iban", read_iban, self.iban),
            representative_tax_code=_read(
                "representative_tax_code",
                lambda text: read_tax_code(text, of_person=True),
                self.representative_tax_code,
            ),
        )


def register_organization(
    *, user: User, details: OrganizationDetails, now: datetime
) -> Organization:
    """Make an organization whose contact person is ``user``.

    Raises ``WrongDetails``, and ``TaxCodeKnown`` for one that is here already.
    """
    about, profile = _parts(details.checked())
    with transaction.atomic():
        organization = Organization.objects.create(**about)
        _save_profile(OrganizationProfile(organization=organization), profile, now)
        add_member(organization=organization, user=user, role=MemberRole.OWNER, now=now)
    return organization


def update_organization(
    *, organization: Organization, by: User, details: OrganizationDetails, now: datetime
) -> Organization:
    """Change what an organization tells of itself. Its proposals already sent stay as sent.

    A contact person alone changes the IBAN, and all members are told of it by mail. Raises
    ``NotAMember``, ``NotTheirIban``, ``WrongDetails`` and ``TaxCodeKnown``.
    """
    if not is_member(user=by, organization=organization):
        raise NotAMember
    about, profile = _parts(details.checked())
    with transaction.atomic():
        profiles = OrganizationProfile.objects.select_for_update(of=("self",))
        known = profiles.filter(organization=organization).first()
        has_new_iban = profile["iban"] != (known.iban if known else "")
        if has_new_iban and not is_owner(user=by, organization=organization):
            raise NotTheirIban
        _save_profile(known or OrganizationProfile(organization=organization), profile, now)
        for name, value in about.items():
            setattr(organization, name, value)
        organization.save(update_fields=list(about))
        if has_new_iban:
            tell_members(organization=organization, iban=profile["iban"], by=by)
    return organization


def add_member(
    *, organization: Organization, user: User, role: MemberRole, now: datetime
) -> Membership:
    """Let somebody act for an organization; their gifts to it are flagged from then on (R17)."""
    membership, _made = Membership.objects.get_or_create(
        organization=organization, user=user, defaults={"role": role, "since": now}
    )
    if not organization.people.filter(email__iexact=user.email).exists():
        OrganizationPerson.objects.create(
            organization=organization,
            name=(user.get_full_name() or user.email)[:120],
            email=user.email,
        )
    return membership


def remove_member(*, membership: Membership, by: User) -> None:
    """Let somebody act for the organization no longer; one may leave by oneself.

    They stay among its people: gifts are flagged still (R17). Raises ``NotAMember`` and
    ``LastOwner``.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update(no_key=True).get(
            pk=membership.organization_id
        )
        if membership.user != by and not is_owner(user=by, organization=organization):
            raise NotAMember
        owners = organization.memberships.filter(role=MemberRole.OWNER)
        if not owners.exclude(pk=membership.pk).exists():
            raise LastOwner
        membership.delete()


def organizations_of(user: Any) -> QuerySet[Organization]:
    """The organizations that somebody acts for; none for who is not signed in."""
    if not user.is_authenticated:
        return Organization.objects.none()
    return Organization.objects.filter(memberships__user=user).select_related("profile")


def is_member(*, user: Any, organization: Organization) -> bool:
    """Whether somebody acts for an organization."""
    if not user.is_authenticated:
        return False
    return bool(organization.memberships.filter(user=user).exists())


def is_owner(*, user: Any, organization: Organization) -> bool:
    """Whether somebody is a contact person of an organization."""
    if not user.is_authenticated:
        return False
    return bool(organization.memberships.filter(user=user, role=MemberRole.OWNER).exists())


def _parts(details: OrganizationDetails) -> tuple[dict[str, str], dict[str, str]]:
    """What the public reads, and what only the Comune does."""
    fields = asdict(details)
    return {name: fields.pop(name) for name in _OF_ORGANIZATION}, fields


def _save_profile(profile: OrganizationProfile, fields: Mapping[str, str], now: datetime) -> None:
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.updated_at = now
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        raise TaxCodeKnown from error


def _read(field: str, read: Any, text: str) -> str:
    """A number as it is kept; empty stays empty. Raises ``WrongDetails``."""
    if not text.strip() and field in ("vat_number", "iban"):
        return ""
    try:
        return str(read(text))
    except InvalidNumber as error:
        raise WrongDetails(field, error.message) from error
