"""Who manages people does not reach beyond their own rights."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
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
    colleague = User.objects.create_user("new", "new@example.org", "password")
    writers = Group.objects.get(name="Redazione")
    sign_in("Amministrazione").post(
        edit_url(colleague), fields_of(colleague, groups=[str(writers.pk)])
    )
    assert list(colleague.groups.all()) == [writers]


@pytest.mark.parametrize("role", ["Amministrazione", "superuser"])
def test_only_a_superuser_puts_somebody_into_finance(sign_in: SignIn, role: str) -> None:
    colleague = make_user("Redazione")
    finance = Group.objects.get(name="Ragioneria")
    client = sign_in(role)
    client.post(edit_url(colleague), fields_of(colleague, groups=[str(finance.pk)]))
    assert (finance in colleague.groups.all()) == (role == "superuser")
    colleague.groups.clear()
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    client.post(f"{url}?id={colleague.pk}", {"role": finance.pk})
    assert (finance in colleague.groups.all()) == (role == "superuser")
    client.post(
        reverse("wagtailusers_users:add"),
        fields_of(
            User(username="new", email="new@example.org"),
            groups=[str(finance.pk)],
            password1="a-long-passphrase",
            password2="a-long-passphrase",
        ),
    )
    assert User.objects.filter(username="new").exists() == (role == "superuser")


def test_a_role_that_reaches_money_is_told_by_what_it_may_do(sign_in: SignIn) -> None:
    treasurers = Group.objects.create(name="Tesoreria")
    treasurers.permissions.add(Permission.objects.get(codename="approve_refund"))
    colleague = make_user("Redazione")
    sign_in("Amministrazione").post(
        edit_url(colleague), fields_of(colleague, groups=[str(treasurers.pk)])
    )
    assert treasurers not in colleague.groups.all()


@pytest.mark.parametrize("role", ["Amministrazione", "superuser"])
@pytest.mark.parametrize(
    "changed",
    [
        {"password1": "a-long-passphrase", "password2": "a-long-passphrase"},
        {"email": "taken@example.org"},
        {"username": "taken"},
        {"groups": []},
    ],
    ids=["password", "address", "username", "roles"],
)
def test_only_a_superuser_changes_the_access_of_who_is_in_finance(
    sign_in: SignIn, role: str, changed: dict[str, Any]
) -> None:
    colleague = make_user("Ragioneria")
    before = access_of(colleague)
    response = sign_in(role).post(edit_url(colleague), fields_of(colleague, **changed))
    assert response.status_code == 302
    assert (access_of(colleague) != before) == (role == "superuser")


def test_administration_corrects_the_name_of_who_is_in_finance_and_closes_the_account(
    sign_in: SignIn,
) -> None:
    colleague = make_user("Ragioneria")
    before = access_of(colleague)
    client = sign_in("Amministrazione")
    fields = fields_of(colleague)
    del fields["is_active"]
    client.post(edit_url(colleague), fields)
    colleague.refresh_from_db()
    assert (colleague.first_name, colleague.is_active) == ("Ada", False)
    assert access_of(colleague) == before


@pytest.mark.parametrize("role", ["Amministrazione", "superuser"])
def test_only_a_superuser_deletes_who_is_in_finance(sign_in: SignIn, role: str) -> None:
    colleague = make_user("Ragioneria")
    client = sign_in(role)
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    client.post(f"{url}?id={colleague.pk}")
    assert User.objects.filter(pk=colleague.pk).exists() == (role != "superuser")
    colleague = make_user("Ragioneria")
    client.post(reverse("wagtailusers_users:delete", args=[colleague.pk]))
    assert User.objects.filter(pk=colleague.pk).exists() == (role != "superuser")


@pytest.mark.parametrize("role", ["Ragioneria", "Redazione", "Amministrazione", "superuser"])
def test_the_sites_history_is_for_who_writes_pages(sign_in: SignIn, role: str) -> None:
    client = sign_in(role)
    for name in ("site_history", "site_history_results"):
        response = client.get(reverse(f"wagtailadmin_reports:{name}"))
        assert (response.status_code == 200) == (role != "Ragioneria")


def access_of(user: User) -> tuple[Any, ...]:
    """What lets somebody in, and to what."""
    stored = User.objects.get(pk=user.pk)
    groups = sorted(stored.groups.values_list("name", flat=True))
    return stored.username, stored.email, stored.password, groups


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


@pytest.mark.parametrize(
    ("giver", "role", "is_given"),
    [
        ("Amministrazione", "Segreteria", True),
        ("Amministrazione", "Commissione", True),
        ("Amministrazione", "RUP", False),
        ("superuser", "RUP", True),
    ],
)
def test_only_a_superuser_makes_somebody_the_rup(
    sign_in: SignIn, giver: str, role: str, is_given: bool
) -> None:
    colleague = make_user("Redazione")
    group = Group.objects.get(name=role)
    client = sign_in(giver)
    client.post(edit_url(colleague), fields_of(colleague, groups=[str(group.pk)]))
    assert (group in colleague.groups.all()) == is_given
    colleague.groups.clear()
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    client.post(f"{url}?id={colleague.pk}", {"role": group.pk})
    assert (group in colleague.groups.all()) == is_given


@pytest.mark.parametrize("role", ["Segreteria", "Commissione", "RUP"])
def test_administration_takes_no_role_of_the_selection_for_itself(
    sign_in: SignIn, role: str
) -> None:
    client = sign_in("Amministrazione")
    person = make_user("Amministrazione")
    group = Group.objects.get(name=role)
    groups = [str(known.pk) for known in (*person.groups.all(), group)]
    client.post(edit_url(person), fields_of(person, groups=groups))
    assert group not in person.groups.all()


def test_administration_does_not_change_the_access_of_the_rup(sign_in: SignIn) -> None:
    client = sign_in("Amministrazione")
    rup = make_user("RUP")
    new = {"password1": "una-frase-lunga", "password2": "una-frase-lunga"}
    client.post(edit_url(rup), fields_of(rup, **new))
    client.post(edit_url(rup), fields_of(rup, email="altro@example.org"))
    rup.refresh_from_db()
    assert rup.check_password("password")
    assert rup.email == "rup@example.org"


def test_an_address_that_was_changed_no_longer_opens_the_account(sign_in: SignIn) -> None:
    colleague = make_user("Redazione")
    EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True, primary=True)
    sign_in("Amministrazione").post(
        edit_url(colleague), fields_of(colleague, email="nuova@example.org")
    )
    assert not EmailAddress.objects.filter(user=colleague, verified=True).exists()
