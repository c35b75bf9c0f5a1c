"""The checklist of a page, asked for by its editor whenever the draft was saved."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from wagtail.models import Page

from campaigns.checks.checked_pages import is_checked
from campaigns.page.panels import checklist_context


def page_checklist(request: HttpRequest, page_id: int) -> HttpResponse:
    """The checks of the latest draft, for who may edit the page."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if not is_checked(page):
        raise Http404
    draft = page.get_latest_revision_as_object()
    return render(request, "campaigns/admin/checklist.html", checklist_context(draft))
