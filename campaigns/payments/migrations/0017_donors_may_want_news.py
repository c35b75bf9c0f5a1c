from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0016_rewards_count_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='donation',
            name='wants_news',
            field=models.BooleanField(default=False, verbose_name='wants the campaign’s news'),
        ),
    ]
