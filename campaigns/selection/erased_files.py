"""What is answered in place of a file whose retention time is over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.selection.models import Attachment, Picture


def answer(request: HttpRequest, file: Attachment | Picture) -> HttpResponse:
    """A page that says so, and the digest that stays (410)."""
    return render(request, "selection/file_erased.html", {"file": file}, status=410)
