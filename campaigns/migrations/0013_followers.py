import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0012_releases_of_pictures'),
        ('payments', '0017_donors_may_want_news'),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignNews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign_key', models.UUIDField(verbose_name='campaign')),
                ('kind', models.CharField(choices=[('confirm', 'Link to confirm the address'), ('opening', 'Campaign open'), ('digest', 'Updates'), ('last_days', 'Last days'), ('outcome', 'Outcome')], max_length=9, verbose_name='news')),
                ('about', models.CharField(blank=True, max_length=40, verbose_name='about')),
                ('at', models.DateTimeField(verbose_name='queued')),
            ],
            options={
                'verbose_name': 'news of a campaign',
                'verbose_name_plural': 'news of campaigns',
                'constraints': [models.UniqueConstraint(fields=('campaign_key', 'kind', 'about'), name='news_once')],
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('campaign_key', models.UUIDField(db_index=True, verbose_name='campaign')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(choices=[('it', 'Italiano'), ('en', 'English')], default='it', max_length=2, verbose_name='language')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='address confirmed')),
                ('donation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follows', to='payments.donation', verbose_name='donation')),
            ],
            options={
                'verbose_name': 'follower of a campaign',
                'verbose_name_plural': 'followers of campaigns',
            },
        ),
        migrations.CreateModel(
            name='FollowMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=150, unique=True, verbose_name='key')),
                ('state', models.CharField(choices=[('queued', 'To be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('dropped', 'Nobody to send it to'), ('dead', 'Given up: look into it')], default='queued', max_length=8, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(verbose_name='queued')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken up')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('error', models.CharField(blank=True, max_length=100, verbose_name='error')),
                ('kind', models.CharField(choices=[('confirm', 'Link to confirm the address'), ('opening', 'Campaign open'), ('digest', 'Updates'), ('last_days', 'Last days'), ('outcome', 'Outcome')], max_length=9, verbose_name='message')),
                ('since', models.DateTimeField(blank=True, null=True, verbose_name='updates since')),
                ('follow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='campaigns.follow', verbose_name='to')),
            ],
            options={
                'verbose_name': 'message to a follower',
                'verbose_name_plural': 'messages to followers',
                'ordering': ['-created_at'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(models.F('campaign_key'), django.db.models.functions.text.Lower('email'), name='follow_once'),
        ),
        migrations.AddIndex(
            model_name='followmessage',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['created_at'], name='follow_message_to_send'),
        ),
        migrations.AddConstraint(
            model_name='followmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'digest'), _negated=True), ('since__isnull', False), _connector='OR'), name='follow_digest_has_a_beginning'),
        ),
    ]
