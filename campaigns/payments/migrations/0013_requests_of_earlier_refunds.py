from django.db import migrations


def commit_requests(apps, schema_editor):
    """Refunds decided before there was an outbox get their request, dated as they were decided.

    The older ones are thus looked up at the provider before they are sent (R13). Refunds that it
    has taken already have its id and need none.
    """
    Refund = apps.get_model("payments", "Refund")
    ProviderCall = apps.get_model("payments", "ProviderCall")
    unsent = Refund.objects.filter(
        state="intended", provider_id=None, donation__provider="stripe", calls=None
    ).select_related("donation")
    ProviderCall.objects.bulk_create(
        ProviderCall(
            kind="refund",
            key=f"{refund.pk}:refund",
            params={
                "payment_intent": refund.donation.payment_id,
                "amount": int(refund.amount * 100),
                "metadata": {"refund_id": str(refund.pk)},
            },
            donation=refund.donation,
            refund=refund,
            next_attempt_at=refund.created_at,
            created_at=refund.created_at,
        )
        for refund in unsent
    )


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0012_transfers_of_refunds'),
    ]

    operations = [migrations.RunPython(commit_requests, migrations.RunPython.noop)]
