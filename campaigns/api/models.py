"""Memory of requests that must not be done twice."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotentRequest(models.Model):
    """A request to give, by its ``Idempotency-Key``: the same key and body, the same answer."""

    key = models.CharField(max_length=255, unique=True)
    digest = models.CharField(max_length=64)
    donation_id = models.UUIDField(default=uuid.uuid4)
    """Chosen with the key: whoever takes the request up again resumes the same donation."""
    response = models.JSONField(null=True)
    in_flight_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotent request")
        verbose_name_plural = _("idempotent requests")

    def __str__(self) -> str:
        return self.key
