"""Segreteria and RUP check what proponents report; Ragioneria acts on grants."""

from django.db import migrations

GIVEN = {
    ("reporting", "reportitem", "review_items", "Can accept and refuse what proponents report"): (
        "Segreteria",
        "RUP",
    ),
    (
        "cofinancing",
        "commitment",
        "act_on_grant",
        "Can pay out a grant, and set it anew by an act",
    ): ("Ragioneria",),
}


def give(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for told, roles in GIVEN.items():
        permission = _permission(apps, *told)
        for group in Group.objects.filter(name__in=roles).values_list("pk", flat=True):
            Group.permissions.through.objects.get_or_create(
                group_id=group, permission_id=permission.pk
            )


def take_back(apps, schema_editor):
    """By names: on the way back other migrations have made other classes of the same groups."""
    given = apps.get_model("auth", "Group").permissions.through.objects
    for (_app, _model, codename, _name), roles in GIVEN.items():
        given.filter(group__name__in=roles, permission__codename=codename).delete()


def _permission(apps, app, model, codename, name):
    """The permission, made if need be: on a fresh database they come after all migrations."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type_id=content_type.pk, codename=codename, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0017_news_silence_role"),
        ("reporting", "0001_reports"),
        ("cofinancing", "0004_grant_documents"),
    ]

    operations = [migrations.RunPython(give, take_back)]
