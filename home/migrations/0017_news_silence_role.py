"""Amministrazione keeps the calendar of silence."""

from django.db import migrations

ROLE = "Amministrazione"
ACTIONS = ("add", "change", "delete", "view")


def give(apps, schema_editor):
    _group(apps).permissions.add(*_permissions(apps))


def take_back(apps, schema_editor):
    _group(apps).permissions.remove(*_permissions(apps))


def _group(apps):
    return apps.get_model("auth", "Group").objects.get(name=ROLE)


def _permissions(apps):
    """The permissions, made if need be: on a fresh database they come after all migrations."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model="newssilence"
    )
    Permission = apps.get_model("auth", "Permission")
    return [
        Permission.objects.get_or_create(
            content_type_id=content_type.pk,
            codename=f"{action}_newssilence",
            defaults={"name": f"Can {action} silence of news"},
        )[0]
        for action in ACTIONS
    ]


class Migration(migrations.Migration):
    dependencies = [("home", "0016_news_silence")]

    operations = [migrations.RunPython(give, take_back)]
