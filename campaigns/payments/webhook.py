"""Where Stripe tells us of events: 400 for what it did not sign, 200 for what is stored."""

import logging

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaigns.payments import inbox, signatures
from campaigns.payments.tasks import apply_event

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Store a verified event and wake the worker; the answer waits for nothing else."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > signatures.MAX_BODY_BYTES:
        return HttpResponse(status=400)
    body = request.read(signatures.MAX_BODY_BYTES + 1)
    signature = request.headers.get("Stripe-Signature", "")
    try:
        event = signatures.verify(body, signature, settings.STRIPE_WEBHOOK_SECRETS)
    except signatures.UnverifiedEvent as error:
        logger.info("Refused a webhook: %s", error)
        return HttpResponse(status=400)
    with transaction.atomic():
        arrival = inbox.store(event=event, body=body, now=timezone.now())
        if arrival.has_work:
            apply_event.defer(event_id=arrival.event_id)
    return HttpResponse(status=200)
