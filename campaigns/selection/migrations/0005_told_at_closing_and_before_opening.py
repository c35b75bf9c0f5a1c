from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("selection", "0004_scores_stay"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historyentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submitted", "Proposal sent"),
                    ("submission_withdrawn", "Sent proposal taken back to be corrected"),
                    ("opened_sealed", "Sealed proposal opened"),
                    ("unsealed", "Seal lifted at the deadline"),
                    ("checked", "Checklist filled in"),
                    ("admitted", "Admitted"),
                    ("excluded", "Excluded"),
                    ("integration_asked", "Integrations asked for"),
                    ("integration_answered", "Integrations answered"),
                    ("integration_closed", "Integrations not answered in time"),
                    ("appointed", "Commissioner appointed"),
                    ("replaced", "Commissioner replaced"),
                    ("declared", "No conflict of interest declared"),
                    ("abstained", "Commissioner abstained"),
                    ("handed_in", "Scores handed in"),
                    ("scores_final", "All scores in: they are final"),
                    ("sitting", "Minute of a sitting recorded"),
                    ("ranked", "Ranking published"),
                    ("withdrawn", "Proposal withdrawn"),
                    ("selected", "Selected: terms frozen"),
                    ("not_selected", "Not selected: the notice is closed"),
                    ("phase", "Phase of the notice changed"),
                    ("amended", "Notice amended"),
                    ("erased", "Personal data erased"),
                ],
                max_length=20,
                verbose_name="event",
            ),
        ),
        migrations.AlterField(
            model_name="selectionnotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Proposal received"),
                    ("taken_back", "Sent proposal taken back"),
                    ("integration_asked", "Integrations asked for"),
                    ("integration_due", "Integrations due soon"),
                    ("admitted", "Proposal admitted"),
                    ("excluded", "Proposal excluded"),
                    ("provisional", "Provisional ranking published"),
                    ("final", "Final ranking published"),
                    ("campaign", "Campaign scheduled"),
                    ("extension", "Deadline extended"),
                    ("amended", "Notice amended"),
                    ("deadline", "Draft not sent, deadline near"),
                    ("not_selected", "Notice closed, project not selected"),
                    ("unpublished", "Campaign about to open without a page"),
                    ("unconfirmed", "Urgent correction not confirmed in time"),
                    ("staff_digest", "What waits for the staff"),
                ],
                max_length=20,
                verbose_name="message",
            ),
        ),
    ]
