from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_campaigns_take_library_pictures"), ("home", "0011_bodies_of_blocks")]

    operations = [
        migrations.AlterField(
            model_name='sitesettings',
            name='stemma',
            field=models.ForeignKey(blank=True, help_text='On a transparent ground; it stands 48 pixels high.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaigns.libraryimage', verbose_name='stemma'),
        ),
    ]
