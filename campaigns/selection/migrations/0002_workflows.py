"""The two workflows of a campaign page: *Selezione Avviso*, then *Redazione*.

They are found by their names; only superusers may edit workflows.
"""

from django.db import migrations

SELECTION = "Selezione Avviso"
EDITORIAL = "Redazione"
SELECTION_TASKS = (
    ("eligibilitytask", "Ammissibilità"),
    ("evaluationtask", "Valutazione"),
    ("rankingtask", "Graduatoria"),
)


def create_workflows(apps, schema_editor):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    if not Workflow.objects.filter(name=SELECTION).exists():
        workflow = Workflow.objects.create(name=SELECTION)
        for position, (model_name, name) in enumerate(SELECTION_TASKS):
            model = apps.get_model("selection", model_name)
            task = model.objects.create(name=name, content_type=_type(apps, model))
            _add(apps, workflow, task, position)
    if not Workflow.objects.filter(name=EDITORIAL).exists():
        model = apps.get_model("campaigns", "EditorialTask")
        task = model.objects.create(name="Revisione", content_type=_type(apps, model))
        for group in apps.get_model("auth", "Group").objects.filter(
            name__in=("Redazione", "Amministrazione")
        ):
            task.groups.add(group)
        _add(apps, Workflow.objects.create(name=EDITORIAL), task, 0)


def remove_workflows(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(
        name__in=(SELECTION, EDITORIAL)
    ).delete()
    for model_name, _name in SELECTION_TASKS:
        apps.get_model("selection", model_name).objects.all().delete()
    apps.get_model("campaigns", "EditorialTask").objects.all().delete()


def _add(apps, workflow, task, position):
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=position
    )


def _type(apps, model):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=model._meta.app_label, model=model._meta.model_name
    )
    return content_type


class Migration(migrations.Migration):
    dependencies = [
        ("selection", "0001_initial"),
        ("campaigns", "0002_editorial_review"),
        ("home", "0005_selection_roles"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_workflows, remove_workflows)]
