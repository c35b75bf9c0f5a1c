from django.conf import settings
from django.db import migrations, models
import campaigns.slugs
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("home", "0009_news"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.CreateModel(
            name='SiteMapPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
                ('footer_element', models.CharField(blank=True, help_text='What checkers of public sites look for, such as privacy-policy-link.', max_length=40, verbose_name='place in the footer')),
                ('in_footer', models.BooleanField(default=False, verbose_name='linked in the footer')),
                ('footer_label', models.CharField(blank=True, help_text='In the footer, where the title is not what people look for.', max_length=60, verbose_name='words of the link')),
            ],
            options={
                'verbose_name': 'map of the site',
                'verbose_name_plural': 'maps of the site',
            },
            bases=(campaigns.slugs.ReservedSlugsMixin, 'wagtailcore.page'),
        ),
    ]
