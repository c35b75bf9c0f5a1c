"""Acts of the Segreteria on a proposal, and of whoever opens a sealed one: shown, then done."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.selection import eligibility, integrations, sealing
from campaigns.selection.admin.dossier import last_sending
from campaigns.selection.admin.eligibility_forms import (
    ExclusionForm,
    IntegrationForm,
    NoForm,
    OpeningForm,
)
from campaigns.selection.admin.permitted import may_read, sent_proposal
from campaigns.selection.models import IntegrationRequest, ProposalState
from campaigns.staff.acts import ActRefused, ActView


class ProposalAct(ActView):
    """An act on a proposal: it leads back to the proposal's page."""

    permission = eligibility.PERMISSION
    form_class: type[BaseForm] = NoForm

    def prepare(self) -> None:
        self.proposal = sent_proposal(self.kwargs["proposal_id"])
        if not may_read(self.request, self.proposal, self.now):
            raise PermissionDenied
        eligibility.check_decidable(self.proposal, by=acting_person(self.request), now=self.now)

    def subtitle(self) -> str:
        submission = last_sending(self.proposal)
        if submission is None:
            return ""
        return f"{submission.protocol_number} · {submission.content['title']}"

    def get_success_url(self) -> str:
        return reverse("selection:proposal", args=[self.kwargs["proposal_id"]])


class AdmitView(ProposalAct):
    """Admit a proposal to the evaluation."""

    title = gettext_lazy("Admit the proposal")
    introduction = gettext_lazy("The whole checklist is met.")
    submit_label = gettext_lazy("Go on")
    confirm_label = gettext_lazy("Admit")
    icon = "tick-inverse"

    def prepare(self) -> None:
        super().prepare()
        if missing := eligibility.open_items(self.proposal):
            told = "; ".join(item.text for item in missing)
            raise ActRefused(
                _("It cannot be admitted yet. Not met or not checked: %(items)s.") % {"items": told}
            )

    def consequences(self, form: Any) -> Sequence[str]:
        return [
            _("The proposal goes to the commission, which scores it as it was sent."),
            _("The people of the organization are told that it was admitted."),
            _("The checklist can no longer be changed."),
        ]

    def perform(self, form: Any) -> str:
        eligibility.admit(proposal=self.proposal, by=acting_person(self.request), now=self.now)
        return _("The proposal is admitted.")


class ExcludeView(ProposalAct):
    """Exclude a proposal, by an act."""

    form_class = ExclusionForm
    title = gettext_lazy("Exclude the proposal")
    confirm_label = gettext_lazy("Exclude")
    icon = "cross"
    is_grave = True

    def consequences(self, form: Any) -> Sequence[str]:
        values = form.cleaned_data
        reasons = eligibility.exclusion_reasons(self.proposal, values["reason"])
        if not reasons:
            raise ActRefused(_("Say why: nobody is excluded without a reason."))
        day = formats.date_format(values["date"], "SHORT_DATE_FORMAT")
        return [
            _("The act is %(number)s of %(date)s.") % {"number": values["number"], "date": day},
            _("The proposal leaves the selection: nobody will score it."),
            _("The people of the organization are told, with these reasons:"),
            *(f"“{reason}”" for reason in reasons),
            _("An exclusion cannot be undone here."),
        ]

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        eligibility.exclude(
            proposal=self.proposal,
            reasons=values["reason"],
            number=values["number"],
            date=values["date"],
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The proposal is excluded.")


class AskView(ProposalAct):
    """Ask the proponent for integrations."""

    form_class = IntegrationForm
    title = gettext_lazy("Ask for integrations")
    confirm_label = gettext_lazy("Ask")
    icon = "mail"

    def get_initial(self) -> dict[str, Any]:
        due_on = integrations.default_due_on(self.proposal, self.now)
        return super().get_initial() | {"due_on": due_on}

    def consequences(self, form: Any) -> Sequence[str]:
        due_on = form.cleaned_data["due_on"]
        integrations.check_due_on(due_on, self.now)
        day = formats.date_format(due_on, "SHORT_DATE_FORMAT")
        return [
            _("The people of the organization are told by e-mail: “%(text)s”")
            % {"text": form.cleaned_data["text"]},
            _("They may answer until the end of %(day)s, Rome time.") % {"day": day},
            _("They can change nothing else of the proposal."),
            _("Until they answer, or the time is over, nothing is decided."),
        ]

    def perform(self, form: Any) -> str:
        integrations.ask_integration(
            proposal=self.proposal,
            text=form.cleaned_data["text"],
            due_on=form.cleaned_data["due_on"],
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The proponent was asked.")


class GiveUpView(ProposalAct):
    """Stop waiting for an answer that did not come in time."""

    title = gettext_lazy("Go on without the answer")
    submit_label = gettext_lazy("Go on")
    confirm_label = gettext_lazy("Go on without the answer")
    icon = "time"

    def prepare(self) -> None:
        self.proposal = sent_proposal(self.kwargs["proposal_id"])
        if not may_read(self.request, self.proposal, self.now):
            raise PermissionDenied
        requests = IntegrationRequest.objects.filter(proposal=self.proposal)
        request = requests.filter(pk=self.kwargs["request_id"]).first()
        if request is None:
            raise Http404
        self.asked: IntegrationRequest = request
        eligibility.check_decidable(
            self.proposal,
            by=acting_person(self.request),
            now=self.now,
            states=(ProposalState.INTEGRATION,),
        )

    def consequences(self, form: Any) -> Sequence[str]:
        return [
            _("The request of integrations is closed without an answer."),
            _("The proposal is yours to decide again: admit it, exclude it, or ask once more."),
        ]

    def perform(self, form: Any) -> str:
        integrations.give_up_waiting(
            request=self.asked, by=acting_person(self.request), now=self.now
        )
        return _("The request is closed.")


class OpenSealedView(ActView):
    """Open a sealed proposal, on record."""

    permission = "selection.open_sealed"
    form_class = OpeningForm
    title = gettext_lazy("Open a sealed proposal")
    confirm_label = gettext_lazy("Open, on record")
    icon = "lock-open"
    is_grave = True

    def prepare(self) -> None:
        self.proposal = sent_proposal(self.kwargs["proposal_id"])
        if not sealing.is_sealed(proposal=self.proposal, now=self.now):
            raise ActRefused(_("This proposal is not sealed: there is nothing to open."))

    def subtitle(self) -> str:
        submission = last_sending(self.proposal)
        return submission.protocol_number if submission else ""

    def get_success_url(self) -> str:
        return reverse("selection:proposal", args=[self.kwargs["proposal_id"]])

    def consequences(self, form: Any) -> Sequence[str]:
        return [
            _("You can read the proposal for an hour; nobody else can."),
            _("Your name, the instant and the reason go on record and can never be removed."),
        ]

    def perform(self, form: Any) -> str:
        reason = form.cleaned_data["reason"]
        sealing.open_sealed(
            proposal=self.proposal, by=acting_person(self.request), reason=reason, now=self.now
        )
        return _("The proposal is open for you for an hour, and it is on record.")
