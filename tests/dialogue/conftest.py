"""A live campaign, its page, and somebody who moderates."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.dialogue.models import Origin, Voice, VoiceKind, VoiceState
from campaigns.funding.models import Funding
from tests.factories import make_campaign_page, make_open_funding

TYPED = {"text": "Ci sarà una rampa?", "name": "Ada", "email": "ada@example.org"}


@pytest.fixture
def funding(db: None) -> Funding:
    """The money of a campaign whose page is public."""
    found = make_open_funding(slug="orto", title="Orto")
    make_campaign_page(found)
    return found


@pytest.fixture
def moderator(db: None) -> User:
    """Somebody of Redazione."""
    user = User.objects.create_user("redazione", "redazione@example.org", "password")
    user.groups.add(Group.objects.get(name="Redazione"))
    return user


@pytest.fixture
def desk(moderator: User) -> Client:
    """Their browser."""
    client = Client()
    client.force_login(moderator)
    return client


def make_voice(funding: Funding, **fields: Any) -> Voice:
    """A guest's confirmed question that waits to be read, unless told otherwise."""
    now = timezone.now()
    values: dict[str, Any] = {
        "campaign_key": funding.translation_key,
        "kind": VoiceKind.QUESTION,
        "origin": Origin.GUEST,
        "text": "Ci sarà una rampa?",
        "email": "ada@example.org",
        "state": VoiceState.WAITING,
        "written_at": now - timedelta(hours=1),
        "confirmed_at": now,
    }
    return Voice.objects.create(**(values | fields))
