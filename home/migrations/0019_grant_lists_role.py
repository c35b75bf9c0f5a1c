"""Ragioneria reads what was paid of grants, and what was set anew or paid back."""

from django.db import migrations

MODELS = {"payout": "instalment paid", "grantchange": "grant set anew", "recovery": "amount paid back"}
ROLE = "Ragioneria"


def give(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name=ROLE).values_list("pk", flat=True):
        for model, name in MODELS.items():
            permission = _permission(apps, model, name)
            Group.permissions.through.objects.get_or_create(
                group_id=group, permission_id=permission.pk
            )


def take_back(apps, schema_editor):
    """By names: on the way back other migrations have made other classes of the same groups."""
    given = apps.get_model("auth", "Group").permissions.through.objects
    codenames = [f"view_{model}" for model in MODELS]
    given.filter(group__name=ROLE, permission__codename__in=codenames).delete()


def _permission(apps, model, name):
    """The permission, made if need be: on a fresh database they come after all migrations."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cofinancing", model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type_id=content_type.pk,
        codename=f"view_{model}",
        defaults={"name": f"Can view {name}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0018_report_roles"),
        ("cofinancing", "0004_grant_documents"),
    ]

    operations = [migrations.RunPython(give, take_back)]
