"""Between the final ranking and the campaigns, and the end of the list when the notice closes."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Workflow, WorkflowState

from campaigns.calls.models import Call, Phase
from campaigns.calls.services import CallActRefused
from campaigns.editorial.held_pages import HeldBySelection
from campaigns.models import CampaignPage
from campaigns.selection import call_acts, history
from campaigns.selection.models import (
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
    RankingKind,
    SelectionNotice,
)
from campaigns.selection.notice_messages import compose
from campaigns.workflows.names import EDITORIAL_WORKFLOW, SELECTION_WORKFLOW
from tests.pages.test_admin_refusals import form_of, page_url
from tests.selection import factories
from tests.selection.ranking.factories import DAY, NOW, make_judged, make_rounds, publish, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION, max_selected=1)


@pytest.fixture
def ranked(call: Call) -> tuple[Proposal, Proposal]:
    """A selected project and a reserve, after the final ranking."""
    selected, reserve = make_judged(call, 9), make_judged(call, 8)
    publish(call, RankingKind.FINAL)
    selected.refresh_from_db()
    reserve.refresh_from_db()
    return selected, reserve


def test_a_selected_page_is_not_submitted_again_before_its_terms(
    call: Call, ranked: tuple[Proposal, Proposal]
) -> None:
    selected = ranked[0]
    page = selected.page
    assert page is not None
    assert page.get_workflow() is None
    for role in ("Redazione", "Amministrazione"):
        client = Client()
        client.force_login(factories.make_staff(role))
        form = form_of(page, "20000.00", ["20000.00"], slug=page.slug)
        for action in ("action-submit", "action-restart-workflow", "action-publish"):
            client.post(page_url("edit", page), form | {action: "yes"})
    running = WorkflowState.objects.filter(
        object_id=str(page.pk), status=WorkflowState.STATUS_IN_PROGRESS
    )
    assert not running.exists()
    again = Workflow.objects.get(name=SELECTION_WORKFLOW)
    with pytest.raises(PermissionDenied):
        again.start(page, selected.created_by)
    with pytest.raises(HeldBySelection):
        page.get_latest_revision().publish()
    assert not CampaignPage.objects.get(pk=page.pk).live
    start(call, {selected: make_rounds(call)[0]})
    assert CampaignPage.objects.get(pk=page.pk).get_workflow().name == EDITORIAL_WORKFLOW


def test_campaigns_are_started_by_one_door(call: Call, ranked: tuple[Proposal, Proposal]) -> None:
    client = Client()
    client.force_login(factories.make_staff("RUP"))
    door = reverse("selection:start_campaigns", args=[call.slug])
    form = {"number": "1", "date": DAY.isoformat(), "reason": "x", "confirmed": "x"}
    for response in (client.get(door), client.post(door, form)):
        assert response["Location"] == reverse("selection:assign_rounds", args=[call.slug])
    call.refresh_from_db()
    assert call.phase == Phase.RANKED


def test_closing_ends_the_list_in_one_act(call: Call, ranked: tuple[Proposal, Proposal]) -> None:
    selected, reserve = ranked
    officer = factories.make_staff("RUP")
    told: dict[str, Any] = {
        "call": call,
        "number": "130/2026",
        "date": DAY,
        "by": officer,
        "now": NOW,
    }
    with pytest.raises(CallActRefused):
        call_acts.close(**told)
    reserve.refresh_from_db()
    assert reserve.state == ProposalState.RANKED
    start(call, {selected: make_rounds(call)[0]}, by=officer)
    act = call_acts.close(**told, reason="Fine della sperimentazione.")
    reserve.refresh_from_db()
    assert reserve.state == ProposalState.NOT_SELECTED
    assert reserve.page is not None
    assert reserve.page.current_workflow_state is None
    entry = reserve.history.get(kind=EventKind.NOT_SELECTED)
    assert (entry.actor, entry.reason) == (officer, act.reason)
    assert entry.data == {"act": "130/2026", "act_date": DAY.isoformat()}
    assert history.broken_at(call) is None
    notice = SelectionNotice.objects.get(kind=NoticeKind.NOT_SELECTED)
    assert notice.recipient == reserve.created_by
    mail = compose(notice=notice, now=NOW)
    assert mail is not None
    assert str(reserve) in mail.subject
    selected.refresh_from_db()
    assert selected.state == ProposalState.SELECTED
