"""Rows of payments, one module a subject."""

from campaigns.house.message_queue import NoticeState
from campaigns.payments.models.deliveries import (
    DeliveryAddress,
    DeliveryProblem,
    DeliveryState,
    RewardDelivery,
)
from campaigns.payments.models.disputes import Dispute, DisputeState
from campaigns.payments.models.donations import (
    OPEN_STATUSES,
    Donation,
    DonorKind,
    Provider,
    Status,
)
from campaigns.payments.models.erasure import ErasureRequest
from campaigns.payments.models.events import EventState, ProviderEvent
from campaigns.payments.models.notices import Notice, NoticeKind
from campaigns.payments.models.outbox import CallKind, CallState, ProviderCall
from campaigns.payments.models.reconciliation import (
    Depth,
    Difference,
    DifferenceKind,
    ReconciliationRun,
)
from campaigns.payments.models.refunds import (
    SHORT_OF_MONEY,
    UNSENT_STATES,
    Refund,
    RefundReason,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
    TransferDetails,
)

__all__ = [
    "OPEN_STATUSES",
    "SHORT_OF_MONEY",
    "UNSENT_STATES",
    "CallKind",
    "CallState",
    "DeliveryAddress",
    "DeliveryProblem",
    "DeliveryState",
    "Depth",
    "Difference",
    "DifferenceKind",
    "Dispute",
    "DisputeState",
    "Donation",
    "DonorKind",
    "ErasureRequest",
    "EventState",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "Provider",
    "ProviderCall",
    "ProviderEvent",
    "ReconciliationRun",
    "Refund",
    "RefundReason",
    "RefundRequest",
    "RefundState",
    "RequestOrigin",
    "RequestState",
    "RewardDelivery",
    "Status",
    "TransferDetails",
]
