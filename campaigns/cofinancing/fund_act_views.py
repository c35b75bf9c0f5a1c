"""Finance changes a fund, and records the act of a commitment: shown first, then done."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.cofinancing import acts
from campaigns.cofinancing.fund_forms import CommitmentActForm, FundChangeForm
from campaigns.cofinancing.fund_views import CHANGE, RECORD, fund_by_slug
from campaigns.cofinancing.models import Commitment, CommitmentState
from campaigns.cofinancing.waiting_list import TopUp, next_top_ups
from campaigns.money import format_eur
from campaigns.staff.acts import ActView


class ActOnFundView(ActView):
    """An act about a fund: it leads back to the fund's page."""

    def prepare(self) -> None:
        self.fund = fund_by_slug(self.kwargs["slug"])

    def get_success_url(self) -> str:
        return reverse("fund:fund", args=[self.kwargs["slug"]])


class ChangeFundView(ActOnFundView):
    """Give the fund another total."""

    permission = CHANGE
    form_class = FundChangeForm
    title = gettext_lazy("Change the fund")
    confirm_label = gettext_lazy("Change the fund")
    icon = "site"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"total": self.fund.total}

    def consequences(self, form: Any) -> Sequence[str]:
        fund, total = self.fund, form.cleaned_data["total"]
        acts.check_change(fund=fund, total=total)
        available = fund.available + total - fund.total
        top_ups = next_top_ups(fund=fund, available=available)
        left = available - sum(top_up.amount for top_up in top_ups)
        remains = _("Available for campaigns to come: %(before)s now, %(after)s afterwards.")
        return [
            _change_sentence(fund.total, total),
            _act_sentence(form),
            *map(_top_up_sentence, top_ups),
            remains % {"before": format_eur(fund.available), "after": format_eur(left)},
        ]

    def perform(self, form: Any) -> str:
        change = acts.change_fund(
            fund=self.fund, **form.cleaned_data, by=acting_person(self.request), now=self.now
        )
        return _("The fund has %(total)s now.") % {"total": format_eur(change.total_after)}


class RecordActView(ActOnFundView):
    """Record the determina of a commitment."""

    permission = RECORD
    form_class = CommitmentActForm
    title = gettext_lazy("Record the act of a commitment")
    confirm_label = gettext_lazy("Record the act")
    introduction = gettext_lazy(
        "Once recorded, an act is not overwritten. Without it nothing is paid out."
    )
    icon = "tick-inverse"
    is_grave = True

    def prepare(self) -> None:
        super().prepare()
        commitments = self.fund.commitments.select_related("funding", "act")
        commitment = commitments.filter(funding__slug=self.kwargs["campaign"]).first()
        if commitment is None:
            raise Http404
        self.commitment: Commitment = commitment
        acts.check_recordable(commitment)

    def subtitle(self) -> str:
        return self.commitment.funding.title

    def consequences(self, form: Any) -> Sequence[str]:
        commitment = self.commitment
        sentences = [_act_sentence(form), _budget_sentence(form), _held_sentence(commitment)]
        if commitment.shortfall:
            missing = _("%(amount)s more are due and wait for money to come back to the fund.")
            sentences.append(missing % {"amount": format_eur(commitment.shortfall)})
        return [*sentences, _("The act can no longer be changed here.")]

    def perform(self, form: Any) -> str:
        act = acts.record_act(
            commitment=self.commitment,
            **form.cleaned_data,
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The act %(act)s is recorded for “%(campaign)s”.") % {
            "act": act,
            "campaign": self.commitment.funding.title,
        }


def _act_sentence(form: Any) -> str:
    return _("The act is %(number)s of %(date)s.") % {
        "number": form.cleaned_data["number"],
        "date": formats.date_format(form.cleaned_data["date"], "SHORT_DATE_FORMAT"),
    }


def _budget_sentence(form: Any) -> str:
    sentence = _("It commits chapter %(chapter)s of the budget of %(year)s, CUP %(cup)s.")
    if not form.cleaned_data["cup"]:
        sentence = _("It commits chapter %(chapter)s of the budget of %(year)s, without a CUP.")
    return sentence % {
        "chapter": form.cleaned_data["budget_chapter"],
        "year": form.cleaned_data["budget_year"],
        "cup": form.cleaned_data["cup"],
    }


def _change_sentence(before: Any, after: Any) -> str:
    values = {
        "before": format_eur(before),
        "after": format_eur(after),
        "amount": format_eur(abs(after - before)),
    }
    if after > before:
        return _("The fund goes from %(before)s to %(after)s: %(amount)s more.") % values
    return _("The fund goes from %(before)s to %(after)s: %(amount)s less.") % values


def _top_up_sentence(top_up: TopUp) -> str:
    values = {
        "campaign": top_up.commitment.funding.title,
        "amount": format_eur(top_up.amount),
        "missing": format_eur(top_up.missing),
    }
    if top_up.missing:
        return _("“%(campaign)s” gets %(amount)s at once and still lacks %(missing)s.") % values
    return _("“%(campaign)s” gets %(amount)s at once: all that was missing.") % values


def _held_sentence(commitment: Commitment) -> str:
    values = {
        "campaign": commitment.funding.title,
        "amount": format_eur(commitment.committed),
    }
    if commitment.state == CommitmentState.GRANTED:
        return (
            _("%(amount)s are granted to “%(campaign)s”: with this act they may be paid out.")
            % values
        )
    return (
        _(
            "%(amount)s are reserved for “%(campaign)s”: they are granted only if it succeeds, "
            "and come back to the fund otherwise."
        )
        % values
    )
