"""Who reads what readers say.

Redazione and Amministrazione read ratings, and deal with requests. Ragioneria reads requests: many
are about a payment.
"""

from django.db import migrations

DESK = ("view_rating", "view_supportrequest", "change_supportrequest")
ROLES = {
    "Redazione": DESK,
    "Amministrazione": DESK,
    "Ragioneria": ("view_supportrequest",),
}


def give(apps, schema_editor):
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*(_permission(apps, codename) for codename in codenames))


def take_back(apps, schema_editor):
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*(_permission(apps, codename) for codename in codenames))


def _permission(apps, codename):
    """The permission, made if need be: on a fresh database they come after all migrations."""
    action, model = codename.split("_")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="feedback", model=model
    )
    verbose_name = apps.get_model("feedback", model)._meta.verbose_name
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {action} {verbose_name}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("home", "0002_roles")]

    operations = [migrations.RunPython(give, take_back)]
