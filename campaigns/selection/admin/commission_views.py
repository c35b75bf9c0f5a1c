"""The commission as the RUP sees it: members, acts, progress without values, final scores."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.selection import commission, scoring
from campaigns.selection.admin.evaluation_reading import Progress, progress_of
from campaigns.selection.admin.seated import dossier_or_404
from campaigns.selection.models import Commissioner, ConflictDeclaration, Proposal, ProposalState
from campaigns.staff.acts import ActForm, ActRefused, ActView
from campaigns.staff.permitted import PermittedPage


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the people in a role that scores."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


class ReplacementForm(ActForm):
    """The act, and who comes in the place of the commissioner."""

    field_order = ["user"]
    user = PersonField(label=gettext_lazy("Person"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = commission.candidates()  # type: ignore[attr-defined]


class AppointmentForm(ReplacementForm):
    """The act of appointment, which needs no reason of its own."""

    presides = forms.BooleanField(label=gettext_lazy("Presides over it"), required=False)
    reason = None  # type: ignore[assignment]


class CommissionView(PermittedPage):
    """Members, abstentions, and how far the commission is with each proposal."""

    permission = "selection.view_proposal"
    template_name = "selection/admin/evaluation/commission.html"
    title = gettext_lazy("Commission")
    icon = "group"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = get_object_or_404(Call, slug=self.kwargs["slug"])
        progress = progress_of(call)
        members = commission.in_office(call=call)
        return super().get_context_data(**kwargs) | {
            "page_subtitle": call.title,
            "call": call,
            "members": members,
            "former": call.commissioners.filter(ended_at__isnull=False).select_related(
                "user", "replaced_by__user"
            ),
            "progress": progress,
            "final": sum(row.is_final for row in progress),
            "below_quorum": [row for row in progress if row.lacks],
            "abstentions": _abstentions(call, progress),
            "may_act": self.request.user.has_perm(commission.APPOINT),
        }


class OnCommission(ActView):
    """An act of the RUP on a call's commission."""

    permission = commission.APPOINT
    icon = "group"
    call: Call

    def prepare(self) -> None:
        self.call = get_object_or_404(Call, slug=self.kwargs["slug"])

    def subtitle(self) -> str:
        return self.call.title

    def get_success_url(self) -> str:
        return reverse("selection:commission", args=(self.kwargs["slug"],))

    def check(self, user: User) -> None:
        """Refuse already before the confirmation who cannot be appointed."""
        commission.check_eligible(call=self.call, user=user)


class AppointView(OnCommission):
    """Appoint a commissioner."""

    form_class = AppointmentForm
    title = gettext_lazy("Appoint a commissioner")
    introduction = gettext_lazy("Nobody who belongs to an organization that applies can judge.")
    confirm_label = gettext_lazy("Appoint")

    def consequences(self, form: Any) -> Sequence[str]:
        self.check(form.cleaned_data["user"])
        name = form.fields["user"].label_from_instance(form.cleaned_data["user"])
        told = [_("%(name)s enters the commission.") % {"name": name}]
        if form.cleaned_data["presides"]:
            told.append(_("They preside over it."))
        waiting = self.call.proposals.filter(state=ProposalState.EVALUATION).count()
        if waiting:
            told.append(
                _("They judge the proposals whose scores are not final: %(number)d.")
                % {"number": waiting}
            )
        return told

    def perform(self, form: Any) -> str:
        commission.appoint(
            call=self.call,
            user=form.cleaned_data["user"],
            presides=form.cleaned_data["presides"],
            number=form.cleaned_data["number"],
            date=form.cleaned_data["date"],
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The commissioner is appointed.")


class ReplaceView(OnCommission):
    """Put somebody in a commissioner's place."""

    form_class = ReplacementForm
    title = gettext_lazy("Replace a commissioner")
    confirm_label = gettext_lazy("Replace")
    is_grave = True

    def prepare(self) -> None:
        super().prepare()
        self.leaving = get_object_or_404(
            Commissioner.objects.select_related("user", "call"),
            pk=self.kwargs["pk"],
            call=self.call,
        )
        if self.leaving.ended_at is not None:
            raise ActRefused(_("This commissioner is no longer in office. Nothing was changed."))

    def subtitle(self) -> str:
        return str(self.leaving)

    def consequences(self, form: Any) -> Sequence[str]:
        self.check(form.cleaned_data["user"])
        names = {
            "leaving": str(self.leaving),
            "arriving": form.fields["user"].label_from_instance(form.cleaned_data["user"]),
        }
        waiting = self.call.proposals.filter(state=ProposalState.EVALUATION).count()
        return [
            _("%(arriving)s takes the place of %(leaving)s in the commission.") % names,
            _("Scores that are final stay as they are, those of %(leaving)s too.") % names,
            _("Proposals that %(arriving)s has to declare on and score: %(number)d.")
            % (names | {"number": waiting}),
        ]

    def perform(self, form: Any) -> str:
        commission.replace(
            commissioner=self.leaving,
            user=form.cleaned_data["user"],
            number=form.cleaned_data["number"],
            date=form.cleaned_data["date"],
            reason=form.cleaned_data["reason"],
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The commissioner is replaced.")


class FinalScoresView(PermittedPage):
    """All scores of one proposal, once they are final; until then there is no such page."""

    permission = "selection.view_proposal"
    template_name = "selection/admin/evaluation/final_scores.html"
    title = gettext_lazy("Scores")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal = get_object_or_404(
            Proposal.objects.select_related("call"), pk=self.kwargs["proposal"]
        )
        sheets = list(scoring.counted_sheets(proposal=proposal))
        if not sheets:
            raise Http404
        dossier = dossier_or_404(proposal)
        return super().get_context_data(**kwargs) | {
            "page_subtitle": dossier.submission.protocol_number,
            "dossier": dossier,
            "call": proposal.call,
            "sheets": sheets,
        }


def _abstentions(
    call: Call, progress: list[Progress]
) -> list[tuple[ConflictDeclaration, Progress | None]]:
    """Each abstention with its proposal as it was sent, oldest first."""
    rows = {row.proposal.pk: row for row in progress}
    said = ConflictDeclaration.objects.filter(proposal__call=call, abstains=True)
    return [
        (one, rows.get(one.proposal_id))
        for one in said.select_related("commissioner__user").order_by("at")
    ]
