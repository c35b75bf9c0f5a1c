"""People who sign in, and the organizations that propose projects."""

from campaigns.accounts.models.members import Invitation, MemberRole, Membership
from campaigns.accounts.models.organizations import (
    LegalForm,
    Organization,
    OrganizationPerson,
    OrganizationProfile,
)
from campaigns.accounts.models.people import User

__all__ = [
    "Invitation",
    "LegalForm",
    "MemberRole",
    "Membership",
    "Organization",
    "OrganizationPerson",
    "OrganizationProfile",
    "User",
]
