"""Staff give a second factor before anything of the admin, and there is no way round."""

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from campaigns.accounts.models import User
from tests.second_factor import code, enrol

PASSWORD = "una-frase-lunga-2026"


@pytest.fixture
def writer(db: None) -> User:
    return make_writer()


def make_writer() -> User:
    """Somebody of Redazione whose address is confirmed, without a second factor."""
    user = User.objects.create_user("redazione", "redazione@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name="Redazione"))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, user: User, password: str = PASSWORD) -> str:
    """Send the sign-in form; return where it leads."""
    answer = client.post(reverse("account_login"), {"login": user.email, "password": password})
    return answer.headers.get("Location", "")


def is_inside(client: Client) -> bool:
    return client.get(reverse("wagtailadmin_home")).status_code == HTTPStatus.OK


def test_the_password_alone_leads_to_enrolment(writer: User) -> None:
    client = Client()
    assert sign_in(client, writer) == reverse("wagtailadmin_home")
    for path in ("/admin/", "/admin/pages/", "/admin/users/", "/admin/api/main/pages/"):
        answer = client.get(path)
        assert answer.status_code == HTTPStatus.FOUND
        assert answer["Location"].startswith(reverse("mfa_activate_totp"))


def test_no_act_by_hand_made_post_before_enrolment(writer: User) -> None:
    client = Client()
    sign_in(client, writer)
    page = Page.objects.filter(depth=2).first()
    assert page is not None
    before = page.title
    for url in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}",
        "/admin/account/",
        f"/admin/api/main/pages/{page.pk}/action/delete/",
    ):
        answer = client.post(url, {"title": "Rubata", "slug": "rubata"})
        assert answer["Location"].startswith(reverse("mfa_activate_totp"))
    assert Page.objects.get(pk=page.pk).title == before


@pytest.mark.committed
def test_who_enrols_is_in_at_once(committed_db: str) -> None:
    writer = make_writer()
    client = Client()
    sign_in(client, writer)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert secret is not None
    client.post(reverse("mfa_activate_totp"), {"code": code(secret=secret[1])})
    assert Authenticator.objects.filter(user=writer, type="totp").exists()
    assert is_inside(client)


def test_password_and_code_open_the_admin(writer: User) -> None:
    enrol(writer)
    client = Client()
    assert sign_in(client, writer) == reverse("mfa_authenticate")
    assert not is_inside(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_inside(client)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_inside(client)


def test_a_code_opens_once(writer: User) -> None:
    enrol(writer)
    typed = code()
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, writer)
        client.post(reverse("mfa_authenticate"), {"code": typed})
    assert is_inside(first)
    assert not is_inside(second)


def test_a_session_made_before_enrolment_gives_the_code_too(writer: User) -> None:
    older = Client()
    sign_in(older, writer)
    enrol(writer)
    assert older.get("/admin/")["Location"].startswith(reverse("mfa_reauthenticate"))
    for name in (
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_deactivate_totp",
        "account_change_password",
    ):
        assert older.get(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate"))
        assert older.post(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate"))
    older.post(f"{reverse('mfa_reauthenticate')}?next=/admin/", {"code": code()})
    assert is_inside(older)


def test_the_english_doors_are_guarded_alike(writer: User) -> None:
    older = Client()
    sign_in(older, writer)
    enrol(writer)
    for path in ("/en/accesso/sicurezza/codici/", "/en/i-miei-progetti/ente/"):
        assert "accesso/sicurezza/conferma" in older.get(path)["Location"]


def test_staff_cannot_turn_it_off(writer: User) -> None:
    enrol(writer)
    client = Client()
    sign_in(client, writer)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == HTTPStatus.OK
    assert Authenticator.objects.filter(user=writer, type="totp").exists()


def test_without_its_authenticator_an_open_session_is_out(writer: User) -> None:
    client = Client()
    client.force_login(writer)
    assert is_inside(client)
    Authenticator.objects.filter(user=writer).delete()
    assert not is_inside(client)


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/_util/login/", "/en/_util/login/", "/admin/password_reset/"]
)
def test_wagtails_own_doors_sign_nobody_in(writer: User, path: str) -> None:
    client = Client()
    sent = {"username": writer.username, "password": PASSWORD, "email": writer.email}
    for answer in (client.get(path), client.post(path, sent)):
        assert answer.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)
        assert "/accesso/entra/" in answer["Location"]
    assert "_auth_user_id" not in client.session


