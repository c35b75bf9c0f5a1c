"""A campaign being told: its page, published, and the people who write about it."""

from collections.abc import Callable

import pytest
from django.test import Client

from campaigns.accounts.models import User
from campaigns.models import CampaignPage
from tests.factories import make_campaign_page, make_open_funding
from tests.selection.factories import make_staff

Write = Callable[..., CampaignPage]


@pytest.fixture
def page(db: None) -> CampaignPage:
    """The page of a campaign that collects."""
    return make_campaign_page(make_open_funding(slug="ecolab", title="Ecolab"))


@pytest.fixture
def ada(db: None) -> User:
    """Somebody of Redazione."""
    return make_staff("Redazione")


@pytest.fixture
def bea(db: None) -> User:
    """Somebody else of Redazione."""
    return make_staff("Redazione")


@pytest.fixture
def carla(db: None) -> User:
    """A third person of Redazione."""
    return make_staff("Redazione")


@pytest.fixture
def write() -> Write:
    """Save a draft in somebody's name."""

    def written(page: CampaignPage, user: User | None, **fields: object) -> CampaignPage:
        draft = CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.save_revision(user=user)
        return CampaignPage.objects.get(pk=page.pk)

    return written


def signed_in(user: User) -> Client:
    """A client of this person."""
    client = Client()
    client.force_login(user)
    return client
