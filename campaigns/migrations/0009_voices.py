import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0008_describe_story_blocks'),
        ('payments', '0013_requests_of_earlier_refunds'),
        # After the roles: on the way back Django would give them groups of another state.
        ('home', '0014_describe_story_blocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('offensive', 'It offends or threatens somebody'), ('personal', 'It names private facts or data of somebody'), ('false', 'It is not true'), ('advertising', 'It is advertising'), ('other', 'Something else')], max_length=11, verbose_name='reason')),
                ('details', models.CharField(blank=True, max_length=300, verbose_name='details')),
                ('reported_at', models.DateTimeField(verbose_name='reported')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='looked at')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['-reported_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Voice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign_key', models.UUIDField(db_index=True, verbose_name='campaign')),
                ('kind', models.CharField(choices=[('question', 'Question'), ('comment', 'Comment')], default='question', max_length=8, verbose_name='kind')),
                ('origin', models.CharField(choices=[('staff', 'The staff'), ('guest', 'A reader'), ('donor', 'A donor, with a gift')], default='staff', editable=False, max_length=5, verbose_name='written by')),
                ('language', models.CharField(choices=[('it', 'Italiano'), ('en', 'English')], default='it', max_length=2, verbose_name='language')),
                ('text', models.TextField(blank=True, max_length=1000, verbose_name='text')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name shown')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('state', models.CharField(choices=[('unconfirmed', 'Address not confirmed'), ('waiting', 'To be read'), ('published', 'Public'), ('refused', 'Not published')], default='published', max_length=11, verbose_name='state')),
                ('written_at', models.DateTimeField(verbose_name='written')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='address confirmed')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='read by the staff')),
                ('reason', models.CharField(blank=True, choices=[('offensive', 'It offends or threatens somebody'), ('personal', 'It names private facts or data of somebody'), ('false', 'It states as a fact something that is not so'), ('off_topic', 'It is not about this project'), ('repeated', 'It is here already'), ('advertising', 'It advertises something'), ('other', 'Another reason')], max_length=11, verbose_name='why not')),
                ('reason_words', models.CharField(blank=True, max_length=300, verbose_name='why not, in words')),
                ('answer', models.TextField(blank=True, max_length=3000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answered_as', models.CharField(choices=[('project', 'The project'), ('staff', 'The staff of the site')], default='project', max_length=7, verbose_name='answered by')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who answered')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='read by')),
                ('donation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voice', to='payments.donation', verbose_name='donation')),
            ],
            options={
                'verbose_name': 'question or comment',
                'verbose_name_plural': 'questions and comments',
                'ordering': ['-written_at', '-pk'],
                'permissions': [('moderate_voices', 'Can read, publish and refuse what the public says')],
            },
        ),
        migrations.CreateModel(
            name='VoiceMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=150, unique=True, verbose_name='key')),
                ('state', models.CharField(choices=[('queued', 'To be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('dropped', 'Nobody to send it to'), ('dead', 'Given up: look into it')], default='queued', max_length=8, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(verbose_name='queued')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken up')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('error', models.CharField(blank=True, max_length=100, verbose_name='error')),
                ('kind', models.CharField(choices=[('confirm', 'Link to confirm the address'), ('refused', 'Not published'), ('answered', 'Answered')], max_length=8, verbose_name='message')),
                ('voice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='campaigns.voice', verbose_name='about')),
            ],
            options={
                'verbose_name': 'message about a question or comment',
                'verbose_name_plural': 'messages about questions and comments',
                'ordering': ['-created_at'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='report',
            name='voice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='campaigns.voice', verbose_name='about'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['campaign_key', 'kind', '-written_at'], name='voice_published'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['written_at'], name='voice_waiting'),
        ),
        migrations.AddConstraint(
            model_name='voice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('donation__isnull', False), ('email', ''), ('name', ''), ('origin', 'donor'), ('text', '')), models.Q(models.Q(('origin', 'donor'), _negated=True), ('donation__isnull', True)), _connector='OR'), name='voice_of_a_donor_is_in_the_donation'),
        ),
        migrations.AddConstraint(
            model_name='voice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('origin', 'guest'), _negated=True), ('state', 'unconfirmed'), _connector='OR'), name='voice_of_a_guest_is_confirmed_first'),
        ),
        migrations.AddConstraint(
            model_name='voice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='voice_refused_for_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voice',
            trigger=pgtrigger.compiler.Trigger(name='count_on', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed text;', func="\n            IF TG_OP = 'DELETE' THEN changed := OLD.campaign_key::text;\n            ELSE changed := NEW.campaign_key::text; END IF;\n            INSERT INTO freshness_generation (kind, about, number) VALUES ('campaign', changed, 1)\n            ON CONFLICT (kind, about) DO UPDATE SET number = freshness_generation.number + 1;\n            RETURN NULL;\n        ", hash='42f9c1d75231ac17b4f0b04259ea2c2d9d58211a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_count_on_6e487', table='campaigns_voice', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['voice'], name='report_open'),
        ),
        migrations.AddIndex(
            model_name='voicemessage',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['created_at'], name='voice_message_to_send'),
        ),
    ]
