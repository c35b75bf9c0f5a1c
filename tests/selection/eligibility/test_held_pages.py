"""The draft page of a proposal, in Wagtail: locked, and no door ends or publishes it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Task, TaskState, Workflow, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from campaigns.accounts.models import User
from campaigns.calls.models import Phase
from campaigns.models import BudgetLine, CampaignIndexPage, CampaignPage
from campaigns.selection import workflow
from campaigns.selection.models import EligibilityTask, Proposal, ProposalState, RankingTask
from tests.factories import make_campaign_page, make_funding
from tests.selection import factories
from tests.selection.eligibility.stories import make_call, signed_in

pytestmark = pytest.mark.django_db
ROLES = ("Redazione", "Amministrazione", "superuser")


@pytest.fixture
def page() -> CampaignPage:
    proposal = factories.make_in_eligibility(make_call(now=timezone.now()))
    assert proposal.page is not None
    return proposal.page


def client_of(role: str) -> Client:
    if role == "superuser":
        return signed_in(User.objects.create_superuser("capo", "capo@example.org", "password"))
    return signed_in(factories.make_staff(role))


def edit_form(title: str) -> dict[str, Any]:
    """What the browser would send of the page's form."""
    nothing = inline_formset([])
    return dict(
        nested_form_data(
            {
                "title": title,
                "slug": "nuovo",
                "story": streamfield([]),
                "team": nothing,
                "budget_lines": nothing,
                "comments": nothing,
            }
        )
    )


def untouched(page: CampaignPage) -> bool:
    """As it was: a draft in its place, the only one of its kind, its workflow under way."""
    fresh = CampaignPage.objects.get(pk=page.pk)
    state = WorkflowState.objects.get(object_id=str(page.pk))
    task = workflow.current_task(Proposal.objects.get(page=page))
    return (
        not fresh.live
        and fresh.title == page.title
        and fresh.path == page.path
        and not fresh.revisions.filter(approved_go_live_at__isnull=False).exists()
        and fresh.revisions.count() == 1
        and Page.objects.filter(depth=fresh.depth, path__startswith=fresh.path[:-4]).count() == 1
        and state.status == WorkflowState.STATUS_IN_PROGRESS
        and task is not None
        and isinstance(task.task.specific, EligibilityTask)
    )


@pytest.mark.parametrize("role", ROLES)
def test_the_page_is_locked_for_everybody(page: CampaignPage, role: str) -> None:
    client = client_of(role)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = client.get(url)
    if shown.status_code == 200:
        assert shown.context["locked_for_user"]
        text = shown.content.decode()
        link = reverse("selection:proposal", args=[Proposal.objects.get(page=page).pk])
        assert (link in text) == (role == "superuser")
        for name in ("action-publish", "action-cancel-workflow", "action-submit"):
            assert f'name="{name}"' not in text
    for action in (
        "action-publish",
        "action-submit",
        "action-cancel-workflow",
        "action-restart-workflow",
        "action-workflow-action",
    ):
        client.post(url, edit_form("Nuovo") | {action: "1"})
        assert untouched(page), action


@pytest.mark.parametrize("role", ROLES)
def test_no_door_of_the_admin_opens(page: CampaignPage, role: str) -> None:
    client, parent = client_of(role), page.get_parent()
    home = parent.get_parent()
    posts: tuple[tuple[str, list[int], dict[str, Any]], ...] = (
        ("wagtailadmin_pages:delete", [page.pk], {}),
        ("wagtailadmin_pages:delete", [parent.pk], {"confirm_site_name": "x"}),
        ("wagtailadmin_pages:unpublish", [page.pk], {}),
        ("wagtailadmin_pages:move_confirm", [page.pk, home.pk], {}),
        ("wagtailadmin_pages:move_confirm", [parent.pk, 1], {}),
        (
            "wagtailadmin_pages:copy",
            [page.pk],
            {"new_parent_page": parent.pk, "new_title": "Copia", "new_slug": "copia"},
        ),
        (
            "wagtailadmin_pages:copy",
            [page.pk],
            {
                "new_parent_page": parent.pk,
                "new_title": "Alias",
                "new_slug": "alias",
                "alias": "on",
            },
        ),
    )
    for name, args, values in posts:
        answer = client.post(reverse(name, args=args), values)
        assert answer.status_code in (200, 302, 403), name
        assert untouched(page), name


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_no_bulk_action_reaches_it(page: CampaignPage, role: str, action: str) -> None:
    client, parent = client_of(role), page.get_parent()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    for target in (page, parent):
        values = {
            "include_descendants": "on",
            "chooser": parent.get_parent().pk,
            "move_applicable": "on",
        }
        client.post(f"{url}?next=/admin/&id={target.pk}", values)
        assert untouched(page)


