"""What happens when a page's workflow ends. Loaded with the models: it imports none."""

from typing import Any

from campaigns.workflows.names import EDITORIAL_WORKFLOW


def finish_workflow(workflow_state: Any, user: Any = None) -> None:
    """Publish a story approved in *Redazione*; the end of *Selezione Avviso* publishes nothing.

    The approval is what allows it: the approving person needs no right to publish by themselves.
    """
    if workflow_state.workflow.name != EDITORIAL_WORKFLOW:
        return
    revision = workflow_state.current_task_state.revision
    revision.publish(user=user, skip_permission_checks=True)
