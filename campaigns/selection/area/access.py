"""Who comes in: the people of a proposal's organization, and nobody learns of others'."""

from datetime import datetime
from typing import Any, cast

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from campaigns.accounts.models import Organization, User
from campaigns.selection.models import Proposal


def organizations_of(user: User) -> QuerySet[Organization]:
    """The organizations for which somebody writes and sends proposals."""
    return Organization.objects.filter(memberships__user=user)


def proposals_of(user: User) -> QuerySet[Proposal]:
    """All proposals of the person's organizations."""
    return Proposal.objects.filter(organization__memberships__user=user).select_related(
        "call", "organization__profile", "area"
    )


@method_decorator(never_cache, name="dispatch")
class SignedInView(LoginRequiredMixin, View):
    """A page of the area; the clock is read once."""

    now: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.now = timezone.now()
        if request.user.is_authenticated:
            self.open(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def open(self, **kwargs: Any) -> None:
        """Fetch what the address names; raises ``Http404`` for what is not theirs."""

    @property
    def user(self) -> User:
        """The signed-in person."""
        return cast(User, self.request.user)


class ProposalView(SignedInView):
    """A page of one proposal: not found, for whoever is not of its organization."""

    proposal: Proposal

    def open(self, **kwargs: Any) -> None:
        self.proposal = get_object_or_404(proposals_of(self.user), pk=kwargs["pk"])
