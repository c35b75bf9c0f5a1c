"""Every image keeps its id, file, tags and references; only its table changes.

Crops are not copied: ``manage.py prepare_pictures`` makes those that pages show.
"""

from django.db import migrations

OLD, NEW = ("wagtailimages", "image"), ("campaigns", "libraryimage")
COLUMNS = (
    "id, title, file, description, width, height, created_at, focal_point_x, focal_point_y, "
    "focal_point_width, focal_point_height, file_size, file_hash, collection_id, "
    "uploaded_by_user_id"
)
POINTING = (
    ("taggit", "TaggedItem", "content_type"),
    ("wagtailcore", "ReferenceIndex", "base_content_type"),
    ("wagtailcore", "ReferenceIndex", "content_type"),
    ("wagtailcore", "ReferenceIndex", "to_content_type"),
    ("wagtailsearch", "IndexEntry", "content_type"),
)


def to_library(apps, schema_editor):
    copy = f"INSERT INTO campaigns_libraryimage ({COLUMNS}, credit) SELECT {COLUMNS}, '' FROM wagtailimages_image"
    schema_editor.execute(copy)
    move(apps, schema_editor, "campaigns_libraryimage", OLD, NEW)


def to_wagtail(apps, schema_editor):
    schema_editor.execute("DELETE FROM wagtailimages_rendition")
    schema_editor.execute("DELETE FROM wagtailimages_image")
    copy = f"INSERT INTO wagtailimages_image ({COLUMNS}) SELECT {COLUMNS} FROM campaigns_libraryimage"
    schema_editor.execute(copy)
    move(apps, schema_editor, "wagtailimages_image", NEW, OLD)


def move(apps, schema_editor, table, source, target):
    """Let ids go on after the copied ones, and generic references point at the new table."""
    schema_editor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
    )
    ContentType = apps.get_model("contenttypes", "ContentType")
    old, new = (
        ContentType.objects.get_or_create(app_label=label, model=model)[0]
        for label, model in (source, target)
    )
    for app, model, field in POINTING:
        rows = apps.get_model(app, model).objects.filter(**{field: old.pk})
        rows.update(**{f"{field}_id": new.pk})


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_picture_library"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [migrations.RunPython(to_library, to_wagtail)]
