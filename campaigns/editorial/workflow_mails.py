"""Wagtail mails about its workflows from within the request: the digest of the staff does instead.

A mail server that is down must not undo an approval, nor a proponent's sending of a proposal.
"""

from typing import Any, Final

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

_NOTIFIERS: Final = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def leave_to_the_digest() -> None:
    """Take the places of Wagtail's notifiers, before it connects them.

    A signal connects one receiver a name: the first.
    """
    for signal, sender, name in _NOTIFIERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(_say_nothing, sender=sender, dispatch_uid=name)


def _say_nothing(**kwargs: Any) -> None:
    pass
