"""The tasks of the workflow “Selezione Avviso”, in their order.

Each shows nothing to do in Wagtail's editor: the work is done in pages of its own, and the same
services decide, whichever door is taken. The text being judged is locked for everybody.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, WorkflowState


class SelectionTask(Task):
    """A step of the selection: it locks the page, and no generic action decides it."""

    class Meta:
        abstract = True

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Nobody edits the text being judged."""
        return True

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """None: what decides is the staff's own page."""
        return []

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Refuse: Wagtail's address of actions reaches here, past every form and check."""
        raise PermissionDenied


class EligibilityTask(SelectionTask):
    """*Ammissibilità*, of the Segreteria."""

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Begin with a proposal being sent: no page without one is selected, and none twice."""
        from campaigns.selection.models.proposals import Proposal, ProposalState

        beginning = (ProposalState.DRAFT, ProposalState.SUBMITTED)
        sent = Proposal.objects.filter(page=workflow_state.object_id, state__in=beginning)
        if not sent.exists():
            raise PermissionDenied
        return super().start(workflow_state, user=user)

    class Meta:
        verbose_name = _("eligibility")
        verbose_name_plural = _("eligibility")


class EvaluationTask(SelectionTask):
    """*Valutazione*, of the Commissione."""

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")


class RankingTask(SelectionTask):
    """*Graduatoria*, of the RUP."""

    class Meta:
        verbose_name = _("ranking step")
        verbose_name_plural = _("ranking steps")
