"""People of each role, and a client for each."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import clear_url_caches

from campaigns.accounts.models import User

ROLES = ("Redazione", "Ragioneria", "Amministrazione")
SignIn = Callable[[str], Client]


def make_user(role: str) -> User:
    """The person of a role; ``superuser`` is one too."""
    name = role.lower()
    if known := User.objects.filter(username=name).first():
        return known
    if role == "superuser":
        return User.objects.create_superuser(name, f"{name}@example.org", "password")
    user = User.objects.create_user(name, f"{name}@example.org", "password")
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Give a client signed in as somebody of a role; ``anonymous`` is nobody."""

    def signed_in(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(make_user(role))
        return client

    return signed_in


@pytest.fixture
def english(settings: Any) -> Iterator[None]:
    """The admin in English: what is tested is the sentence, not its translation.

    Addresses made meanwhile have no language prefix: they are forgotten afterwards.
    """
    settings.LANGUAGE_CODE = "en"
    yield
    clear_url_caches()
