import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0004_generation_triggers'),
        ('payments', '0013_requests_of_earlier_refunds'),
    ]

    operations = [
        migrations.AddField(
            model_name='donation',
            name='missed_reward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='missed_by', to='funding.reward', verbose_name='reward that was gone'),
        ),
    ]
