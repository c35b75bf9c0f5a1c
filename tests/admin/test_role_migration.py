"""The groups come with the migration, and go with it."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.admin.conftest import ROLES


def migrate(name: str) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("home", name)])


@pytest.mark.django_db
def test_roles_exist_after_migrate_alone() -> None:
    assert set(ROLES) <= set(Group.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_no_role_but_finance_reaches_money() -> None:
    rooms = ("payments", "cofinancing", "ledger")
    for role in ("Redazione", "Amministrazione"):
        permissions = Group.objects.get(name=role).permissions
        assert not permissions.filter(content_type__app_label__in=rooms).exists()
        money = ("funding", "act", "payertotal")
        assert not permissions.filter(content_type__model__in=money).exists()


@pytest.mark.django_db
def test_finance_views_and_acts_and_edits_nothing() -> None:
    permissions = Group.objects.get(name="Ragioneria").permissions
    codenames = set(permissions.values_list("codename", flat=True))
    assert {code for code in codenames if not code.startswith("view_")} == {
        "access_admin",
        "request_refund",
        "approve_refund",
        "pay_owed_refund",
        "retry_providerevent",
        "act_on_funding",
        "act_on_fund",
        "act_on_grant",
        "record_act",
    }


def test_migration_is_reversible(committed_db: str) -> None:
    migrate("0001_initial")
    assert not Group.objects.filter(name__in=ROLES).exists()
    migrate("0002_roles")
    assert Group.objects.filter(name__in=ROLES).count() == len(ROLES)
