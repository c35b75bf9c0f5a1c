"""A campaign's page goes live approved, or by code; by no other way."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import Locale, Page, TaskState

from campaigns.accounts.models import User
from campaigns.editorial.task import wrote_since_live
from campaigns.models import CampaignIndexPage, CampaignPage
from campaigns.workflows.names import EDITORIAL_WORKFLOW
from home.site_tree import ensure_site_tree
from tests.editorial.conftest import Write, signed_in
from tests.pages.test_admin_refusals import bulk_url, form_of, page_url
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
TEXT = "Un orto, e un forno."


def submit(page: CampaignPage, user: User) -> TaskState:
    """Ask colleagues to approve the draft."""
    workflow = page.get_workflow()
    assert workflow is not None
    assert workflow.name == EDITORIAL_WORKFLOW
    workflow.start(page, user)
    state = page.current_workflow_task_state
    assert state is not None
    return state


def act(page: CampaignPage, user: User, action: str, state: TaskState) -> Any:
    """Approve on the page where what is approved is read; anything else as Wagtail does."""
    client = signed_in(user)
    if action != "approve":
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
        return client.post(url)
    url = reverse("editorial:approve", args=[state.pk])
    form = {"revision": CampaignPage.objects.get(pk=page.pk).latest_revision_id}
    read = client.post(url, form)
    digest = re.search(r'name="confirmed" value="(\w+)"', read.content.decode())
    return client.post(url, form | {"confirmed": digest[1]}) if digest else read


def shown(page: CampaignPage) -> str:
    return str(CampaignPage.objects.get(pk=page.pk).summary)


def drafted(page: CampaignPage) -> str:
    return str(CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary)


@pytest.mark.parametrize("role", ["Redazione", "Amministrazione"])
def test_publish_by_hand_made_post_saves_a_draft(page: CampaignPage, role: str) -> None:
    form = form_of(page, "1000.00", ["1000.00"], **{"action-publish": "yes", "summary": TEXT})
    signed_in(make_staff(role)).post(page_url("edit", page), form)
    assert shown(page) != TEXT
    assert drafted(page) == TEXT


@pytest.mark.parametrize("role", ["Redazione", "Amministrazione"])
def test_create_and_publish_in_one_go_makes_a_draft(page: CampaignPage, role: str) -> None:
    form = form_of(page, "1000.00", ["1000.00"], **{"action-publish": "yes", "title": "Nuova"})
    form["slug"] = "nuova"
    url = reverse(
        "wagtailadmin_pages:add", args=["campaigns", "campaignpage", page.get_parent().pk]
    )
    signed_in(make_staff(role)).post(url, form)
    assert not CampaignPage.objects.get(slug="nuova").live


def test_bulk_publish_is_refused(page: CampaignPage, ada: User, bea: User, write: Write) -> None:
    write(page, ada, summary=TEXT)
    signed_in(bea).post(bulk_url("publish", page), {"include_descendants": ""})
    signed_in(bea).post(bulk_url("publish", page.get_parent()), {"include_descendants": "on"})
    assert shown(page) != TEXT


def test_bulk_publish_by_a_superuser_of_what_nobody_approved_is_refused(
    page: CampaignPage, ada: User, write: Write
) -> None:
    write(page, ada, summary=TEXT)
    boss = User.objects.create_superuser("boss", "boss@example.org", "password")
    response = signed_in(boss).post(bulk_url("publish", page), {"include_descendants": ""})
    assert response.status_code == 302
    assert shown(page) != TEXT


def test_a_superuser_publishes_their_own_on_record(page: CampaignPage) -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", "password")
    form = form_of(page, "1000.00", ["1000.00"], **{"action-publish": "yes", "summary": TEXT})
    signed_in(boss).post(page_url("edit", page), form)
    assert shown(page) == TEXT


@pytest.mark.parametrize("how", ["alias", "publish_copies"])
@pytest.mark.parametrize("subpages", [False, True])
def test_copies_and_aliases_are_not_live(
    page: CampaignPage, ada: User, how: str, subpages: bool
) -> None:
    source = page.get_parent() if subpages else page
    form = {
        "new_title": "Copia",
        "new_slug": "copia",
        "new_parent_page": source.get_parent().pk,
        how: "on",
        "copy_subpages": "on" if subpages else "",
    }
    signed_in(ada).post(page_url("copy", source), form)
    assert CampaignPage.objects.filter(live=True).count() == 1


@pytest.mark.parametrize("how", ["copy", "alias"])
def test_copying_live_by_service_meets_the_wall(page: CampaignPage, ada: User, how: str) -> None:
    with pytest.raises((ValidationError, PermissionDenied)):
        if how == "copy":
            page.copy(update_attrs={"slug": "copia"}, user=ada)
        else:
            page.create_alias(update_slug="copia", user=ada)
    assert CampaignPage.objects.filter(live=True).count() == 1


def test_publishing_by_service_meets_the_wall(
    page: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    revision = write(page, ada, summary=TEXT).get_latest_revision()
    for user in (ada, bea):
        with pytest.raises(PublishPagePermissionError):
            revision.publish(user=user, skip_permission_checks=True)
    revision.publish()
    assert shown(page) != TEXT


def test_saving_a_live_row_does_not_go_round(page: CampaignPage, ada: User) -> None:
    page.summary = TEXT
    with pytest.raises(ValidationError):
        page.save()
    assert shown(page) != TEXT


def test_scheduling_needs_approval(page: CampaignPage, ada: User, bea: User, write: Write) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    draft = write(page, ada, summary=TEXT, go_live_at=tomorrow)
    with pytest.raises(PublishPagePermissionError):
        draft.get_latest_revision().publish(user=ada)
    act(draft, bea, "approve", submit(draft, ada))
    scheduled = draft.get_latest_revision()
    scheduled.refresh_from_db()
    assert scheduled.approved_go_live_at == tomorrow
    type(scheduled).objects.filter(pk=scheduled.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    content = scheduled.content | {"go_live_at": None}
    type(scheduled).objects.filter(pk=scheduled.pk).update(content=content)
    call_command("publish_scheduled")
    assert shown(page) == TEXT


def test_a_translation_of_a_live_page_starts_as_a_draft(page: CampaignPage, ada: User) -> None:
    from wagtail_localize.operations import translate_object

    english, _created = Locale.objects.get_or_create(language_code="en")
    ensure_site_tree("en")
    index = CampaignIndexPage.objects.get(locale__language_code="it")
    if not index.has_translation(english):
        CampaignIndexPage.objects.filter(locale=english).update(
            translation_key=index.translation_key
        )
    translate_object(page, [english], user=ada)
    translation = page.get_translation(english)
    assert not translation.live
    workflow = translation.get_workflow()
    assert workflow is not None
    assert workflow.name == EDITORIAL_WORKFLOW


def test_a_colleague_approves_and_exactly_that_is_published(
    page: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    draft = write(page, ada, summary=TEXT)
    state = submit(draft, ada)
    assert not bea.has_perm("wagtailcore.publish_page", page)
    assert act(draft, bea, "approve", state).status_code == 302
    live = CampaignPage.objects.get(pk=page.pk)
    assert live.summary == TEXT
    state.refresh_from_db()
    assert live.live_revision == state.revision


@pytest.mark.parametrize("door", ["url", "footer", "service"])
def test_who_wrote_last_cannot_approve(
    page: CampaignPage, ada: User, write: Write, door: str
) -> None:
    draft = write(page, ada, summary=TEXT)
    state = submit(draft, ada)
    assert "approve" not in {name for name, *_ in state.task.specific.get_actions(draft, ada)}
    if door == "url":
        act(draft, ada, "approve", state)
    elif door == "footer":
        form = form_of(draft, "1000.00", ["1000.00"])
        form |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
        form["loaded_revision_id"] = draft.latest_revision_id
        signed_in(ada).post(page_url("edit", draft), form)
    else:
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, ada, "approve", revision=draft.latest_revision_id)
    assert shown(page) != TEXT
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_who_edits_while_approving_does_not_approve(
    page: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    draft = write(page, ada, summary=TEXT)
    submit(draft, ada)
    form = form_of(draft, "1000.00", ["1000.00"], summary="Testo di Bea.")
    form |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
    form["loaded_revision_id"] = draft.latest_revision_id
    response = signed_in(bea).post(page_url("edit", draft), form)
    assert response.status_code < 500
    assert shown(page) not in (TEXT, "Testo di Bea.")
    assert drafted(page) == "Testo di Bea."


def test_two_who_write_in_turns_need_a_third(
    page: CampaignPage, ada: User, bea: User, carla: User, write: Write
) -> None:
    write(page, ada, summary=TEXT)
    draft = write(page, bea, summary=f"{TEXT} ")
    state = submit(draft, bea)
    for user in (ada, bea):
        assert wrote_since_live(draft, user)
        act(draft, user, "approve", state)
    assert shown(page) != f"{TEXT} "
    act(draft, carla, "approve", state)
    assert shown(page).startswith(TEXT)
    assert not wrote_since_live(CampaignPage.objects.get(pk=page.pk), ada)


def test_approving_twice_is_refused(page: CampaignPage, ada: User, bea: User, write: Write) -> None:
    draft = write(page, ada, summary=TEXT)
    state = submit(draft, ada)
    read = draft.latest_revision_id
    state.task.specific.on_action(state, bea, "approve", revision=read)
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, bea, "approve", revision=read)


@pytest.mark.parametrize("role", ["Ragioneria", "Segreteria", "Commissione", "RUP"])
def test_other_roles_do_not_approve(page: CampaignPage, ada: User, write: Write, role: str) -> None:
    draft = write(page, ada, summary=TEXT)
    state = submit(draft, ada)
    assert act(draft, make_staff(role), "approve", state).status_code in (302, 403)
    assert shown(page) != TEXT


def test_a_budget_that_does_not_add_up_is_refused_kindly(
    page: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    draft = write(page, ada, summary=TEXT, total_cost=Decimal("1500.00"))
    state = submit(draft, ada)
    assert act(draft, bea, "approve", state).status_code == 302
    assert shown(page) != TEXT
    assert "1.000" not in shown(page)
    text = signed_in(bea).get(page_url("edit", draft)).content.decode()
    assert "1.500\xa0€" in text
    assert draft.current_workflow_task_state is not None


def test_no_mail_leaves_in_the_request(
    page: CampaignPage, ada: User, bea: User, write: Write, mailoutbox: list[Any]
) -> None:
    draft = write(page, ada, summary=TEXT)
    act(draft, bea, "reject", submit(draft, ada))
    assert mailoutbox == []


def test_editing_a_live_story_restarts_nothing_of_the_selection(
    page: CampaignPage, ada: User, write: Write
) -> None:
    state = submit(write(page, ada, summary=TEXT), ada)
    assert state.workflow_state.workflow.name == EDITORIAL_WORKFLOW


@pytest.mark.parametrize("role", ["Redazione", "Amministrazione"])
def test_other_pages_are_published_as_before(page: CampaignPage, role: str) -> None:
    home = Page.objects.get(pk=page.get_parent().get_parent().pk).specific
    permissions = home.permissions_for_user(make_staff(role))
    assert permissions.can_publish()
    assert permissions.can_publish_subpage()


def test_unpublishing_stays_of_the_page_guards(page: CampaignPage, ada: User) -> None:
    assert page.permissions_for_user(ada).can_unpublish()
    signed_in(ada).post(page_url("unpublish", page))
    assert CampaignPage.objects.get(pk=page.pk).live
