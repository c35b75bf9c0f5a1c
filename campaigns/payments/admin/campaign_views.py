"""One campaign's money, as finance reads it, and the acts that are possible now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.cofinancing.models import Commitment, CommitmentState
from campaigns.funding.models import Act, ActKind, Funding
from campaigns.payments import campaign_acts, real_citizens
from campaigns.payments.act_forecasts import under_way
from campaigns.payments.admin import act_consequences
from campaigns.staff.acts import coming_back
from campaigns.staff.permitted import PermittedPage

_ADDRESSES: Final = {
    ActKind.SUSPENSION: ("suspend", gettext_lazy("Suspend")),
    ActKind.RESUMPTION: ("resume", gettext_lazy("Resume")),
    ActKind.CANCELLATION: ("cancel", gettext_lazy("Cancel the campaign")),
    ActKind.CORRECTION: ("correct", gettext_lazy("Correct the terms")),
}

_GRANT_ACTS: Final = {
    "pay_out": gettext_lazy("Record an instalment"),
    "change_grant": gettext_lazy("Set the grant anew"),
    "recovery": gettext_lazy("Record what was paid back"),
}


@dataclass(frozen=True)
class Link:
    """A button or a link of the page."""

    label: Any
    url: str
    is_grave: bool = False


class CampaignMoneyView(PermittedPage):
    """Terms, state, totals, commitment and acts of one campaign."""

    permission = "funding.view_funding"
    template_name = "payments/admin/campaign.html"
    title = gettext_lazy("A campaign's money")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        funding = get_object_or_404(
            Funding.objects.select_related("call", "organization"), slug=self.kwargs["slug"]
        )
        commitment = commitment_of(funding)
        return (
            super().get_context_data(**kwargs)
            | real_citizens.context(funding)
            | {
                "page_subtitle": funding.title,
                "funding": funding,
                "state": funding.state_at(self.now).label,
                "commitment": commitment,
                **documents_of_grant(commitment),
                "grant_buttons": grant_buttons(self.request.user, commitment),
                "under_way": under_way(funding),
                "acts": acts_of(funding),
                "buttons": act_buttons(self.request.user, funding, self.now),
                "links": _links(funding),
            }
        )


def commitment_of(funding: Funding) -> Commitment | None:
    """The Comune's commitment for a campaign, with its act."""
    return Commitment.objects.filter(funding=funding).select_related("act", "funding").first()


def documents_of_grant(commitment: Commitment | None) -> dict[str, Any]:
    """What was recorded of a grant, and by whom: instalments, acts that set it anew, paid back."""
    if commitment is None:
        return dict.fromkeys(("payouts", "grant_changes", "recoveries"), ())
    return {
        "payouts": commitment.payouts.select_related("recorded_by"),
        "grant_changes": commitment.grant_changes.select_related("recorded_by"),
        "recoveries": commitment.recoveries.select_related("recorded_by"),
    }


def grant_buttons(user: Any, commitment: Commitment | None, page: str = "") -> list[Link]:
    """What can be done with a grant as it stands, for who may; it leads back to ``page``."""
    may_act = user.has_perm("cofinancing.act_on_grant")
    if commitment is None or commitment.state != CommitmentState.GRANTED or not may_act:
        return []
    possible = {
        "pay_out": bool(commitment.to_pay_out and commitment.recorded_act),
        "change_grant": bool(commitment.due),
        "recovery": bool(commitment.receivable),
    }
    slug = commitment.funding.slug
    return [
        Link(label=label, url=coming_back(reverse(f"reports:{name}", args=[slug]), page))
        for name, label in _GRANT_ACTS.items()
        if possible[name]
    ]


def acts_of(funding: Funding) -> list[tuple[Act, list[str]]]:
    """What was decided about a campaign, each act with what it changed."""
    return [
        (act, act_consequences.of_changes(act.changes))
        for act in funding.acts.select_related("recorded_by")
    ]


def act_buttons(user: Any, funding: Funding, now: datetime, page: str = "") -> list[Link]:
    """The acts that are possible now, for who may act; they lead back to ``page``."""
    if not user.has_perm("funding.act_on_funding"):
        return []
    possible = campaign_acts.possible_acts(funding, now)
    return [
        Link(
            label=label,
            url=coming_back(reverse(f"finance:{name}", args=[funding.slug]), page),
            is_grave=kind == ActKind.CANCELLATION,
        )
        for kind, (name, label) in _ADDRESSES.items()
        if kind in possible
    ]


def _links(funding: Funding) -> list[Link]:
    """The lists of finance, narrowed to the campaign."""
    return [
        _list("payments_donation", _("Donations"), funding.slug),
        _list("payments_refund", _("Refunds"), funding.title),
        _list("ledger_entry", _("Ledger"), funding.slug),
    ]


def _list(model: str, label: str, term: str) -> Link:
    url = reverse(f"{model}_modeladmin_index")
    return Link(label=label, url=f"{url}?{urlencode({'q': term})}")
