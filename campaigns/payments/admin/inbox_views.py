"""What went wrong with the provider and with mail: tried again, or set aside, by finance."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from campaigns.accounts.acting import acting_person
from campaigns.payments import retrying
from campaigns.payments.admin import queues
from campaigns.staff.permitted import PermittedPage


class InboxView(PermittedPage):
    """Events, requests and messages that need a look, and what does not agree."""

    permission = "payments.view_providerevent"
    template_name = "payments/admin/inbox.html"
    title = gettext_lazy("To look into")
    icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "events": queues.events_to_see(self.now),
            "calls": queues.calls_to_see(self.now),
            "notices": queues.notices_to_see(self.now),
            "differences": queues.differences_to_see(self.now),
        }


class InboxActView(View):
    """One row taken up again, or set aside: the button of its row, by POST."""

    permission = "payments.retry_providerevent"
    acts: ClassVar[Mapping[str, retrying.Deed]]
    told: ClassVar[Any]
    http_method_names = ["post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, what: str, pk: int) -> HttpResponse:
        act = self.acts.get(what)
        if act is None:
            raise Http404
        try:
            act(pk=pk, by=acting_person(request), now=timezone.now())
            messages.success(request, str(self.told))
        except ObjectDoesNotExist as error:
            raise Http404 from error
        except retrying.NotToBeRetried as refusal:
            messages.error(request, refusal.message)
        return redirect("finance:inbox")


class RetryView(InboxActView):
    """Give it back to the worker."""

    acts = retrying.RETRY
    told = gettext_lazy("It will be tried again in a moment.")


class SetAsideView(InboxActView):
    """Note that somebody looked, and that nothing is to be done."""

    acts = retrying.SET_ASIDE
    told = gettext_lazy("Noted: nothing is to be done.")
