from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("home", "0006_site_settings")]

    operations = [
        migrations.AddField(
            model_name='informationpage',
            name='footer_label',
            field=models.CharField(blank=True, help_text='In the footer, where the title is not what people look for.', max_length=60, verbose_name='words of the link'),
        ),
    ]
