"""Amministrazione keeps the people of proponents: their gifts are flagged to finance (R17).

They are personal data: no other role sees the list.
"""

from django.db import migrations

AMMINISTRAZIONE = "Amministrazione"
ACTIONS = ("add", "change", "delete", "view")


def let_administration_keep_people(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=AMMINISTRAZIONE)
    group.permissions.add(*_permissions(apps))


def take_back(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name=AMMINISTRAZIONE).first()
    if group is not None:
        group.permissions.remove(*_permissions(apps))


def _permissions(apps):
    """The permissions, made if need be: on a fresh database they come after all migrations."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="accounts", model="organizationperson"
    )
    name = apps.get_model("accounts", "OrganizationPerson")._meta.verbose_name
    for action in ACTIONS:
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_organizationperson",
            defaults={"name": f"Can {action} {name}"},
        )
        yield permission


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_finance_acts"),
        ("accounts", "0002_people_of_proponents"),
    ]

    operations = [migrations.RunPython(let_administration_keep_people, take_back)]
