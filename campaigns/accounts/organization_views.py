"""A proponent's organization and its people, for who acts for it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from campaigns.accounts import invitations, kept, proponents
from campaigns.accounts.models import Invitation, Membership, Organization
from campaigns.accounts.organization_forms import InvitationForm, OrganizationForm, told_by


@method_decorator(never_cache, name="dispatch")
class OrganizationView(kept.KeepsTyping, View):
    """A page for who is signed in. Another's organization is not there."""

    template: str

    def organization(self, organization_id: int) -> Organization:
        return get_object_or_404(proponents.organizations_of(self.request.user), pk=organization_id)

    def show(self, form: forms.Form | None, status: int = 200, **facts: Any) -> HttpResponse:
        context = {"form": form, **facts}
        return render(self.request, f"accounts/{self.template}.html", context, status=status)


class Organizations(OrganizationView):
    """The organizations of the person, and the invitations that wait for an answer."""

    template = "organizations"

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = invitations.invitations_for(user=self.user, now=timezone.now())
        return self.show(
            None,
            organizations=proponents.organizations_of(request.user),
            waiting=[(found, invitations.link_of(found)) for found in waiting],
        )

    @property
    def user(self) -> Any:
        return self.request.user


class Register(OrganizationView):
    """A new organization."""

    template = "register"

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = kept.take(request)
        if typed is None:
            return self.show(OrganizationForm())
        return self.show(OrganizationForm(initial=typed.dict()), is_kept=True)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrganizationForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            proponents.register_organization(
                user=request.user,  # type: ignore[arg-type]
                details=form.details(),
                now=timezone.now(),
            )
        except proponents.TaxCodeKnown as refusal:
            form.add_error("tax_code", refusal.message)
            return self.show(form, status=409)
        return _to("organization:list")


class Edit(OrganizationView):
    """What the organization tells of itself."""

    template = "edit"

    def get(self, request: HttpRequest, organization_id: int) -> HttpResponse:
        organization = self.organization(organization_id)
        typed = kept.take(request)
        form = self._form(organization)
        form.initial.update({} if typed is None else typed.dict())
        return self.show(form, organization=organization, is_kept=typed is not None)

    def post(self, request: HttpRequest, organization_id: int) -> HttpResponse:
        organization = self.organization(organization_id)
        form = self._form(organization, request.POST)
        if not form.is_valid():
            return self.show(form, status=400, organization=organization)
        try:
            proponents.update_organization(
                organization=organization,
                by=request.user,  # type: ignore[arg-type]
                details=form.details(),
                now=timezone.now(),
            )
        except proponents.TaxCodeKnown as refusal:
            form.add_error("tax_code", refusal.message)
            return self.show(form, status=409, organization=organization)
        except proponents.NotTheirIban as refusal:
            form.add_error("iban", refusal.message)
            return self.show(form, status=403, organization=organization)
        return _to("organization:list")

    def _form(self, organization: Organization, typed: Any = None) -> OrganizationForm:
        is_owner = proponents.is_owner(user=self.request.user, organization=organization)
        return OrganizationForm(typed, initial=told_by(organization), may_change_iban=is_owner)


class Colleagues(OrganizationView):
    """Who acts for the organization, and who was asked to."""

    template = "colleagues"

    def get(self, request: HttpRequest, organization_id: int) -> HttpResponse:
        return self._show(self.organization(organization_id), InvitationForm())

    def post(self, request: HttpRequest, organization_id: int) -> HttpResponse:
        organization = self.organization(organization_id)
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return self._show(organization, form, status=400)
        try:
            invitations.invite(
                organization=organization,
                email=form.cleaned_data["email"],
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except proponents.ProponentRefused as refusal:
            form.add_error("email", refusal.message)
            return self._show(organization, form, status=_status(refusal))
        return _to("organization:colleagues", organization.pk)

    def _show(
        self, organization: Organization, form: InvitationForm, status: int = 200
    ) -> HttpResponse:
        return self.show(
            form,
            status=status,
            organization=organization,
            memberships=organization.memberships.select_related("user"),
            pending=invitations.pending(organization),
            now=timezone.now(),
            is_owner=proponents.is_owner(user=self.request.user, organization=organization),
        )


class Revoke(OrganizationView):
    """Taking an invitation back."""

    template = "refused"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, organization_id: int, invitation_id: int) -> HttpResponse:
        organization = self.organization(organization_id)
        invitation = get_object_or_404(Invitation, pk=invitation_id, organization=organization)
        try:
            invitations.revoke(
                invitation=invitation,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except proponents.ProponentRefused as refusal:
            return self.show(
                None, status=_status(refusal), refusal=refusal.message, organization=organization
            )
        return _to("organization:colleagues", organization.pk)


class Remove(OrganizationView):
    """Letting a colleague go, or leaving; asked once more before it is done."""

    template = "remove"

    def get(self, request: HttpRequest, organization_id: int, membership_id: int) -> HttpResponse:
        return self.show(None, **self._facts(organization_id, membership_id))

    def post(self, request: HttpRequest, organization_id: int, membership_id: int) -> HttpResponse:
        facts = self._facts(organization_id, membership_id)
        try:
            proponents.remove_member(membership=facts["membership"], by=request.user)  # type: ignore[arg-type]
        except proponents.ProponentRefused as refusal:
            return self.show(None, status=_status(refusal), refusal=refusal.message, **facts)
        if facts["membership"].user == request.user:
            return _to("organization:list")
        return _to("organization:colleagues", organization_id)

    def _facts(self, organization_id: int, membership_id: int) -> dict[str, Any]:
        organization = self.organization(organization_id)
        found = Membership.objects.select_related("user")
        return {
            "organization": organization,
            "membership": get_object_or_404(found, pk=membership_id, organization=organization),
        }


@method_decorator(never_cache, name="dispatch")
class Accept(View):
    """The page behind an invitation's link. Opening it does nothing: only its button does."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            invitation = invitations.invitation_behind(token=token, now=timezone.now())
        except invitations.InvitationGone as refusal:
            return self._show(status=410, refusal=refusal.message)
        return self._show(invitation=invitation)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get(request, token)
        try:
            membership = invitations.accept_invitation(
                token=token, user=request.user, now=timezone.now()
            )
        except proponents.ProponentRefused as refusal:
            return self._show(status=_status(refusal), refusal=refusal.message)
        return _to("organization:colleagues", membership.organization_id)

    def _show(self, status: int = 200, **facts: Any) -> HttpResponse:
        response = render(self.request, "accounts/accept.html", facts, status=status)
        response["Referrer-Policy"] = "no-referrer"
        return response


def _status(refusal: proponents.ProponentRefused) -> int:
    if isinstance(refusal, invitations.InvitationGone):
        return 410
    is_forbidden = isinstance(refusal, proponents.NotAMember | invitations.ForSomebodyElse)
    return 403 if is_forbidden else 409


def _to(name: str, *args: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=args), status=303)