def test_a_reset_link_of_wagtail_leads_to_the_door(writer: User) -> None:
    answer = Client().get("/admin/password_reset/confirm/MQ/set-password/")
    assert "/accesso/entra/" in answer["Location"]


def test_a_new_password_does_not_spare_the_code(writer: User) -> None:
    enrol(writer)
    client = Client()
    sign_in(client, writer)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    new = "un-altra-frase-lunga-2026"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert not is_inside(client)
    assert sign_in(client, writer, new) == reverse("mfa_authenticate")
    assert not is_inside(client)


def test_there_is_no_django_admin() -> None:
    from django.urls import get_resolver

    assert "admin" not in get_resolver().app_dict
    assert not [name for name in get_resolver().namespace_dict if name == "admin"]


@pytest.mark.parametrize("role", ["Segreteria", "Commissione", "RUP", "Ragioneria"])
def test_every_role_needs_it(db: None, role: str) -> None:
    user = User.objects.create_user(role, f"{role.lower()}@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name=role))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    sign_in(client, user)
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_activate_totp"))


def test_a_proponent_needs_none_and_does_not_enter_the_admin(db: None) -> None:
    user = User.objects.create_user("p-1", "anna@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    assert sign_in(client, user) == "/i-miei-progetti/"
    assert client.get(reverse("organization:list")).status_code == HTTPStatus.OK
    assert not is_inside(client)


def test_proponents_read_public_pages_under_the_strict_policy(db: None) -> None:
    anna = User.objects.create_user("p-1", "anna@example.org", PASSWORD)
    client = Client()
    client.force_login(anna)
    answer = client.get(reverse("organization:list"))
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


INSIDE = ("/admin/", "/admin/selezione/proposte/", "/admin/api/main/pages/")


def by_password(writer: User) -> Client:
    client = Client()
    sign_in(client, writer)
    return client


def by_remembered_password(writer: User) -> Client:
    client = Client()
    client.post(
        reverse("account_login"), {"login": writer.email, "password": PASSWORD, "remember": "on"}
    )
    return client


def by_a_new_password(writer: User) -> Client:
    """Whoever reads the mail box chooses the password anew, and signs in with it."""
    client = Client()
    key = default_token_generator.make_token(writer)
    start = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(writer), key])
    address = client.get(start, follow=True).redirect_chain[-1][0]
    new = "un-altra-frase-lunga-2026"
    client.post(address, {"password1": new, "password2": new})
    writer.refresh_from_db()
    assert writer.check_password(new)
    sign_in(client, writer, new)
    return client


def by_a_session_from_before(writer: User) -> Client:
    """Signed in as a citizen, with a password alone; one of the staff since then."""
    roles = list(writer.groups.all())
    Authenticator.objects.filter(user=writer).delete()
    writer.groups.clear()
    client = by_password(writer)
    enrol(writer)
    writer.groups.set(roles)
    assert "_auth_user_id" in client.session
    return client


@pytest.mark.parametrize(
    "way", [by_password, by_remembered_password, by_a_new_password, by_a_session_from_before]
)
def test_no_way_round_the_code(writer: User, way: Callable[[User], Client]) -> None:
    enrol(writer)
    client = way(writer)
    for path in INSIDE:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == HTTPStatus.FOUND, path
            assert "/accesso/" in answer["Location"]


def test_the_public_api_knows_no_session(writer: User) -> None:
    client = Client()
    client.force_login(writer)
    assert client.post("/api/v2/pages/").status_code in (403, 405)
    page = Page.objects.filter(depth=2).first()
    assert page is not None
    draft = page.add_child(instance=Page(title="Bozza", slug="bozza", live=False))
    assert client.get(f"/api/v2/pages/{draft.pk}/").status_code == HTTPStatus.NOT_FOUND
