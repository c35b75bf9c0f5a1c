"""What finance reads and does since refunds, disputes, acts and reconciliations have rows.

Ragioneria asks for refunds, approves those that a colleague asked for, pays owed refunds by bank
transfer, suspends, resumes and cancels campaigns, changes funds and records the acts of
commitments. Each of these is a permission of its own, checked where the act happens.
"""

from django.db import migrations

RAGIONERIA = "Ragioneria"
READ = (
    ("payments", "refundrequest"),
    ("payments", "dispute"),
    ("payments", "providercall"),
    ("payments", "notice"),
    ("payments", "reconciliationrun"),
    ("payments", "difference"),
    ("funding", "act"),
    ("cofinancing", "fundchange"),
    ("cofinancing", "commitmentact"),
)
ACTS = (
    ("payments", "refund", "request_refund", "Can ask for a refund"),
    (
        "payments",
        "refund",
        "approve_refund",
        "Can approve a refund that somebody else asked for",
    ),
    (
        "payments",
        "refund",
        "pay_owed_refund",
        "Can record that an owed refund was paid by bank transfer",
    ),
    (
        "payments",
        "providerevent",
        "retry_providerevent",
        "Can have an event or a request tried again",
    ),
    ("funding", "funding", "act_on_funding", "Can suspend, resume and cancel a campaign"),
    ("cofinancing", "fund", "act_on_fund", "Can change what a fund has, by an act"),
    ("cofinancing", "commitment", "record_act", "Can record the act of a commitment"),
)


def let_finance_act(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=RAGIONERIA)
    group.permissions.add(*_permissions(apps))


def take_back(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name=RAGIONERIA).first()
    if group is not None:
        group.permissions.remove(*_permissions(apps))


def _permissions(apps):
    """The permissions, made if need be: on a fresh database they come after all migrations."""
    for app_label, model_name in READ:
        name = f"Can view {apps.get_model(app_label, model_name)._meta.verbose_name}"
        yield _permission(apps, app_label, model_name, f"view_{model_name}", name)
    for app_label, model_name, codename, name in ACTS:
        yield _permission(apps, app_label, model_name, codename, name)


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
        ("home", "0002_roles"),
        ("payments", "0011_retrying_events"),
        ("funding", "0003_acts"),
        ("cofinancing", "0002_acts_on_funds_and_commitments"),
    ]

    operations = [migrations.RunPython(let_finance_act, take_back)]
