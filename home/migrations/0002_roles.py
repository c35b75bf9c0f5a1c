"""The three roles of the staff, as groups. Superusers may do everything.

Redazione writes: adds, edits and publishes pages; adds, edits and chooses images and documents;
adds and edits organizations, areas, rewards, updates and questions. No donor and no money list.

Ragioneria reads money: donations, refunds, provider events, fundings, commitments, funds and
ledger entries, none of which anyone edits in the admin. No page, no image, no snippet.

Amministrazione does what Redazione does; manages people and gives them roles, calls and their
rules, sites and redirects; deletes organizations, areas, rewards, updates and questions. It sees
no donor and no money list, and cannot change what a role may do.
"""

from django.db import migrations

REDAZIONE = "Redazione"
RAGIONERIA = "Ragioneria"
AMMINISTRAZIONE = "Amministrazione"

ACCESS = {("wagtailadmin", "admin"): ("access",)}
"""``access`` on ``admin``: may enter the admin at all."""
TRANSLATING = {("wagtail_localize", "translation"): ("submit",)}
EDITORIAL = (
    ("accounts", "organization"),
    ("calls", "area"),
    ("funding", "reward"),
    ("campaigns", "update"),
    ("campaigns", "question"),
)
MONEY = (
    ("payments", "donation"),
    ("payments", "refund"),
    ("payments", "providerevent"),
    ("funding", "funding"),
    ("cofinancing", "commitment"),
    ("cofinancing", "fund"),
    ("ledger", "entry"),
)
MANAGED = (
    ("accounts", "user"),
    ("calls", "call"),
    ("wagtailcore", "site"),
    ("wagtailredirects", "redirect"),
)
EVERYTHING = ("add", "change", "delete", "view")

MODEL_PERMISSIONS = {
    REDAZIONE: ACCESS | TRANSLATING | dict.fromkeys(EDITORIAL, ("add", "change", "view")),
    RAGIONERIA: ACCESS | dict.fromkeys(MONEY, ("view",)),
    AMMINISTRAZIONE: ACCESS | TRANSLATING | dict.fromkeys((*EDITORIAL, *MANAGED), EVERYTHING),
}
PAGE_PERMISSIONS = ("add", "change", "publish")
COLLECTION_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))
COLLECTION_PERMISSIONS = ("add", "change", "choose")
WRITERS = (REDAZIONE, AMMINISTRAZIONE)


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, models in MODEL_PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for model, actions in models.items():
            group.permissions.add(*(permission(apps, model, action) for action in actions))
        if name in WRITERS:
            let_write(apps, group)


def let_write(apps, group):
    """Pages from the root of the tree, images and documents of every collection."""
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root_page = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    root_collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for action in PAGE_PERMISSIONS:
        GroupPagePermission.objects.get_or_create(
            group=group,
            page=root_page,
            permission=permission(apps, ("wagtailcore", "page"), action),
        )
    for model in COLLECTION_MODELS:
        for action in COLLECTION_PERMISSIONS:
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=root_collection,
                permission=permission(apps, model, action),
            )


def permission(apps, model, action):
    """The permission, made if need be: on a fresh database they come after all migrations."""
    app_label, model_name = model
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model_name
    )
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model_name}",
        defaults={"name": lambda: f"Can {action} {apps.get_model(*model)._meta.verbose_name}"},
    )
    return found


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=MODEL_PERMISSIONS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
        ("accounts", "0001_initial"),
        ("calls", "0001_initial"),
        ("funding", "0001_initial"),
        ("cofinancing", "0001_initial"),
        ("ledger", "0001_initial"),
        ("payments", "0001_initial"),
        ("campaigns", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(create_roles, remove_roles)]
