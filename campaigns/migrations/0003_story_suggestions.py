
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_editorial_review'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UnpublishedAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign_key', models.UUIDField(unique=True, verbose_name='campaign')),
                ('at', models.DateTimeField(verbose_name='alerted')),
            ],
            options={
                'verbose_name': 'alert of an unpublished page',
                'verbose_name_plural': 'alerts of unpublished pages',
            },
        ),
        migrations.AddField(
            model_name='urgentcorrection',
            name='revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='revision'),
        ),
        migrations.CreateModel(
            name='StorySuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign_key', models.UUIDField(db_index=True, verbose_name='campaign')),
                ('text', models.TextField(max_length=4000, verbose_name='suggestion')),
                ('created_at', models.DateTimeField(verbose_name='suggested')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken')),
                ('refused_at', models.DateTimeField(blank=True, null=True, verbose_name='not taken')),
                ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suggested by')),
            ],
            options={
                'verbose_name': 'suggestion for a story',
                'verbose_name_plural': 'suggestions for stories',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('taken_at__isnull', True), ('refused_at__isnull', True), _connector='OR'), name='suggestion_answered_once'), models.CheckConstraint(condition=models.Q(models.Q(('refused_at__isnull', True), ('taken_at__isnull', True)), ('answered_by__isnull', False), _connector='OR'), name='suggestion_answered_by_somebody')],
            },
        ),
    ]
