"""Documents of a report, as they are given out."""

import uuid

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.files.private import private_file
from campaigns.reporting.models import ReportDocument


@require_safe
def public_document(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A document for everybody: not found until its item is accepted and it is marked public."""
    return serve(request, get_object_or_404(ReportDocument.objects.public(), pk=pk))


def serve(request: HttpRequest, document: ReportDocument) -> HttpResponseBase:
    """The file as a download; once it is erased, a page with its digest (410)."""
    if document.erased_at is not None:
        return render(request, "reporting/erased.html", {"document": document}, status=410)
    return private_file(
        document.file.open("rb"), name=document.name, content_type=document.content_type
    )
