"""The roles of the selection: Segreteria, Commissione, RUP. Least privilege.

Segreteria reads the proposals once they are unsealed, checks eligibility, asks for integrations,
answers questions about a call. Commissione scores the proposals of the calls to which it is
appointed. The RUP publishes, amends and closes calls, appoints commissions, publishes rankings,
starts campaigns, opens sealed proposals on record. None of them edits pages or sees a donor.
"""

from django.db import migrations

ACCESS = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
READING = (
    ("selection", "proposal", "view_proposal", "Can view proposal"),
    ("selection", "historyentry", "view_historyentry", "Can view event of a selection"),
)
ROLES = {
    "Segreteria": (
        ACCESS,
        *READING,
        (
            "selection",
            "proposal",
            "check_eligibility",
            "Can admit, exclude and ask for integrations",
        ),
        ("calls", "call", "answer_questions", "Can answer questions about a call"),
        ("calls", "call", "view_call", "Can view call and its rules"),
        ("calls", "callquestion", "view_callquestion", "Can view question about a call"),
    ),
    "Commissione": (
        ACCESS,
        (
            "selection",
            "proposal",
            "score_proposal",
            "Can score the proposals of a call as a commissioner",
        ),
    ),
    "RUP": (
        ACCESS,
        *READING,
        (
            "selection",
            "proposal",
            "act_on_ranking",
            "Can appoint the commission and publish rankings",
        ),
        ("selection", "proposal", "open_sealed", "Can open a sealed proposal, on record"),
        (
            "calls",
            "call",
            "act_on_call",
            "Can publish, amend and close a call, and start its campaigns",
        ),
        ("calls", "call", "answer_questions", "Can answer questions about a call"),
        ("calls", "call", "view_call", "Can view call and its rules"),
        ("calls", "call", "change_call", "Can change call and its rules"),
        ("calls", "callquestion", "view_callquestion", "Can view question about a call"),
    ),
}


def create_roles(apps, schema_editor):
    for name, permissions in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(_permission(apps, *told) for told in permissions))


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


def _permission(apps, app_label, model_name, codename, name):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model_name
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_people_of_proponents"),
        ("selection", "0001_initial"),
        ("calls", "0003_selection_rules"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_roles, remove_roles)]
