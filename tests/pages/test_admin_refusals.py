"""The admin's own views refuse with a message, and change nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail.users.models import UserProfile

from campaigns.accounts.models import User
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage
from tests.factories import make_campaign_page, make_open_funding
from tests.pages.conftest import Shown
from tests.pages.test_pages_hold_no_money import another_index, end

pytestmark = pytest.mark.django_db


def page_url(name: str, page: Page, *more: Any) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *more])


def bulk_url(action: str, *pages: Page) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return (
        f"{url}?{'&'.join(f'id={page.pk}' for page in pages)}&next={reverse('wagtailadmin_home')}"
    )


def unchanged(page: CampaignPage) -> bool:
    now = CampaignPage.objects.get(pk=page.pk)
    return bool(now.live and now.path == page.path and now.url_path == page.url_path)


@pytest.mark.parametrize("method", ["get", "post"])
def test_delete_view_refuses(editor: Client, page: CampaignPage, shown: Shown, method: str) -> None:
    for victim in (page, page.get_parent()):
        response = getattr(editor, method)(page_url("delete", victim))
        assert response.status_code == 302
        assert any("Ecolab" in message for message in shown(response))
        assert unchanged(page)


def test_unpublish_view_refuses(editor: Client, page: CampaignPage, shown: Shown) -> None:
    response = editor.post(page_url("unpublish", page))
    assert response.status_code == 302
    assert any("Ecolab" in message for message in shown(response))
    assert unchanged(page)


def test_unpublish_view_refuses_descendants(
    editor: Client, page: CampaignPage, shown: Shown
) -> None:
    index = page.get_parent()
    response = editor.post(page_url("unpublish", index), {"include_descendants": "on"})
    assert any("Ecolab" in message for message in shown(response))
    assert unchanged(page)
    assert Page.objects.get(pk=index.pk).live


@pytest.mark.parametrize("method", ["get", "post"])
def test_move_view_refuses(editor: Client, page: CampaignPage, shown: Shown, method: str) -> None:
    target = another_index()
    response = getattr(editor, method)(page_url("move_confirm", page, target.pk))
    assert response.status_code == 302
    assert any("Ecolab" in message for message in shown(response))
    assert unchanged(page)


def test_reorder_view_is_free(editor: Client, page: CampaignPage) -> None:
    other = make_campaign_page(make_open_funding(slug="altra"))
    url = reverse("wagtailadmin_pages:set_page_position", args=[other.pk])
    assert editor.post(f"{url}?position=0").status_code == 200
    children = page.get_parent().get_children().values_list("pk", flat=True)
    assert list(children) == [other.pk, page.pk]


@pytest.mark.parametrize("below", ["", "on"])
def test_bulk_unpublish_refuses_all(
    editor: Client, funding: Funding, page: CampaignPage, shown: Shown, below: str
) -> None:
    free = make_campaign_page(make_open_funding(slug="libera", state=State.FAILED))
    victims = [page.get_parent(), free] if below else [page, free]
    response = editor.post(bulk_url("unpublish", *victims), {"include_descendants": below})
    assert response.status_code == 302
    assert any("Ecolab" in message for message in shown(response))
    assert unchanged(page)
    assert unchanged(free)


def test_bulk_delete_refuses_all(editor: Client, page: CampaignPage, shown: Shown) -> None:
    free = page.copy(update_attrs={"slug": "copia"})
    for victims in ([page, free], [page.get_parent()]):
        response = editor.post(bulk_url("delete", *victims))
        assert response.status_code == 302
        assert any("Ecolab" in message for message in shown(response))
        assert unchanged(page)
        assert CampaignPage.objects.filter(pk=free.pk).exists()


def test_bulk_move_refuses_all(editor: Client, page: CampaignPage, shown: Shown) -> None:
    free = page.copy(update_attrs={"slug": "copia"})
    target = another_index()
    response = editor.post(bulk_url("move", page, free), {"chooser": target.pk})
    assert response.status_code == 302
    assert any("Ecolab" in message for message in shown(response))
    assert unchanged(page)
    assert Page.objects.get(pk=free.pk).get_parent().pk == page.get_parent().pk


def test_bulk_actions_work_where_no_money_hangs_on_them(
    editor: Client, funding: Funding, page: CampaignPage
) -> None:
    end(funding)
    target = another_index()
    editor.post(bulk_url("move", page), {"chooser": target.pk})
    assert Page.objects.get(pk=page.pk).get_parent().pk == target.pk
    editor.post(bulk_url("unpublish", page))
    assert not Page.objects.get(pk=page.pk).live


def test_bulk_publish_refuses_an_unbalanced_budget(
    editor: Client, page: CampaignPage, shown: Shown
) -> None:
    page.total_cost = Decimal("1500.00")
    page.save_revision()
    response = editor.post(bulk_url("publish", page))
    assert response.status_code == 302
    assert any("1.500" in message for message in shown(response))
    assert CampaignPage.objects.get(pk=page.pk).total_cost == Decimal("1000.00")


def test_the_refusal_is_in_the_editors_language(editor: Client, page: CampaignPage) -> None:
    profile = UserProfile.get_for_user(User.objects.get(username="admin"))
    profile.preferred_language = "en"
    profile.save()
    response = editor.post(page_url("unpublish", page), follow=True)
    assert "cannot be unpublished until it has ended" in response.content.decode()


def form_of(page: CampaignPage, cost: str, lines: list[str], **more: str) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "main_image_alt": "",
            "story": streamfield([]),
            "place": "",
            "call": page.call_id,
            "total_cost": cost,
            "team": inline_formset([]),
            "budget_lines": inline_formset(
                [{"description": "Voce", "amount": amount} for amount in lines]
            ),
            "comments": inline_formset([]),
            "seo_title": "",
            "search_description": "",
            **more,
        }
    )


def test_an_unbalanced_budget_is_kept_as_a_draft(writer: Client, page: CampaignPage) -> None:
    response = writer.post(page_url("edit", page), form_of(page, "1500.00", ["700.00"]))
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().total_cost == Decimal("1500.00")
    assert page.total_cost == Decimal("1000.00")


def test_an_unbalanced_budget_is_not_submitted(writer: Client, page: CampaignPage) -> None:
    form = form_of(page, "1500.00", ["700.00"], **{"action-submit": "yes"})
    response = writer.post(page_url("edit", page), form)
    assert response.status_code == 200
    text = response.content.decode()
    assert "700\xa0€" in text
    assert "1.500\xa0€" in text
    assert CampaignPage.objects.get(pk=page.pk).current_workflow_state is None


def test_an_unbalanced_budget_is_not_published(editor: Client, page: CampaignPage) -> None:
    form = form_of(page, "1500.00", ["700.00"], **{"action-publish": "yes"})
    response = editor.post(page_url("edit", page), form)
    assert response.status_code == 200
    text = response.content.decode()
    assert "700\xa0€" in text
    assert "1.500\xa0€" in text
    assert CampaignPage.objects.get(pk=page.pk).total_cost == Decimal("1000.00")


def test_a_balanced_budget_is_published(
    editor: Client, funding: Funding, page: CampaignPage
) -> None:
    lines = ["700.00", "800.00"]
    form = form_of(page, "1500.00", lines, **{"action-publish": "yes"})
    assert editor.post(page_url("edit", page), form).status_code == 302
    assert CampaignPage.objects.get(pk=page.pk).total_cost == Decimal("1500.00")
    funding.refresh_from_db()
    assert funding.cost == Decimal("1000.00")


def test_a_reserved_slug_is_refused_by_the_form(writer: Client, page: CampaignPage) -> None:
    form = form_of(page, "1000.00", ["1000.00"]) | {"slug": "dona"}
    assert writer.post(page_url("edit", page), form).status_code == 200
    assert page.get_latest_revision_as_object().slug == "ecolab"


def test_the_editor_sees_the_money_and_the_way_around(writer: Client, page: CampaignPage) -> None:
    text = writer.get(page_url("edit", page)).content.decode()
    assert "1.000\xa0€" in text
    assert f"campaign_key={page.translation_key}" in text
