"""A page never holds money state: what editing cannot do to money."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from campaigns.accounts.models import User
from campaigns.funding.models import Funding, Reward, State
from campaigns.models import CampaignIndexPage, CampaignPage, Question, Update
from campaigns.page.guards import PageGuarded
from campaigns.slugs import RESERVED_SLUGS
from home.site_tree import ensure_site_tree
from tests.factories import give, make_campaign_page, make_open_funding

pytestmark = pytest.mark.django_db


def money_of(funding: Funding) -> dict[str, object]:
    """Terms, totals and state as the database has them."""
    return model_to_dict(Funding.objects.get(pk=funding.pk))


def another_index() -> CampaignIndexPage:
    """A second list of campaigns, to move pages to."""
    home = ensure_site_tree("it").home
    index = CampaignIndexPage(title="Archivio", slug="archivio", locale=home.locale)
    type(home).objects.get(pk=home.pk).add_child(instance=index)
    return index


def end(funding: Funding) -> None:
    """Let the campaign be over, as far as its page is concerned."""
    Funding.objects.filter(pk=funding.pk).update(state=State.SUCCEEDED)


def test_publishing_an_old_revision_changes_no_money(funding: Funding, page: CampaignPage) -> None:
    old = page.save_revision()
    page.total_cost = Decimal("2000.00")
    page.budget_lines.first().amount = Decimal("2000.00")
    page.budget_lines = [type(page.budget_lines.first())(description="Tutto", amount="2000.00")]
    page.save_revision().publish()
    give(funding, "600.00", at=timezone.now())
    before = money_of(funding)
    old.publish()
    assert CampaignPage.objects.get(pk=page.pk).total_cost == Decimal("1000.00")
    assert money_of(funding) == before


def test_publishing_an_old_revision_loses_no_update_question_or_reward(page: CampaignPage) -> None:
    old = page.save_revision()
    key, now = page.translation_key, timezone.now()
    Update.objects.create(campaign_key=key, title="Ci siamo", body="<p>Sì</p>", published_at=now)
    Question.objects.create(campaign_key=key, text="Quando?", written_at=now)
    Reward.objects.create(campaign_key=key, amount="10.00", title_it="Grazie", description_it="…")
    page.save_revision().publish()
    old.publish()
    for model in (Update, Question, Reward):
        assert model.objects.filter(campaign_key=key).count() == 1


def test_publishing_a_page_creates_no_funding() -> None:
    page = make_campaign_page(make_open_funding(), translation_key=uuid.uuid4(), slug="altra")
    assert page.live
    assert not Funding.objects.filter(translation_key=page.translation_key).exists()


def test_a_copied_page_has_no_money(funding: Funding, page: CampaignPage) -> None:
    before = money_of(funding)
    copy = page.copy(update_attrs={"slug": "copia", "title": "Copia"})
    assert copy.translation_key != page.translation_key
    assert Funding.objects.count() == 1
    assert money_of(funding) == before


def test_translations_share_the_money(funding: Funding, page: CampaignPage) -> None:
    english = ensure_site_tree("en").locale
    translation = page.copy_for_translation(english)
    translation.save_revision().publish()
    assert translation.translation_key == funding.translation_key
    assert Funding.objects.count() == 1


def test_changing_the_slug_keeps_the_money_and_redirects(
    funding: Funding,
    page: CampaignPage,
    client: Client,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    old_url = page.get_url()
    page.slug = "ecolab-milano"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert Funding.objects.get(slug="ecolab").translation_key == page.translation_key
    response = client.get(old_url)
    assert response.status_code == 301
    assert response.headers["Location"].endswith("/ecolab-milano/")


def test_unpublishing_is_refused_while_it_takes_money(page: CampaignPage) -> None:
    boss = User.objects.create_superuser("admin", "admin@example.org", "password")
    for unpublish in (
        page.unpublish,
        Page.objects.get(pk=page.pk).unpublish,
        UnpublishPageAction(Page.objects.get(pk=page.pk)).execute,
        UnpublishPageAction(page.get_parent(), user=boss, include_descendants=True).execute,
    ):
        with pytest.raises(PageGuarded):
            unpublish()
        assert CampaignPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("state", [State.LIVE, State.SUSPENDED, State.SETTLING])
def test_unpublishing_is_refused_until_the_money_is_counted(
    funding: Funding, page: CampaignPage, state: State
) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=state)
    with pytest.raises(PageGuarded):
        page.unpublish()


def test_a_scheduled_campaign_is_guarded_from_its_opening(
    funding: Funding, page: CampaignPage
) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=State.SCHEDULED)
    with pytest.raises(PageGuarded):
        page.unpublish()
    Funding.objects.filter(pk=funding.pk).update(opens_at=timezone.now() + timedelta(days=1))
    CampaignPage.objects.get(pk=page.pk).unpublish()
    assert not CampaignPage.objects.get(pk=page.pk).live


def test_an_ended_campaign_can_be_unpublished(funding: Funding, page: CampaignPage) -> None:
    end(funding)
    page.unpublish()
    assert not CampaignPage.objects.get(pk=page.pk).live


def test_a_due_expiry_is_put_off_and_stops_no_other(funding: Funding, page: CampaignPage) -> None:
    ended_funding = make_open_funding(slug="finita")
    ended = make_campaign_page(ended_funding)
    end(ended_funding)
    due = timezone.now() - timedelta(hours=1)
    Page.objects.filter(pk__in=[page.pk, ended.pk]).update(expire_at=due)
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.live
    assert not page.expired
    assert page.expire_at > timezone.now()
    assert Page.objects.get(pk=ended.pk).expired


def test_a_put_off_expiry_happens_once_the_campaign_has_ended(
    funding: Funding, page: CampaignPage
) -> None:
    end(funding)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    call_command("publish_scheduled")
    assert Page.objects.get(pk=page.pk).expired


def test_moving_is_refused_while_it_takes_money(page: CampaignPage) -> None:
    target = another_index()
    before = Page.objects.get(pk=page.pk).path
    moves: tuple[Callable[[], Any], ...] = (
        lambda: page.move(target, pos="last-child"),
        lambda: Page.objects.get(pk=page.pk).move(target, pos="last-child"),
        lambda: MovePageAction(page, target, pos="first-child").execute(),
    )
    for move in moves:
        with pytest.raises(PageGuarded):
            move()
        assert Page.objects.get(pk=page.pk).path == before


def test_moving_an_ancestor_is_refused_while_it_takes_money(page: CampaignPage) -> None:
    index = page.get_parent()
    with pytest.raises(PageGuarded):
        index.move(Page.get_first_root_node(), pos="last-child")
    assert Page.objects.get(pk=page.pk).is_child_of(index)


def test_reordering_among_siblings_is_free(page: CampaignPage) -> None:
    other = make_campaign_page(make_open_funding(slug="altra"))
    other.move(page, pos="left")
    siblings = page.get_parent().get_children().values_list("pk", flat=True)
    assert list(siblings) == [other.pk, page.pk]


def test_an_ended_campaign_can_be_moved(funding: Funding, page: CampaignPage) -> None:
    end(funding)
    target = another_index()
    page.move(target, pos="last-child")
    assert Page.objects.get(pk=page.pk).get_parent().pk == target.pk


@pytest.mark.parametrize("state", list(State))
def test_the_last_page_is_never_deleted(funding: Funding, page: CampaignPage, state: State) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=state)
    for delete in (
        page.delete,
        Page.objects.get(pk=page.pk).delete,
        DeletePageAction(page).execute,
        Page.objects.filter(pk=page.pk).delete,
        CampaignPage.objects.filter(pk=page.pk).delete,
    ):
        with pytest.raises(PageGuarded, match="Ecolab"), transaction.atomic():
            delete()
        assert CampaignPage.objects.filter(pk=page.pk).exists()


def test_no_ancestor_of_the_last_page_is_deleted(page: CampaignPage) -> None:
    for ancestor in page.get_ancestors().filter(depth__gt=1):
        for delete in (
            ancestor.delete,
            ancestor.specific.delete,
            Page.objects.filter(pk=ancestor.pk).delete,
        ):
            with pytest.raises(PageGuarded), transaction.atomic():
                delete()
            assert CampaignPage.objects.filter(pk=page.pk).exists()


def test_a_refused_deletion_leaves_the_tree_as_it_was(page: CampaignPage) -> None:
    index = CampaignIndexPage.objects.get(pk=page.get_parent().pk)
    for victim in (page, index):
        with pytest.raises(PageGuarded):
            victim.delete()
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_translation_goes_while_another_page_stays(page: CampaignPage) -> None:
    translation = page.copy_for_translation(ensure_site_tree("en").locale)
    translation.delete()
    assert not CampaignPage.objects.filter(pk=translation.pk).exists()


def test_a_live_translation_stays_while_it_takes_money(
    funding: Funding, page: CampaignPage
) -> None:
    translation = page.copy_for_translation(ensure_site_tree("en").locale)
    translation.save_revision().publish()
    for delete in (translation.delete, Page.objects.filter(pk=translation.pk).delete):
        with pytest.raises(PageGuarded), transaction.atomic():
            delete()
    end(funding)
    translation.delete()
    assert not CampaignPage.objects.filter(pk=translation.pk).exists()


def test_all_translations_together_are_not_deleted(page: CampaignPage) -> None:
    page.copy_for_translation(ensure_site_tree("en").locale)
    with pytest.raises(PageGuarded), transaction.atomic():
        CampaignPage.objects.filter(translation_key=page.translation_key).delete()
    assert CampaignPage.objects.filter(translation_key=page.translation_key).count() == 2


def test_a_page_without_money_can_be_deleted(page: CampaignPage) -> None:
    copy = page.copy(update_attrs={"slug": "copia"})
    copy.delete()
    assert not CampaignPage.objects.filter(pk=copy.pk).exists()


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_reserved_slugs_are_refused(page: CampaignPage, slug: str) -> None:
    page.slug = slug
    with pytest.raises(ValidationError) as refused:
        page.save_revision().publish()
    assert "slug" in refused.value.message_dict


def test_an_unbalanced_budget_is_published_by_no_way(page: CampaignPage) -> None:
    page.total_cost = Decimal("1500.00")
    revision = page.save_revision()
    with pytest.raises(ValidationError, match=r"1\.500"):
        revision.publish()
    assert CampaignPage.objects.get(pk=page.pk).total_cost == Decimal("1000.00")
