"""Who manages people does not reach beyond their own rights."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from campaigns.accounts.models import User
from tests.admin.conftest import SignIn, make_user


def fields_of(user: User, **changed: Any) -> dict[str, Any]:
    return {
        "username": user.username,
        "email": user.email,
        "first_name": "Ada",
        "last_name": "Brambilla",
        "is_active": "on",
        "password1": "",
        "password2": "",
        "groups": [str(group.pk) for group in user.groups.all()] if user.pk else [],
    } | changed


def edit_url(user: User) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def test_administration_gives_roles(sign_in: SignIn) -> None:
    colleague = make_user("Redazione")
    finance = Group.objects.get(name="Ragioneria")
    sign_in("Amministrazione").post(
        edit_url(colleague), fields_of(colleague, groups=[str(finance.pk)])
    )
    assert list(colleague.groups.all()) == [finance]


def test_nobody_gives_themselves_a_role(sign_in: SignIn) -> None:
    client = sign_in("Amministrazione")
    oneself = User.objects.get(username="amministrazione")
    finance = Group.objects.get(name="Ragioneria")
    client.post(edit_url(oneself), fields_of(oneself, groups=[str(finance.pk)]))
    assert finance not in oneself.groups.all()
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    client.post(f"{url}?id={oneself.pk}", {"role": finance.pk})
    assert finance not in oneself.groups.all()


def test_one_may_correct_ones_own_name(sign_in: SignIn) -> None:
    client = sign_in("Amministrazione")
    oneself = User.objects.get(username="amministrazione")
    client.post(edit_url(oneself), fields_of(oneself))
    oneself.refresh_from_db()
    assert oneself.first_name == "Ada"


def test_administration_makes_no_superuser(sign_in: SignIn) -> None:
    colleague = make_user("Redazione")
    client = sign_in("Amministrazione")
    client.post(edit_url(colleague), fields_of(colleague, is_superuser="on"))
    client.post(
        reverse("wagtailusers_users:add"),
        fields_of(
            User(username="new", email="new@example.org"),
            is_superuser="on",
            password1="a-long-passphrase",
            password2="a-long-passphrase",
        ),
    )
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_administration_does_not_touch_a_superuser(sign_in: SignIn, method: str) -> None:
    superuser = make_user("superuser")
    client = sign_in("Amministrazione")
    changed = fields_of(superuser, email="taken@example.org", is_superuser="")
    response = getattr(client, method)(edit_url(superuser), changed)
    assert response.status_code == 302
    client.post(reverse("wagtailusers_users:delete", args=[superuser.pk]))
    for action in ("delete", "set_active_state"):
        url = reverse("wagtail_bulk_action", args=["accounts", "user", action])
        client.post(f"{url}?id={superuser.pk}", {"mark_as_active": ""})
    superuser.refresh_from_db()
    assert superuser.email == "superuser@example.org"
    assert superuser.is_active
