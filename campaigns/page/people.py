"""Who is behind a campaign: the organization whose selected project it is."""

from uuid import UUID

from django.core.exceptions import PermissionDenied

from campaigns.accounts.models import User
from campaigns.editorial.held_pages import SELECTED
from campaigns.models import CampaignPage


def is_of_campaign(user: User, campaign_key: UUID) -> bool:
    """True for the people of the organization whose selected project the campaign is."""
    organizations = user.memberships.values("organization")
    pages = CampaignPage.objects.filter(translation_key=campaign_key, proposal__state=SELECTED)
    return user.is_active and pages.filter(proposal__organization__in=organizations).exists()


def check_of_campaign(user: User, campaign_key: UUID) -> None:
    """Raise ``PermissionDenied`` for anyone else."""
    if not is_of_campaign(user, campaign_key):
        raise PermissionDenied
