import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_pictures_move_to_the_library")]

    operations = [
        migrations.AlterField(
            model_name="campaignpage",
            name="main_image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="campaigns.libraryimage",
                verbose_name="main picture",
            ),
        ),
    ]
