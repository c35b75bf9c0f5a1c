"""The workflow “Selezione Avviso”, then “Redazione”."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import TaskState, WorkflowState

from campaigns.calls.models import Phase
from campaigns.models import CampaignPage
from campaigns.selection import workflow
from campaigns.selection.models import EvaluationTask, RankingTask
from tests.factories import make_campaign_page, make_funding
from tests.selection import factories

pytestmark = pytest.mark.django_db


def test_a_sealed_page_carries_no_word_of_the_proposal() -> None:
    call = factories.make_selection_call()
    proposal = factories.make_submitted(call)
    page = proposal.page
    assert page is not None
    assert page.title == f"{call.slug}/0001"
    written = str(page.get_latest_revision().content)
    for text in (proposal.title, proposal.summary, proposal.organization.name):
        assert text not in written
    assert not page.live


def test_the_page_goes_through_eligibility_evaluation_ranking() -> None:
    proposal = factories.make_evaluated(factories.make_selection_call(phase=Phase.EVALUATION))
    page = proposal.page
    assert page is not None
    states = TaskState.objects.filter(workflow_state__object_id=str(page.pk)).order_by("pk")
    assert [state.task.name for state in states] == [
        "Ammissibilità",
        "Valutazione",
        "Graduatoria",
    ]
    workflow.advance(proposal=proposal, task=RankingTask, by=None)
    page.refresh_from_db()
    assert not page.live, "the end of the selection publishes nothing"
    state = WorkflowState.objects.get(object_id=str(page.pk))
    assert state.status == WorkflowState.STATUS_APPROVED


def test_no_task_is_decided_out_of_turn() -> None:
    proposal = factories.make_in_eligibility(factories.make_selection_call())
    with pytest.raises(workflow.OutOfTurn):
        workflow.advance(proposal=proposal, task=EvaluationTask, by=None)


def test_the_generic_door_of_wagtail_decides_nothing() -> None:
    proposal = factories.make_in_evaluation(factories.make_selection_call())
    state = workflow.current_task(proposal)
    assert state is not None
    person = factories.make_staff("Commissione")
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, person, "approve", scores={"1": 99})
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_a_selected_project_is_of_redazione() -> None:
    page = make_campaign_page(make_funding())
    assert _workflow_of(page) == "Redazione"
    unselected = make_campaign_page(call=factories.make_selection_call())
    assert _workflow_of(unselected) == "Selezione Avviso"


def _workflow_of(page: CampaignPage) -> str | None:
    workflow_in_use = page.get_workflow()
    return None if workflow_in_use is None else str(workflow_in_use.name)
