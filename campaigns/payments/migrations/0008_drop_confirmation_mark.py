from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0007_confirmations_are_notices'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='donation',
            name='confirmation_mailed_at',
        ),
    ]
