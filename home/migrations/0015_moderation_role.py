"""Redazione and Amministrazione read, publish and refuse what the public says."""

from django.db import migrations

ROLES = ("Redazione", "Amministrazione")
CODENAME = "moderate_voices"


def give(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    permission = _permission(apps)
    for group in Group.objects.filter(name__in=ROLES).values_list("pk", flat=True):
        Group.permissions.through.objects.get_or_create(
            group_id=group, permission_id=permission.pk
        )


def take_back(apps, schema_editor):
    """By names: on the way back other migrations have made other classes of the same groups."""
    given = apps.get_model("auth", "Group").permissions.through.objects
    given.filter(group__name__in=ROLES, permission__codename=CODENAME).delete()


def _permission(apps):
    """The permission, made if need be: on a fresh database they come after all migrations."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="campaigns", model="voice"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type_id=content_type.pk,
        codename=CODENAME,
        defaults={"name": "Can read, publish and refuse what the public says"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0014_describe_story_blocks"),
        ("campaigns", "0009_voices"),
    ]

    operations = [migrations.RunPython(give, take_back)]
