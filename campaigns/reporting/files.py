"""Documents of a report, as they are given out."""

import uuid

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from campaigns.reporting.models import ReportDocument


@require_safe
def public_document(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A document for everybody: not found until its item is accepted and it is marked public."""
    return serve(get_object_or_404(ReportDocument.objects.public(), pk=pk))


def serve(document: ReportDocument) -> HttpResponseBase:
    """The file as a download: never guessed, never kept by caches in between."""
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
