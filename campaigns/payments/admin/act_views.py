"""Acts on a campaign's money: suspend, resume, cancel, correct the terms."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.funding.models import Act, ActKind, Funding
from campaigns.payments import campaign_acts
from campaigns.payments.admin import act_consequences
from campaigns.payments.admin.act_forms import (
    ResumptionForm,
    StopForm,
    TermsForm,
    last_day_before,
)
from campaigns.payments.campaign_acts import Document
from campaigns.staff.acts import ActView


class CampaignActView(ActView):
    """An act on one campaign: subclasses name its kind, its consequences and the deed."""

    permission = "funding.act_on_funding"
    kind: ClassVar[ActKind]

    def prepare(self) -> None:
        self.funding = get_object_or_404(
            Funding.objects.select_related("call"), slug=self.kwargs["slug"]
        )
        campaign_acts.check_possible(self.funding, self.kind, self.now)

    def subtitle(self) -> str:
        return self.funding.title

    def get_success_url(self) -> str:
        return reverse("finance:campaign", args=[self.kwargs["slug"]])


class StopView(CampaignActView):
    """An act that needs its document alone."""

    form_class = StopForm
    deed: ClassVar[Callable[..., Act]]
    told: ClassVar[Any]

    def perform(self, form: Any) -> str:
        type(self).deed(
            funding_id=self.funding.pk, document=document_of(form, self.request), now=self.now
        )
        return str(self.told)


class SuspendView(StopView):
    """Stop a campaign for a while."""

    kind = ActKind.SUSPENSION
    title = gettext_lazy("Suspend the campaign")
    introduction = gettext_lazy("It stops for a while: no new money, and donors are told why.")
    confirm_label = gettext_lazy("Suspend")
    icon = "no-view"
    deed = campaign_acts.suspend
    told = gettext_lazy("The campaign is suspended.")

    def consequences(self, form: Any) -> Sequence[str]:
        return act_consequences.of_suspending(self.funding)


class ResumeView(StopView):
    """Take a suspended campaign up again."""

    kind = ActKind.RESUMPTION
    form_class = ResumptionForm
    title = gettext_lazy("Resume the campaign")
    introduction = gettext_lazy("It takes money again, until the closing it has had all along.")
    confirm_label = gettext_lazy("Resume")
    icon = "view"
    deed = campaign_acts.resume
    told = gettext_lazy("The campaign is collecting again.")

    def consequences(self, form: Any) -> Sequence[str]:
        return act_consequences.of_resuming(self.funding)


class CancelView(StopView):
    """End a campaign before its success."""

    kind = ActKind.CANCELLATION
    title = gettext_lazy("Cancel the campaign")
    introduction = gettext_lazy("It ends for good, and everybody gets their money back.")
    confirm_label = gettext_lazy("Cancel the campaign for good")
    icon = "cross"
    is_grave = True
    deed = campaign_acts.cancel
    told = gettext_lazy("The campaign is cancelled; the refunds follow within minutes.")

    def consequences(self, form: Any) -> Sequence[str]:
        return act_consequences.of_cancelling(self.funding)


class CorrectView(CampaignActView):
    """Correct the frozen terms of a campaign that has not opened."""

    kind = ActKind.CORRECTION
    form_class = TermsForm
    title = gettext_lazy("Correct the terms")
    introduction = gettext_lazy("Terms are frozen: they are corrected before the opening only.")
    confirm_label = gettext_lazy("Correct the terms")
    icon = "edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"funding": self.funding}

    def get_initial(self) -> dict[str, Any]:
        return {
            "title": self.funding.title,
            "cost": self.funding.cost,
            "opens_at": timezone.localtime(self.funding.opens_at),
            "last_day": last_day_before(self.funding.closes_at),
        }

    def consequences(self, form: Any) -> Sequence[str]:
        after = campaign_acts.corrected(funding=self.funding, terms=form.terms, now=self.now)
        return act_consequences.of_correcting(self.funding, after)

    def perform(self, form: Any) -> str:
        campaign_acts.correct_terms(
            funding_id=self.funding.pk,
            terms=form.terms,
            document=document_of(form, self.request),
            now=self.now,
        )
        return _("The terms are corrected.")


def document_of(form: Any, request: HttpRequest) -> Document:
    """What the form says of the act's document, and who records it."""
    typed, user = form.cleaned_data, acting_person(request)
    return Document(
        number=typed["number"],
        date=typed["date"],
        reason=typed["reason"],
        public_reason_it=typed.get("public_reason_it", ""),
        public_reason_en=typed.get("public_reason_en", ""),
        by=user,
    )
