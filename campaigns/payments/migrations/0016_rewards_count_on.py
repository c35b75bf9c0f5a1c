import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('freshness', '0001_generations'),
        ('payments', '0015_donations_with_words'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='donation',
            trigger=pgtrigger.compiler.Trigger(name='count_on_at_the_end', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."reward_id" IS NOT NULL)', constraint='CONSTRAINT', func="\n            INSERT INTO freshness_generation (kind, about, number)\n            SELECT 'campaign', found.key::text, 1 FROM (SELECT translation_key FROM funding_funding WHERE id = NEW.funding_id) AS found(key)\n            ON CONFLICT (kind, about) DO UPDATE SET number = freshness_generation.number + 1;\n            RETURN NULL;\n        ", hash='386c12340978d7473d32c38d6253faa31e472c17', operation='UPDATE', pgid='pgtrigger_count_on_at_the_end_3e0ae', table='payments_donation', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
