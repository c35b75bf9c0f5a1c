"""Reconciliation with the payment provider: what its lost events would have told, and repairs."""

from campaigns.payments.reconciliation.runs import reconcile
from campaigns.payments.reconciliation.unfinished import ask

__all__ = ["ask", "reconcile"]
