"""What finance sees first: how much waits, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from campaigns.payments.admin import queues


@dataclass(frozen=True)
class Line:
    """A queue that is not empty, and the page that shows it."""

    label: str
    count: int
    url: str


class FinancePanel(Component):
    """The queues of finance in figures, and the campaigns at risk."""

    name = "finance"
    template_name = "payments/admin/home_panel.html"
    order = 50

    class Media:
        css = {"all": ["campaigns/admin/finance-pages.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"lines": _lines(), "at_risk": queues.campaigns_at_risk()}


def _lines() -> list[Line]:
    counts = queues.counts()
    refunds, inbox = reverse("finance:refunds"), reverse("finance:inbox")
    lines = [
        Line(_("Refunds to decide"), counts.asked, refunds),
        Line(_("Refunds to approve"), counts.to_approve, refunds),
        Line(_("Refunds owed, to pay by bank transfer"), counts.owed, refunds),
        Line(_("Refunds that wait for the provider's balance"), counts.waiting, refunds),
        Line(_("Provider's events to look into"), counts.events, inbox),
        Line(_("Requests to the provider to look into"), counts.calls, inbox),
        Line(_("Messages that could not be sent"), counts.notices, inbox),
        Line(_("Differences with the provider"), counts.differences, inbox),
    ]
    return [line for line in lines if line.count]
