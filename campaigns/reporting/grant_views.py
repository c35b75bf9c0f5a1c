"""Finance acts on a grant: an instalment, the grant set anew, money paid back. Shown, then done."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.cofinancing import grant_acts
from campaigns.cofinancing.grant_acts import GrantPaper, Reasons
from campaigns.cofinancing.models import Commitment, GrantChangeKind
from campaigns.cofinancing.waiting_list import next_top_ups
from campaigns.money import ZERO, format_eur
from campaigns.reporting import grants
from campaigns.reporting.grant_forms import AmountForm, GrantChangeForm
from campaigns.reporting.reviewing import accepted_expenses
from campaigns.staff.acts import ActView


class GrantActView(ActView):
    """An act on one campaign's grant: it leads back to the campaign's money."""

    permission = "cofinancing.act_on_grant"

    def prepare(self) -> None:
        rows = Commitment.objects.select_related("funding", "act", "fund__call")
        found = rows.filter(funding__slug=self.kwargs["slug"]).first()
        if found is None:
            raise Http404
        self.commitment: Commitment = found

    def subtitle(self) -> str:
        return self.commitment.funding.title

    def get_success_url(self) -> str:
        return reverse("finance:campaign", args=[self.kwargs["slug"]])

    def paper(self, form: Any) -> GrantPaper:
        """The document that was typed, and who records it."""
        typed = form.cleaned_data
        by = acting_person(self.request)
        return GrantPaper(number=typed["number"], date=typed["date"], by=by)

    def top_ups(self, amount: Any) -> list[str]:
        """Who of the waiting list gets how much, once so much is given back (EUR)."""
        fund = self.commitment.fund
        return [
            _("“%(title)s”, of the waiting list, gets %(amount)s of it.")
            % {"title": top_up.commitment.funding.title, "amount": format_eur(top_up.amount)}
            for top_up in next_top_ups(fund=fund, available=fund.available + amount)
            if amount
        ]


class ChangeGrantView(GrantActView):
    """Set the grant anew, lower, or take it back."""

    form_class = GrantChangeForm
    template_name = "reporting/admin/change_grant.html"
    title = gettext_lazy("Set the grant anew")
    introduction = gettext_lazy(
        "Where accepted expenses are below the cost, or the grant is revoked. It goes down only."
    )
    confirm_label = gettext_lazy("Set the grant anew")
    icon = "edit"
    is_grave = True

    def prepare(self) -> None:
        super().prepare()
        grant_acts.check_has_grant(self.commitment)
        self.spent = accepted_expenses(self.commitment.funding.translation_key)
        self.suggested = grants.due_for(self.commitment.funding, self.spent)

    def get_initial(self) -> dict[str, Any]:
        is_lower = ZERO < self.suggested < self.commitment.due
        return {"due": self.suggested if is_lower else ""}

    def consequences(self, form: Any) -> Sequence[str]:
        due, commitment = form.cleaned_data["due"], self.commitment
        parts = grant_acts.split(commitment, due)
        values = {"before": format_eur(commitment.due), "after": format_eur(due)}
        released = _("%(amount)s go back to the fund.") % {"amount": format_eur(parts.released)}
        owed = _("%(amount)s were paid already: the beneficiary has to pay them back.")
        return [
            _("The grant goes from %(before)s to %(after)s, and never up again.") % values,
            _("Accepted expenses come to %(spent)s: by the rules of the call %(due)s would be due.")
            % {"spent": format_eur(self.spent), "due": format_eur(self.suggested)},
            _act_sentence(form),
            *([released] if parts.released else []),
            *self.top_ups(parts.released),
            *([owed % {"amount": format_eur(parts.owed)}] if parts.owed else []),
            _("The campaign’s page says so, with the reason, and its donors get an e-mail."),
        ]

    def perform(self, form: Any) -> str:
        typed = form.cleaned_data
        reasons = Reasons(
            kind=GrantChangeKind(typed["kind"]),
            staff=typed["reason"],
            italian=typed["public_reason_it"],
            english=typed["public_reason_en"],
        )
        change = grants.change_grant(
            commitment=self.commitment,
            due=typed["due"],
            paper=self.paper(form),
            reasons=reasons,
            now=self.now,
        )
        return _("The grant is %(amount)s now.") % {"amount": format_eur(change.due_after)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "commitment": self.commitment,
            "spent": self.spent,
            "suggested": self.suggested,
        }


class PayOutView(GrantActView):
    """Record an instalment that was paid."""

    form_class = AmountForm
    title = gettext_lazy("Record an instalment")
    introduction = gettext_lazy("What the Comune has paid of the grant, with its document.")
    confirm_label = gettext_lazy("Record the instalment")
    icon = "tick-inverse"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"amount": self.commitment.to_pay_out}

    def consequences(self, form: Any) -> Sequence[str]:
        amount, commitment = form.cleaned_data["amount"], self.commitment
        grant_acts.check_payable(commitment, amount)
        left = commitment.to_pay_out - amount
        return [
            _("%(amount)s of the grant are paid to the beneficiary.")
            % {"amount": format_eur(amount)},
            _act_sentence(form),
            _("Of the grant %(left)s are left to pay.") % {"left": format_eur(left)},
            _("The campaign’s page shows the instalment."),
        ]

    def perform(self, form: Any) -> str:
        grant_acts.pay_out(
            commitment_id=self.commitment.pk,
            amount=form.cleaned_data["amount"],
            paper=self.paper(form),
            now=self.now,
        )
        return _("The instalment is recorded.")


class RecoveryView(GrantActView):
    """Record what a beneficiary has paid back."""

    form_class = AmountForm
    title = gettext_lazy("Record what was paid back")
    introduction = gettext_lazy("It is the fund’s again, and serves the waiting list at once.")
    confirm_label = gettext_lazy("Record it")
    icon = "undo"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"amount": self.commitment.receivable}

    def consequences(self, form: Any) -> Sequence[str]:
        amount = form.cleaned_data["amount"]
        grant_acts.check_recoverable(self.commitment, amount)
        return [
            _("%(amount)s go back to the fund.") % {"amount": format_eur(amount)},
            _act_sentence(form),
            *self.top_ups(amount),
        ]

    def perform(self, form: Any) -> str:
        grant_acts.record_recovery(
            commitment_id=self.commitment.pk,
            amount=form.cleaned_data["amount"],
            paper=self.paper(form),
            now=self.now,
        )
        return _("It is recorded: the fund has it again.")


def _act_sentence(form: Any) -> str:
    return _("The act is %(number)s of %(date)s.") % {
        "number": form.cleaned_data["number"],
        "date": formats.date_format(form.cleaned_data["date"], "SHORT_DATE_FORMAT"),
    }
