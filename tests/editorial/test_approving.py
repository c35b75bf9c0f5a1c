"""Who approves a story approves what they have read, and nothing written since."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import TaskState

from campaigns.accounts.models import User
from campaigns.editorial.approving import EXTRA, name_what_was_read
from campaigns.editorial.task import RevisionChanged, wrote_since_live
from campaigns.models import CampaignPage
from tests.editorial.conftest import Write, signed_in
from tests.editorial.test_publishing import act, drafted, shown, submit
from tests.pages.test_admin_refusals import form_of, page_url

pytestmark = pytest.mark.django_db
READ, LATER = "Un orto, e un forno.", "Un orto, e un bar."


@pytest.fixture
def seen(page: CampaignPage, ada: User, write: Write) -> CampaignPage:
    """The page as a colleague opened it, in review."""
    draft = write(page, ada, summary=READ)
    submit(draft, ada)
    return draft


def state_of(page: CampaignPage) -> TaskState:
    return TaskState.objects.for_instance(page).get()


def footer(page: CampaignPage, **fields: Any) -> dict[str, Any]:
    """The form of the page, with which its approval is sent."""
    form = form_of(page, "1000.00", ["1000.00"], summary=READ)
    form |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
    return form | fields


@pytest.mark.parametrize("door", ["footer", "page", "service"])
def test_what_was_written_since_is_not_approved(
    seen: CampaignPage, ada: User, bea: User, write: Write, door: str
) -> None:
    write(seen, ada, summary=LATER)
    state, read = state_of(seen), seen.latest_revision_id
    if door == "footer":
        form = footer(seen, loaded_revision_id=read)
        assert signed_in(bea).post(page_url("edit", seen), form).status_code == 302
    elif door == "page":
        url = reverse("editorial:approve", args=[state.pk])
        assert signed_in(bea).post(url, {"revision": read, "confirmed": "x"}).status_code == 302
    else:
        with pytest.raises(RevisionChanged):
            state.task.specific.on_action(state, bea, "approve", revision=read)
    assert shown(seen) not in (READ, LATER)
    assert state_of(seen).status == TaskState.STATUS_IN_PROGRESS
    assert CampaignPage.objects.get(pk=seen.pk).get_latest_revision().user == ada


def test_what_was_read_last_is_what_readers_see(
    seen: CampaignPage, ada: User, bea: User, write: Write, rf: RequestFactory
) -> None:
    later = write(seen, ada, summary=LATER)
    form = footer(later, loaded_revision_id=later.latest_revision_id)
    for said, kept in (("[not json", {}), ('{"comment": "Bene", "by": 1}', {"comment": "Bene"})):
        request = rf.post("/", form | {EXTRA: said})
        assert name_what_was_read(request, later) is None
        named = json.loads(request.POST[EXTRA])
        assert named == kept | {"revision": str(later.latest_revision_id)}
    state = state_of(seen)
    state.task.specific.on_action(state, bea, "approve", **named)
    assert shown(seen) == LATER
    assert CampaignPage.objects.get(pk=seen.pk).live_revision_id == later.latest_revision_id


def test_an_approval_that_names_nothing_leads_to_reading(seen: CampaignPage, bea: User) -> None:
    state = state_of(seen)
    url = reverse("wagtailadmin_pages:workflow_action", args=[seen.pk, "approve", state.pk])
    response = signed_in(bea).post(url)
    assert response.status_code == 302
    assert response["Location"] == reverse("editorial:approve", args=[state.pk])
    assert shown(seen) != READ
    read = signed_in(bea).get(response["Location"]).content.decode()
    assert str(seen.latest_revision_id) in read
    assert act(seen, bea, "approve", state).status_code == 302
    assert shown(seen) == READ


def test_who_may_not_approve_is_not_led_there(seen: CampaignPage, ada: User) -> None:
    state = state_of(seen)
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, ada, "approve")
    response = signed_in(ada).get(reverse("editorial:approve", args=[state.pk]))
    assert response.status_code == 302


def autosave(page: CampaignPage, user: User, summary: str) -> None:
    """What an editor left open sends by itself: it asks to write over the last revision."""
    read = page.latest_revision_id
    form = form_of(page, "1000.00", [], summary=summary)
    form |= {"loaded_revision_id": read, "overwrite_revision_id": read}
    json_wanted = {"Accept": "application/json"}
    answer = signed_in(user).post(page_url("edit", page), form, headers=json_wanted)
    assert answer.status_code == 200, answer.content


def test_an_autosave_does_not_change_what_is_being_read(
    seen: CampaignPage, ada: User, bea: User
) -> None:
    read = seen.latest_revision_id
    autosave(seen, ada, LATER)
    state = state_of(seen)
    with pytest.raises(RevisionChanged):
        state.task.specific.on_action(state, bea, "approve", revision=read)
    assert shown(seen) not in (READ, LATER)


def test_who_autosaved_over_what_is_live_does_not_approve_it(
    seen: CampaignPage, ada: User, bea: User
) -> None:
    act(seen, bea, "approve", state_of(seen))
    autosave(CampaignPage.objects.get(pk=seen.pk), ada, LATER)
    draft = CampaignPage.objects.get(pk=seen.pk)
    assert (drafted(draft), shown(draft)) == (LATER, READ)
    assert wrote_since_live(draft, ada)
    act(draft, ada, "approve", submit(draft, ada))
    assert shown(draft) == READ


def test_an_autosave_of_a_draft_of_ones_own_makes_no_heap(
    page: CampaignPage, ada: User, write: Write
) -> None:
    draft = write(page, ada, summary=READ)
    autosave(draft, ada, LATER)
    assert drafted(draft) == LATER
    assert CampaignPage.objects.get(pk=page.pk).latest_revision_id == draft.latest_revision_id
