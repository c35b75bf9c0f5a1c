"""Pages of who sits in a commission: the seat is asked for in every request."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from campaigns.calls.models import Call
from campaigns.selection import commission, sittings
from campaigns.selection.admin.dossier import Dossier, dossier_of
from campaigns.selection.models import Commissioner, ConflictDeclaration, Proposal, Submission


class SeatedView(View):
    """Refuses whoever does not sit in the commission of the call; ``seat`` is theirs."""

    call: Call
    seat: Commissioner

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(commission.SCORE):
            raise PermissionDenied
        self.now = timezone.now()
        self.call = get_object_or_404(Call, slug=kwargs["slug"])
        seat = commission.seat_of(user=request.user, call=self.call)
        if seat is None:
            raise PermissionDenied
        self.seat = seat
        return super().dispatch(request, *args, **kwargs)

    def proposal(self) -> Proposal:
        """The proposal of the address. Raises ``Http404`` when no commission has it before it."""
        return get_object_or_404(
            Proposal.objects.select_related("call", "organization"),
            pk=self.kwargs["proposal"],
            call=self.call,
            state__in=sittings.CONSIDERED,
        )

    def declaration(self, proposal: Proposal) -> ConflictDeclaration | None:
        """What this commissioner has declared of the proposal."""
        return self.seat.declarations.filter(proposal=proposal).first()


class SeatedPage(SeatedView, TemplateView):
    """A page of the commission."""

    title: ClassVar[Any]
    icon: ClassVar[str] = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_title": self.title,
            "header_icon": self.icon,
            "call": self.call,
            "seat": self.seat,
        }


def standing_or_404(proposal: Proposal) -> Submission:
    """The sending that stands. Raises ``Http404``."""
    standing = proposal.submissions.filter(withdrawn_at__isnull=True)
    submission = standing.select_related("call", "proposal").first()
    if submission is None:
        raise Http404
    return submission


def dossier_or_404(proposal: Proposal) -> Dossier:
    """What was sent and stands. Raises ``Http404``."""
    return dossier_of(standing_or_404(proposal))


def back_to(url: str) -> HttpResponse:
    """To a page, after a deed."""
    return HttpResponseRedirect(url)
