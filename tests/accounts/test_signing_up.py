"""Registering by e-mail, confirming it, and a forgotten password."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from campaigns.accounts.models import User

PASSWORD = "una-frase-lunga-2026"
ANNA = {
    "first_name": "Anna",
    "last_name": "Villa",
    "email": "anna@example.org",
    "password1": PASSWORD,
}


@pytest.fixture
def posted(django_capture_on_commit_callbacks: Any) -> Any:
    """Send a form, and the letters that leave after the commit."""

    def send(client: Client, path: str, data: dict[str, str]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, data)

    return send


def link_in(letter: Any, part: str) -> str:
    found = re.search(rf"https?://[^/]+(/\S*{part}\S*)", letter.body)
    assert found is not None, letter.body
    return found[1]


def test_nobody_comes_in_before_the_address_is_confirmed(db: None, posted: Any) -> None:
    client = Client()
    answer = posted(client, reverse("account_signup"), ANNA)
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    sign_in = {"login": ANNA["email"], "password": PASSWORD}
    posted(client, reverse("account_login"), sign_in)
    assert "_auth_user_id" not in client.session
    client.post(link_in(mail.outbox[0], "conferma-email"))
    posted(client, reverse("account_login"), sign_in)
    assert "_auth_user_id" in client.session


def test_the_user_name_says_nothing_of_the_person(db: None, posted: Any) -> None:
    posted(Client(), reverse("account_signup"), ANNA)
    user = User.objects.get(email=ANNA["email"])
    assert user.get_full_name() == "Anna Villa"
    assert re.fullmatch(r"p-[0-9a-f]{12}", user.username)


@pytest.mark.parametrize(("prefix", "language"), [("", "it"), ("/en", "en")])
def test_letters_are_in_the_person_s_language(
    db: None, posted: Any, prefix: str, language: str
) -> None:
    posted(Client(), f"{prefix}/accesso/registrati/", ANNA)
    assert User.objects.get(email=ANNA["email"]).language == language
    letter = mail.outbox[0]
    assert letter.extra_headers["Content-Language"] == language
    assert f"{prefix}/accesso/conferma-email/" in letter.body
    assert ("/en/accesso" in letter.body) == (language == "en")


def test_a_known_address_is_not_given_away(db: None, posted: Any) -> None:
    User.objects.create_user("p-1", ANNA["email"], PASSWORD)
    known = posted(Client(), reverse("account_signup"), ANNA)
    new = posted(Client(), reverse("account_signup"), ANNA | {"email": "nuova@example.org"})
    assert known.status_code == new.status_code
    assert known["Location"] == new["Location"]
    wrong = {"login": ANNA["email"], "password": "sbagliata"}
    unknown = wrong | {"login": "nessuno@example.org"}
    texts = [
        Client().post(reverse("account_login"), data).content.decode().replace(data["login"], "")
        for data in (wrong, unknown)
    ]
    clean = [re.sub(r'value="[^"]*"', "", text) for text in texts]
    assert clean[0] == clean[1]


def test_a_forgotten_password_is_chosen_anew(db: None, posted: Any) -> None:
    User.objects.create_user("p-1", ANNA["email"], PASSWORD)
    client = Client()
    posted(client, reverse("account_reset_password"), {"email": ANNA["email"]})
    page = client.get(link_in(mail.outbox[0], "password/nuova"), follow=True)
    new = "un-altra-frase-lunga-2026"
    address = page.redirect_chain[-1][0]
    posted(client, address, {"password1": new, "password2": new})
    assert User.objects.get(email=ANNA["email"]).check_password(new)
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_make_one_wait(db: None) -> None:
    User.objects.create_user("p-1", ANNA["email"], PASSWORD)
    client = Client()
    for _attempt in range(5):
        client.post(reverse("account_login"), {"login": ANNA["email"], "password": "sbagliata"})
    client.post(reverse("account_login"), {"login": ANNA["email"], "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_sign_in_leads_nowhere_outside(db: None, posted: Any) -> None:
    posted(Client(), reverse("account_signup"), ANNA)
    client = Client()
    client.post(link_in(mail.outbox[0], "conferma-email"))
    address = f"{reverse('account_login')}?next=https://evil.example/"
    answer = posted(client, address, {"login": ANNA["email"], "password": PASSWORD})
    assert answer["Location"] == "/i-miei-progetti/"


PAGES = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_access_is_there_under_the_strict_policy(
    db: None, prefix: str, name: str
) -> None:
    answer = Client().get(prefix + reverse(name))
    assert answer.status_code == HTTPStatus.OK
    text = answer.content.decode()
    assert 'style="' not in text
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "account_logout"])
def test_the_pages_of_who_is_signed_in(db: None, posted: Any, name: str) -> None:
    posted(Client(), reverse("account_signup"), ANNA)
    client = Client()
    client.post(link_in(mail.outbox[0], "conferma-email"))
    posted(client, reverse("account_login"), {"login": ANNA["email"], "password": PASSWORD})
    assert client.get(reverse(name)).status_code == HTTPStatus.OK
    assert client.get(reverse("account_change_password")).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "sent",
    [{}, {"email": "\x00@example.org"}, {"email": "a" * 5000}, {"first_name": "\x00", **ANNA}],
    ids=["nothing", "nul", "huge", "nul name"],
)
def test_odd_input_is_refused_kindly(db: None, sent: dict[str, str]) -> None:
    for name in ("account_signup", "account_login", "account_reset_password"):
        data = sent | {"login": sent.get("email", ""), "password": sent.get("email", "")}
        assert Client().post(reverse(name), data).status_code < HTTPStatus.INTERNAL_SERVER_ERROR
