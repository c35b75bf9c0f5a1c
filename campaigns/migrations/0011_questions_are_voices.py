from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("campaigns", "0010_questions_become_voices")]

    operations = [
        migrations.DeleteModel(
            name='Question',
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('campaigns.voice',),
        ),
    ]
