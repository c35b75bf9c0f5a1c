"""A campaign that takes money, its page, and somebody who edits it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.http import HttpResponseBase
from django.test import Client

from campaigns.accounts.models import User
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from tests.factories import make_campaign_page, make_open_funding

Shown = Callable[[HttpResponseBase], list[str]]


@pytest.fixture
def funding(db: None) -> Funding:
    """The money of a campaign that is collecting."""
    return make_open_funding(slug="ecolab", title="Ecolab")


@pytest.fixture
def page(funding: Funding) -> CampaignPage:
    """Its page, published."""
    return make_campaign_page(funding)


@pytest.fixture
def editor(db: None) -> Client:
    """A client signed in as the superuser: what even they may not do."""
    user = User.objects.create_superuser("admin", "admin@example.org", "password")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def writer(db: None) -> Client:
    """A client signed in as somebody of Redazione."""
    user = User.objects.create_user("redazione", "redazione@example.org", "password")
    user.groups.add(Group.objects.get(name="Redazione"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def shown() -> Shown:
    """The messages that a response leaves for the next page."""

    def messages_of(response: HttpResponseBase) -> list[str]:
        return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]

    return messages_of
