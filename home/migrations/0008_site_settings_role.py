"""Amministrazione sets the look and the contacts of the site."""

from django.db import migrations

ROLE = "Amministrazione"
CODENAME = "change_sitesettings"


def give(apps, schema_editor):
    _group(apps).permissions.add(_permission(apps))


def take_back(apps, schema_editor):
    _group(apps).permissions.remove(_permission(apps))


def _group(apps):
    return apps.get_model("auth", "Group").objects.get(name=ROLE)


def _permission(apps):
    """The permission, made if need be: on a fresh database they come after all migrations."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model="sitesettings"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type_id=content_type.pk,
        codename=CODENAME,
        defaults={"name": "Can change look and contacts"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [("home", "0007_footer_label")]

    operations = [migrations.RunPython(give, take_back)]
