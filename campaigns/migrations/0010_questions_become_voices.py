"""The questions that the staff wrote, with their answers, become voices."""

from django.db import migrations

SAME = ("campaign_key", "language", "answer", "answered_at")


def to_voices(apps, schema_editor):
    Voice = apps.get_model("campaigns", "Voice")
    for row in apps.get_model("campaigns", "Question").objects.iterator():
        kept = {name: getattr(row, name) for name in SAME}
        Voice.objects.create(text=row.question, written_at=row.asked_at, **kept)


def to_questions(apps, schema_editor):
    Question = apps.get_model("campaigns", "Question")
    staffs = apps.get_model("campaigns", "Voice").objects.filter(kind="question", origin="staff")
    for row in staffs.iterator():
        kept = {name: getattr(row, name) for name in SAME}
        Question.objects.create(question=row.text, asked_at=row.written_at, **kept)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0009_voices")]

    operations = [migrations.RunPython(to_voices, to_questions)]
