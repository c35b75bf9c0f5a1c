"""What the pages of the selection ask before they show a word."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views import View

from campaigns.calls.models import Call
from campaigns.selection import access
from campaigns.selection.models import Proposal, ProposalState

VIEW = "selection.view_proposal"
HISTORY = "selection.view_historyentry"


class StaffPage(View):
    """A page to read: refuses whoever has none of its permissions, and reads the clock once."""

    permissions: tuple[str, ...] = (VIEW,)
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(request.user.has_perm(permission) for permission in self.permissions):
            raise PermissionDenied
        self.now = timezone.now()
        return super().dispatch(request, *args, **kwargs)


def call_by_slug(slug: str) -> Call:
    """A call. Raises ``Http404``."""
    call = Call.objects.filter(slug=slug).first()
    if call is None:
        raise Http404
    return call


def sent_proposal(proposal_id: Any) -> Proposal:
    """A proposal that was sent: drafts are nobody's but their people's. Raises ``Http404``."""
    proposals = Proposal.objects.select_related("call", "organization", "page")
    proposal = proposals.exclude(state=ProposalState.DRAFT).filter(pk=proposal_id).first()
    if proposal is None:
        raise Http404
    return proposal


def may_read(request: HttpRequest, proposal: Proposal, now: Any) -> bool:
    """True if this person may read the proposal now."""
    return access.may_read(user=request.user, proposal=proposal, now=now)
