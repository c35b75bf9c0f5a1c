"""The Wagtail workflow *Selezione Avviso* of a proposal's draft page.

The services of the selection decide; here their decisions move the page from task to task. All
run in the caller's transaction.
"""

from wagtail.models import Locale, TaskState, Workflow

from campaigns.accounts.models import User
from campaigns.models import CampaignIndexPage, CampaignPage
from campaigns.selection.models import Proposal, SelectionTask
from campaigns.workflows.names import SELECTION_WORKFLOW


class OutOfTurn(Exception):
    """The proposal's page is not at that task of the workflow."""


def begin(*, proposal: Proposal, protocol_number: str) -> CampaignPage:
    """Make the proposal's draft page and start the workflow at *Ammissibilità*.

    The page carries the protocol number, no word of the proposal and no name: it is sealed until
    the deadline, and Wagtail shows drafts, and who wrote them, to whoever explores pages.
    """
    locale = Locale.objects.get(language_code="it")
    index = CampaignIndexPage.objects.filter(locale=locale).order_by("path").first()
    if index is None:
        raise CampaignIndexPage.DoesNotExist("There is no page below which campaigns stand.")
    page = CampaignPage(
        title=protocol_number,
        slug=f"proposta-{proposal.pk.hex[:12]}",
        call=proposal.call,
        organization=None,
        locale=locale,
        live=False,
    )
    index.add_child(instance=page)
    page.save_revision(log_action=False, clean=False)
    proposal.page = page
    proposal.save(update_fields=["page"])
    selection = page.get_workflow()
    if selection is None:
        raise Workflow.DoesNotExist(SELECTION_WORKFLOW)
    selection.start(page, None)
    return page


def current_task(proposal: Proposal) -> TaskState | None:
    """Where the page stands in the workflow; ``None`` once it has ended, or has not begun."""
    page = proposal.page
    return None if page is None else page.current_workflow_task_state


def advance(*, proposal: Proposal, task: type[SelectionTask], by: User | None) -> None:
    """Approve the task at which the page stands: the next one begins. Raises ``OutOfTurn``."""
    _state_at(proposal, task).approve(user=by)


def end(*, proposal: Proposal, by: User | None) -> None:
    """End the workflow without its later tasks: excluded, withdrawn, not selected.

    ``by`` stands in Wagtail's own log, which all of the staff reads: ``None`` for a proponent,
    whom the history of the selection names.
    """
    page = proposal.page
    state = None if page is None else page.current_workflow_state
    if state is not None:
        state.ended_by_selection = True
        state.cancel(user=by)


def _state_at(proposal: Proposal, task: type[SelectionTask]) -> TaskState:
    state = current_task(proposal)
    if state is None or not isinstance(state.task.specific, task):
        raise OutOfTurn(str(proposal.pk))
    return TaskState.objects.select_for_update().get(pk=state.pk)
