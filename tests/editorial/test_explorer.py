"""What Redazione can do with a campaign's page outside its workflow moves no money, nor readers."""

from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from campaigns.accounts.models import User
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage
from tests.editorial.conftest import signed_in
from tests.factories import NOW, make_campaign_page, make_funding
from tests.pages.test_admin_refusals import bulk_url, form_of, page_url
from tests.pages.test_pages_hold_no_money import another_index

pytestmark = pytest.mark.django_db


def copying(page: CampaignPage, **more: str) -> dict[str, Any]:
    return {
        "new_title": "Copia",
        "new_slug": "copia",
        "new_parent_page": page.get_parent().pk,
        "copy_subpages": "",
    } | more


def acts(page: CampaignPage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each thing the explorer offers, as a hand-made request."""
    target = another_index()
    renamed = form_of(page, "1000.00", ["1000.00"], slug="altro-indirizzo")
    restricted = {"restriction_type": "login"}
    moved = {"chooser": target.pk}
    return {
        "move": (page_url("move_confirm", page, target.pk), {}),
        "delete": (page_url("delete", page), {}),
        "unpublish": (page_url("unpublish", page), {}),
        "copy": (page_url("copy", page), copying(page)),
        "copy-live": (page_url("copy", page), copying(page, publish_copies="on")),
        "alias": (page_url("copy", page), copying(page, alias="on")),
        "slug": (page_url("edit", page), renamed | {"action-publish": "yes"}),
        "private": (page_url("set_privacy", page), restricted),
        "bulk-move": (bulk_url("move", page), moved),
        "bulk-delete": (bulk_url("delete", page), {}),
        "bulk-unpublish": (bulk_url("unpublish", page), {}),
        "bulk-publish": (bulk_url("publish", page), {}),
        "convert-alias": (page_url("convert_alias", page), {}),
        "to-translation-alias": (
            reverse("wagtail_localize:convert_to_alias", args=[page.pk]),
            {},
        ),
    }


@pytest.mark.parametrize("state", [State.SCHEDULED, State.LIVE])
def test_the_explorer_moves_no_money_and_no_reader(
    page: CampaignPage, ada: User, state: State
) -> None:
    """A live page stays where it is, as it is; a scheduled campaign keeps its page and address."""
    if state == State.SCHEDULED:
        scheduled = make_funding(
            slug="poi",
            state=state,
            opens_at=NOW.replace(year=2098),
            closes_at=NOW.replace(year=2099),
        )
        page = make_campaign_page(scheduled)
    funding = Funding.objects.get(translation_key=page.translation_key)
    before = model_to_dict(funding)
    public = list(CampaignPage.objects.filter(live=True).values_list("pk", flat=True))
    client = signed_in(ada)
    for name, (url, form) in acts(page).items():
        response = client.post(url, form)
        assert response.status_code < 500, name
        funding.refresh_from_db()
        assert model_to_dict(funding) == before, name
        there = CampaignPage.objects.filter(translation_key=page.translation_key)
        assert there.exists(), name
        if state == State.LIVE:
            now = CampaignPage.objects.get(pk=page.pk)
            assert (now.live, now.url_path) == (True, page.url_path), name
            assert not now.view_restrictions.exists(), name
        others = CampaignPage.objects.exclude(pk__in=public)
        assert not others.filter(live=True).exists(), name
