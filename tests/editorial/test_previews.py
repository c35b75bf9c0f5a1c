"""Previews beside the editor: of every page, in every state, framed by the admin alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Locale, Page

from campaigns.accounts.models import User
from campaigns.blocks import StoryBlock
from campaigns.calls.models import Call, CallPage
from campaigns.models import CampaignIndexPage, CampaignPage
from home.blocks import PageBlock
from home.models import HomePage, InformationPage, NewsPage
from home.site_tree import ensure_site_tree
from tests.editorial.conftest import signed_in
from tests.editorial.ready import make_draft
from tests.factories import CallFactory, make_campaign_page, make_open_funding
from tests.pages.test_admin_refusals import form_of
from tests.pages_http.conftest import make_picture
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
BODY = [{"type": "paragraph", "value": "<p>Un orto.</p>"}]
STORY_BLOCKS = (
    "paragraph",
    "heading",
    "quote",
    "image",
    "gallery",
    "video",
    "callout",
    "document",
)


def preview(page: Any, by: User) -> Any:
    return signed_in(by).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))


def below_home(page: Page) -> Page:
    home = ensure_site_tree("it").home
    page.locale = home.locale
    type(home).objects.get(pk=home.pk).add_child(instance=page)
    return page


def english_of(page: CampaignPage) -> CampaignPage:
    locale, _made = Locale.objects.get_or_create(language_code="en")
    ensure_site_tree("en")
    index = CampaignIndexPage.objects.get(locale=locale)
    CampaignIndexPage.objects.filter(pk=index.pk).update(
        translation_key=page.get_parent().translation_key
    )
    english: CampaignPage = page.copy_for_translation(locale)
    return english


def campaign_page() -> CampaignPage:
    return make_campaign_page(make_open_funding(slug="ecolab", title="Ecolab"))


PAGES: dict[str, Callable[[], Any]] = {
    "home": lambda: HomePage.objects.get(pk=ensure_site_tree("it").home.pk),
    "list": lambda: ensure_site_tree("it").index,
    "campaign": campaign_page,
    "campaign without a funding": lambda: make_campaign_page(call=CallFactory.create()),
    "draft of a campaign": lambda: make_draft(main_image=None, story=[]),
    "translation": lambda: english_of(campaign_page()),
    "information": lambda: below_home(InformationPage(title="Aiuto", slug="aiuto", body=BODY)),
    "news": lambda: below_home(NewsPage(title="Novità", slug="novita", body=BODY)),
    "notice": lambda: below_home(
        CallPage(title="Avviso", slug="avviso-uno", call=Call.objects.create(slug="uno", title="A"))
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_every_page_is_previewed_in_a_frame_of_the_admin(kind: str, ada: User) -> None:
    answer = preview(PAGES[kind](), ada)
    assert answer.status_code == 200
    assert "preview_error" not in str(answer.templates)
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    text = answer.content.decode()
    assert "<h1" in text
    assert "wagtail-userbar" in text


def test_what_is_being_typed_is_seen_beside_it(ada: User) -> None:
    draft = make_draft()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])
    form = form_of(draft, "1000.00", ["1000.00"], summary="Nessuno l’ha ancora salvato.")
    client = signed_in(ada)
    assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
    answer = client.get(url, {"in_preview_panel": "true"})
    assert "Nessuno l’ha ancora salvato." in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_readers_get_no_bar_of_the_editors_and_the_strict_policy(ada: User) -> None:
    page = campaign_page()
    answer = Client().get(page.url)
    assert "wagtail-userbar" not in answer.content.decode()
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["Ragioneria", "Commissione"])
def test_a_draft_is_previewed_by_who_may_edit_it(role: str) -> None:
    assert preview(make_draft(), make_staff(role)).status_code in (302, 403)


@pytest.mark.parametrize("library", ["empty", "with a picture"])
def test_every_block_shows_itself_before_it_is_chosen(ada: User, library: str) -> None:
    if library != "empty":
        make_picture(3)
    blocks = StoryBlock().child_blocks
    assert tuple(blocks) == STORY_BLOCKS
    client = signed_in(ada)
    for block in blocks.values():
        assert block.is_previewable
        assert block.meta.description
        assert block.meta.group
        answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert answer.status_code == 200, block.name
        assert "site.css" in answer.content.decode()
        assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_parts_of_a_page_show_themselves_too(ada: User) -> None:
    campaign_page()
    client = signed_in(ada)
    parts = [block for name, block in PageBlock().child_blocks.items() if name not in STORY_BLOCKS]
    assert parts
    for block in parts:
        assert block.meta.description and block.meta.group
        if block.name == "contacts":
            continue  # they are the site's own, shown by no preview
        assert block.is_previewable
        answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert answer.status_code == 200, block.name
        shown = answer.content.decode().partition('class="prose"')[2]
        assert len(strip_tags(shown).split()) > 2 or block.name == "news", block.name  # none here
