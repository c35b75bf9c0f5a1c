"""The refunds that wait for somebody, and what they cost the operator."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.payments import fees
from campaigns.payments.admin import queues
from campaigns.staff.permitted import PermittedPage


class RefundQueueView(PermittedPage):
    """To decide, to approve, owed, waiting for the provider's balance; the operator's account."""

    permission = "payments.view_refund"
    template_name = "payments/admin/refund_queue.html"
    title = _("Refunds to do")
    icon = "tasks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "asked": queues.asked_by_donors(self.now),
            "to_approve": queues.to_approve(self.now),
            "owed": queues.owed(self.now),
            "top_up": queues.top_up(self.now),
            "operator": fees.operator_forecast(),
        }
