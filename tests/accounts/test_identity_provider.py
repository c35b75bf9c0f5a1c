"""SPID and CIE: offered only where a provider is configured, and then over real HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from campaigns.accounts.models import User
from tests.accounts.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from tests.second_factor import code, enrol

ROOT = Path(__file__).resolve().parents[2]
CONFIGURED = {
    "OIDC_PROVIDER_URL": "https://id.example.org",
    "OIDC_CLIENT_ID": "civic",
    "OIDC_CLIENT_SECRET": "secret",
}
SHOW = "import django; django.setup(); from django.urls import reverse; print(reverse('{}'{}))"


def test_without_a_provider_there_is_no_door_for_it(db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login", args=["identita"])
    assert "SPID" not in Client().get(reverse("account_login")).content.decode()


def test_with_a_provider_there_is(tmp_path: Path) -> None:
    environment = (
        os.environ
        | CONFIGURED
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": "postgresql://unused/unused",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        }
    )
    shown = subprocess.run(
        [sys.executable, "-c", SHOW.format("openid_connect_login", ", args=['identita']")],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert shown.stdout.strip() == "/accesso/oidc/identita/login/"


ANNA: Final = {
    "sub": "spid-1",
    "email": "anna@example.org",
    "email_verified": True,
    "given_name": "Anna",
    "family_name": "Villa",
}


@pytest.fixture
def provider(db: None, settings: Any) -> Iterator[IdentityProvider]:
    """A provider that signs in Anna, and the site configured with it."""
    running = IdentityProvider().start()
    running.person = dict(ANNA)
    app = {
        "provider_id": "identita",
        "name": "SPID / CIE",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": running.url},
    }
    of_provider = configured.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": of_provider | {"APPS": [app]}}
    settings.HAS_IDENTITY_PROVIDER = True
    settings.ROOT_URLCONF = "tests.accounts.identity_urls"
    yield running
    running.stop()


def begin(client: Client) -> str:
    """Choose SPID at the door; return where the provider sends the browser back to."""
    there = client.post("/accesso/oidc/identita/login/")
    assert there.status_code == HTTPStatus.FOUND
    back = requests.get(there["Location"], allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_in(client: Client) -> Any:
    """The whole way to the provider and back."""
    return client.get(begin(client))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def a_user(email: str, *groups: str) -> User:
    user = User.objects.create_user(f"p-{email[:5]}", email, "una-frase-lunga-2026")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def test_a_citizen_comes_in_and_finds_the_same_account_the_next_time(
    provider: IdentityProvider,
) -> None:
    for client in (Client(), Client()):
        answer = come_in(client)
        assert answer["Location"] == "/i-miei-progetti/"
        assert is_in(client)
    user = User.objects.get()
    assert (user.email, user.get_full_name()) == ("anna@example.org", "Anna Villa")
    assert SocialAccount.objects.get().extra_data == {}
    assert EmailAddress.objects.get().verified


def test_an_address_that_the_provider_has_not_verified_is_confirmed_first(
    provider: IdentityProvider,
) -> None:
    provider.person["email_verified"] = False
    client = Client()
    come_in(client)
    assert not is_in(client)
    assert not EmailAddress.objects.filter(verified=True).exists()


@pytest.mark.parametrize("is_verified", [True, False], ids=["verified", "unverified"])
@pytest.mark.parametrize("group", ["", "Redazione"], ids=["citizen", "staff"])
def test_an_identity_does_not_take_over_an_account_with_its_address(
    provider: IdentityProvider, group: str, is_verified: bool
) -> None:
    a_user("anna@example.org", group)
    provider.person["email_verified"] = is_verified
    client = Client()
    come_in(client)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1
    client.post("/accesso/identita/registrati/", {"email": "anna@example.org"})
    assert not is_in(client)
    assert User.objects.count() == 1
    assert all("conferma-email" not in letter.body for letter in mail.outbox)


def test_a_change_of_language_keeps_the_address(provider: IdentityProvider) -> None:
    del provider.person["email"]
    client = Client()
    come_in(client)
    typed = {"email": "nuova@example.org", "lingua": "en"}
    page = client.post("/accesso/identita/registrati/", typed).content.decode()
    assert 'name="email" value="nuova@example.org"' in page
    assert not User.objects.exists()


@pytest.mark.parametrize("forged", ["another", "", "of another browser"])
def test_an_answer_to_a_question_that_was_not_asked_is_refused(
    provider: IdentityProvider, forged: str
) -> None:
    client = Client()
    back = begin(client)
    if forged == "of another browser":
        client = Client()
    else:
        back = back.partition("state=")[0] + f"state={forged}"
    client.get(back)
    assert not is_in(client)
    assert not User.objects.exists()


def test_a_code_is_good_once(provider: IdentityProvider) -> None:
    client, thief = Client(), Client()
    back = begin(client)
    client.get(back)
    begin(thief)
    thief.get(back)
    assert is_in(client)
    assert not is_in(thief)


def test_staff_give_the_second_factor_after_their_identity_too(
    provider: IdentityProvider,
) -> None:
    writer = a_user("anna@example.org", "Redazione")
    SocialAccount.objects.create(user=writer, provider="identita", uid="spid-1")
    newcomer = Client()
    come_in(newcomer)
    assert newcomer.get("/admin/")["Location"].startswith(reverse("mfa_activate_totp"))
    enrol(writer)
    client = Client()
    assert come_in(client)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get("/admin/")["Location"].startswith("/accesso/entra/")
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/admin/").status_code == HTTPStatus.OK
