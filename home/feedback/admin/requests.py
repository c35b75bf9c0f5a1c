"""One request to the staff: read it, answer by mail, note that it was dealt with."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from campaigns.accounts.acting import acting_person
from campaigns.staff.permitted import PermittedPage
from home.feedback import support
from home.feedback.models import SupportRequest


class OneRequest(PermittedPage):
    """What was written, and the two acts: dealt with, or more to do."""

    permission = "feedback.view_supportrequest"
    title = gettext_lazy("Request to the staff")
    icon = "mail"
    template_name = "feedback/admin/request.html"
    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.written = get_object_or_404(
            SupportRequest.objects.select_related("closed_by"), pk=kwargs["pk"]
        )
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close or open again; whoever may only read is refused by the act itself."""
        try:
            if "reopen" in request.POST:
                support.reopen(request=self.written, by=acting_person(request))
            else:
                support.close(request=self.written, by=acting_person(request), now=self.now)
        except support.RequestRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Noted."))
        return HttpResponseRedirect(reverse("feedback_admin:request", args=[pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_subtitle": self.written.reference,
            "written": self.written,
            "may_close": self.request.user.has_perm(support.CLOSE_PERMISSION),
            "back_url": reverse("feedback_admin:requests"),
        }
