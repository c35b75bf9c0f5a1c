"""A page that is not ready stays a draft, by whatever way somebody publishes it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, TaskState

from campaigns.accounts.models import User
from campaigns.checks.checklist import NotReady
from campaigns.editorial.schedule import REFUSED_ACTION
from campaigns.models import CampaignPage, LibraryImage
from home.models import NewsPage
from home.site_tree import ensure_site_tree
from tests.editorial.conftest import signed_in
from tests.editorial.ready import make_draft
from tests.editorial.test_publishing import act, submit
from tests.pages.test_admin_refusals import bulk_url, form_of, page_url
from tests.pages_http.conftest import make_picture

pytestmark = pytest.mark.django_db
BROKEN = [{"type": "paragraph", "value": '<p><a linktype="page" id="987654">qui</a></p>'}]


def is_live(page: Any) -> bool:
    return bool(type(page).objects.get(pk=page.pk).live)


def written(draft: CampaignPage, by: User, **changes: Any) -> CampaignPage:
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)
    return CampaignPage.objects.get(pk=draft.pk)


def news_with_broken_link(by: User) -> NewsPage:
    home = ensure_site_tree("it").home
    page = NewsPage(title="Novità", slug="novita", locale=home.locale, live=False, body=BROKEN)
    type(home).objects.get(pk=home.pk).add_child(instance=page)
    page.save_revision(user=by)
    return page


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.org", "password")


def test_ready_it_is_approved_and_public(ada: User, bea: User) -> None:
    draft = written(make_draft(), ada)
    act(draft, bea, "approve", submit(draft, ada))
    assert is_live(draft)


@pytest.mark.parametrize("door", ["act", "footer", "service"])
def test_approving_is_refused_and_the_review_goes_on(ada: User, bea: User, door: str) -> None:
    draft = written(make_draft(), ada, main_image=None)
    state = submit(draft, ada)
    if door == "act":
        answer = act(draft, bea, "approve", state)
        told = signed_in(bea).get(reverse("editorial:approve", args=[state.pk]), follow=True)
        assert answer.status_code == 302
        assert "Immagine principale" in told.content.decode()
    elif door == "footer":
        form = form_of(draft, "1000.00", ["1000.00"])
        form |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
        form["loaded_revision_id"] = draft.latest_revision_id
        assert signed_in(bea).post(page_url("edit", draft), form).status_code < 500
    else:
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, bea, "approve", revision=draft.latest_revision_id)
    assert not is_live(draft)
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_sending_for_review_says_beside_each_field_what_is_missing(ada: User) -> None:
    draft = make_draft()
    form = form_of(draft, "1000.00", ["1000.00"], **{"action-submit": "yes"})
    answer = signed_in(ada).post(page_url("edit", draft), form)
    assert answer.status_code == 200
    assert {"main_image", "story"} <= set(answer.context["form"].errors)
    assert CampaignPage.objects.get(pk=draft.pk).current_workflow_state is None


def test_a_draft_that_lacks_everything_is_kept(ada: User) -> None:
    draft = make_draft()
    form = form_of(draft, "1000.00", ["1000.00"], summary="Da scrivere")
    assert signed_in(ada).post(page_url("edit", draft), form).status_code == 302
    latest = CampaignPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert latest.summary == "Da scrivere"


def test_publishing_from_the_form_is_refused(boss: User) -> None:
    draft = make_draft()
    form = form_of(draft, "1000.00", ["1000.00"], **{"action-publish": "yes"})
    answer = signed_in(boss).post(page_url("edit", draft), form)
    assert answer.status_code == 200
    assert "main_image" in answer.context["form"].errors
    assert not is_live(draft)


@pytest.mark.parametrize("below", ["", "on"])
def test_bulk_publishing_is_refused_and_names_the_page(boss: User, below: str) -> None:
    draft = written(make_draft(), boss, main_image=None)
    target = draft.get_parent() if below else draft
    url = bulk_url("publish", target)
    answer = signed_in(boss).post(url, {"include_descendants": below}, follow=True)
    text = answer.content.decode()
    assert "Il forno" in text
    assert "Immagine principale" in text
    assert not is_live(draft)


def test_publishing_by_service_is_refused(boss: User) -> None:
    draft = written(make_draft(), boss, main_image=None)
    with pytest.raises(NotReady) as refusal:
        draft.get_latest_revision().publish(user=boss)
    assert [check.code for check in refusal.value.refused] == ["picture"]
    draft.get_latest_revision().publish()
    assert not is_live(draft)


def test_pages_that_code_makes_are_their_authors_business() -> None:
    draft = make_draft()
    draft.main_image = None
    draft.save_revision().publish()
    assert is_live(draft)


def test_what_broke_before_its_hour_is_taken_off_the_schedule_and_told(
    ada: User, bea: User
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    draft = written(make_draft(), ada, go_live_at=tomorrow)
    act(draft, bea, "approve", submit(draft, ada))
    due = _due(draft)
    LibraryImage.objects.all().delete()
    news = news_with_broken_link(ada)
    Revision.objects.filter(pk=news.latest_revision_id).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=2)
    )
    call_command("publish_scheduled")
    assert not is_live(draft)
    assert not is_live(news)
    due.refresh_from_db()
    assert due.approved_go_live_at is None
    entry = PageLogEntry.objects.get(page=draft.pk, action=REFUSED_ACTION)
    assert entry.data["missing"]
    history = signed_in(ada).get(reverse("wagtailadmin_pages:history", args=[draft.pk]))
    assert "Immagine principale" in history.content.decode()


def test_one_that_is_not_ready_holds_up_no_other(ada: User, bea: User) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    draft = written(make_draft(), ada, go_live_at=tomorrow)
    act(draft, bea, "approve", submit(draft, ada))
    _due(draft)
    news = news_with_broken_link(ada)
    Revision.objects.filter(pk=news.latest_revision_id).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=2)
    )
    call_command("publish_scheduled")
    assert is_live(draft)
    assert not is_live(news)


def _due(draft: CampaignPage) -> Revision:
    """The approved draft, its hour come."""
    scheduled: Revision = CampaignPage.objects.get(pk=draft.pk).get_latest_revision()
    scheduled.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    scheduled.content = scheduled.content | {"go_live_at": None}
    scheduled.save(update_fields=["approved_go_live_at", "content"])
    return scheduled


@pytest.mark.parametrize("door", ["form", "bulk", "service"])
def test_news_with_a_broken_link_stay_a_draft(ada: User, door: str) -> None:
    news = news_with_broken_link(ada)
    client = signed_in(ada)
    if door == "bulk":
        answer = client.post(bulk_url("publish", news), {"include_descendants": ""}, follow=True)
        assert "Novità" in answer.content.decode()
    elif door == "service":
        with pytest.raises(NotReady):
            news.get_latest_revision().publish(user=ada)
    else:
        answer = client.post(page_url("edit", news), _form_of_news(news))
        assert answer.status_code == 200
        assert "body" in answer.context["form"].errors
    assert not is_live(news)


def _form_of_news(news: NewsPage) -> dict[str, Any]:
    from wagtail.test.utils.form_data import (
        inline_formset,
        nested_form_data,
        rich_text,
        streamfield,
    )

    return nested_form_data(
        {
            "title": news.title,
            "slug": news.slug,
            "intro": "",
            "published_on": "2026-11-30",
            "picture_alt": "",
            "body": streamfield([("paragraph", rich_text(BROKEN[0]["value"]))]),
            "comments": inline_formset([]),
            "seo_title": "",
            "search_description": "",
            "action-publish": "yes",
        }
    )


@pytest.mark.parametrize("door", ["approval", "bulk", "service", "schedule", "older revision"])
def test_a_minor_without_a_release_goes_out_by_no_door_and_is_named(
    ada: User, bea: User, boss: User, door: str
) -> None:
    image = make_picture(5)
    image.minor_shown = True
    image.save()
    draft = written(make_draft(main_image=image), ada if door == "approval" else boss)
    if door == "approval":
        state = submit(draft, ada)
        act(draft, bea, "approve", state)
        url = reverse("editorial:approve", args=[state.pk])
        told = signed_in(bea).get(url, follow=True).content.decode()
    elif door == "bulk":
        form = {"include_descendants": ""}
        answer = signed_in(boss).post(bulk_url("publish", draft), form, follow=True)
        told = answer.content.decode()
    elif door == "schedule":
        Revision.objects.filter(pk=draft.latest_revision_id).update(
            approved_go_live_at=timezone.now() - timedelta(minutes=2)
        )
        call_command("publish_scheduled")
        told = str(PageLogEntry.objects.get(page=draft.pk, action=REFUSED_ACTION).data)
    else:
        older = draft.get_latest_revision()
        if door == "older revision":
            written(draft, boss, main_image=make_picture(6)).get_latest_revision().publish(
                user=boss
            )
            assert is_live(draft)
        with pytest.raises(NotReady) as refusal:
            older.publish(user=boss)
        told = str(refusal.value)
    assert image.title in told
    page = CampaignPage.objects.get(pk=draft.pk)
    assert page.live == (door == "older revision")
    assert not page.live or page.main_image_id != image.pk
