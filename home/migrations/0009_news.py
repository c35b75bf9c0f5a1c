from django.conf import settings
from django.db import migrations, models
import campaigns.slugs
import django.db.models.deletion
import django.utils.timezone


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_campaigns_take_library_pictures"), ("home", "0008_site_settings_role"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of news',
                'verbose_name_plural': 'lists of news',
            },
            bases=(campaigns.slugs.ReservedSlugsMixin, 'wagtailcore.page'),
        ),
        migrations.AddField(
            model_name='newspage',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaigns.libraryimage', verbose_name='picture'),
        ),
        migrations.AddField(
            model_name='newspage',
            name='picture_alt',
            field=models.CharField(blank=True, help_text='Read aloud to people who do not see it.', max_length=200, verbose_name='what the picture shows'),
        ),
        migrations.AddField(
            model_name='newspage',
            name='published_on',
            field=models.DateField(default=django.utils.timezone.localdate, help_text='The day that readers see.', verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='newspage',
            name='intro',
            field=models.TextField(blank=True, help_text='What happened, in a sentence or two: lists and feeds show it.', max_length=400, verbose_name='introduction'),
        ),
    ]