@pytest.mark.parametrize(
    "act",
    [
        lambda page: page.get_latest_revision().publish(),
        lambda page: CampaignPage.objects.get(pk=page.pk).delete(),
        lambda page: Page.objects.get(pk=page.get_parent().pk).delete(),
        lambda page: page.move(page.get_parent().get_parent(), "last-child"),
        lambda page: page.create_alias(update_slug="alias", reset_translation_key=False),
        lambda page: page.copy_for_translation(
            Locale.objects.get_or_create(language_code="en")[0], copy_parents=True
        ),
        lambda page: page.current_workflow_state.cancel(),
        lambda page: Workflow.objects.get(name="Selezione Avviso").deactivate(),
        lambda page: Task.objects.get(name="Ammissibilità").specific.deactivate(),
    ],
    ids=[
        *("publish", "delete", "delete-above", "move", "alias", "translate"),
        *("cancel", "disable-workflow", "disable-task"),
    ],
)
def test_no_code_does_it_by_mistake(
    page: CampaignPage, act: Callable[[CampaignPage], None]
) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        act(page)
    page.refresh_from_db()
    assert untouched(page)


def test_a_schedule_does_not_publish_it(page: CampaignPage) -> None:
    page.go_live_at = timezone.now() + timedelta(days=1)
    revision = page.save_revision(clean=False)
    with pytest.raises(PermissionDenied):
        revision.publish()
    page.refresh_from_db()
    assert not page.live
    assert page.scheduled_revision is None


@pytest.mark.parametrize("state", ["excluded", "withdrawn", "not_selected", "ranked", "draft"])
def test_only_a_selected_project_is_published(page: CampaignPage, state: str) -> None:
    proposal = Proposal.objects.get(page=page)
    workflow.end(proposal=proposal, by=None)
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    fresh = CampaignPage.objects.get(pk=page.pk)
    with pytest.raises(PermissionDenied):
        fresh.get_latest_revision().publish()
    lock = fresh.get_lock()
    assert lock is not None
    assert lock.for_user(proposal.created_by)


def test_a_selected_project_is_free_to_write_and_public_once_its_terms_are_frozen() -> None:
    """R2: a page without frozen terms would show figures that nobody is bound to."""
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    proposal = factories.make_evaluated(call)
    workflow.advance(proposal=proposal, task=RankingTask, by=None)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.SELECTED)
    assert proposal.page is not None
    page = CampaignPage.objects.get(pk=proposal.page.pk)
    page.owner = None
    assert page.get_lock() is None
    page.total_cost = Decimal("1.00")
    page.budget_lines = [BudgetLine(description="Terra", amount=Decimal("1.00"))]
    written = page.save_revision()
    with pytest.raises(PermissionDenied), transaction.atomic():
        written.publish()
    page.refresh_from_db()
    assert not page.live
    make_funding(call=call, translation_key=page.translation_key)
    page.get_latest_revision().publish()
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize("role", ROLES)
def test_no_page_without_a_proposal_enters_the_selection(role: str) -> None:
    page = make_campaign_page(call=make_call())
    page.unpublish()
    client, url = client_of(role), reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Selezione Avviso" not in client.get(url).content.decode()
    client.post(url, edit_form(page.title) | {"action-submit": "1"})
    selection = page.get_workflow()
    assert selection is not None
    with pytest.raises(PermissionDenied):
        selection.start(page, None)
    assert not TaskState.objects.filter(workflow_state__object_id=str(page.pk)).exists()
    assert CampaignIndexPage.objects.exists()
