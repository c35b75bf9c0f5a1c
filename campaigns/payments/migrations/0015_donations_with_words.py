from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("payments", "0014_rewards_that_were_gone")]

    operations = [
        migrations.AddIndex(
            model_name='donation',
            index=models.Index(condition=models.Q(('status', 'confirmed'), models.Q(('message', ''), _negated=True)), fields=['confirmed_at'], name='donation_with_words'),
        ),
    ]
