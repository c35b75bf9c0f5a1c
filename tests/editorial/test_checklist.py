"""What is looked at before a page is published: errors refuse, warnings advise."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, Page

from campaigns.accounts.models import User
from campaigns.checks.checklist import BUDGET, Level, checklist, obstacles
from campaigns.models import CampaignPage
from home.models import InformationPage
from home.site_tree import ensure_site_tree
from tests.editorial.conftest import signed_in
from tests.editorial.ready import STORY, make_draft
from tests.pages_http.conftest import make_picture

pytestmark = pytest.mark.django_db
NOWHERE = 987654
BLOCK = "4f1c0a52-7a4e-4b0e-9d3e-1c5d1c0b7a11"


def missing(page: CampaignPage) -> set[str]:
    return {check.code for check in obstacles(page)}


def advice(page: CampaignPage) -> set[str]:
    return {check.code for check in checklist(page) if check.level is Level.WARNING}


def picture_block(alt: str, *, decorative: bool = False) -> dict[str, Any]:
    value = {"image": make_picture(2).pk, "alt_text": alt, "decorative": decorative}
    return {"type": "image", "value": value}


def test_a_whole_page_lacks_nothing_and_says_where_english_stands() -> None:
    page = make_draft()
    assert missing(page) == set()
    assert advice(page) == set()
    notes = {check.code for check in checklist(page) if check.level is Level.NOTE}
    assert notes == {"english"}


@pytest.mark.parametrize(
    ("lacking", "code", "field"),
    [
        ({"main_image": None}, "picture", "main_image"),
        ({"main_image_alt": "  "}, "picture-alt", "main_image_alt"),
        ({"summary": ""}, "summary", "summary"),
        ({"story": []}, "story", "story"),
        ({"area": None}, "area", "area"),
        ({"total_cost": Decimal("1200.00")}, BUDGET, "total_cost"),
    ],
)
def test_what_is_missing_is_an_error_that_says_where(
    lacking: dict[str, Any], code: str, field: str
) -> None:
    # The page is made whole, then loses something: code may publish no unbalanced budget either.
    page = make_draft()
    for name, value in lacking.items():
        setattr(page, name, value)
    (found,) = obstacles(page)
    assert (found.code, found.field) == (code, field)
    assert found.text


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (picture_block, "alt"),
        (f'<p>Leggi <a linktype="page" id="{NOWHERE}">qui</a>.</p>', "link"),
        (f'<p>Scarica <a linktype="document" id="{NOWHERE}">il piano</a>.</p>', "link"),
    ],
)
def test_what_is_broken_in_the_story_is_an_error_at_its_block(block: Any, code: str) -> None:
    page = make_draft()
    told = picture_block("") if callable(block) else {"type": "paragraph", "value": block}
    page.story = [*STORY, told | {"id": BLOCK}]
    (found,) = obstacles(page)
    assert (found.code, found.block) == (code, BLOCK)


def test_a_link_to_a_draft_is_broken_until_it_is_public() -> None:
    page = make_draft()
    target = Page.objects.get(pk=page.get_parent().pk)
    link = f'<p><a linktype="page" id="{target.pk}">Campagne</a></p>'
    page.story = [*STORY, {"type": "paragraph", "value": link}]
    assert missing(page) == set()
    Page.objects.filter(pk=target.pk).update(live=False)
    assert missing(page) == {"link"}


def test_a_picture_that_only_decorates_needs_no_words() -> None:
    page = make_draft()
    page.story = [*STORY, picture_block("", decorative=True)]
    assert missing(page) == set()


def test_pictures_of_a_gallery_are_looked_at_one_by_one() -> None:
    page = make_draft()
    values = [picture_block(alt)["value"] for alt in ("Un orto in marzo", "")]
    page.story = [*STORY, {"type": "gallery", "value": values}]
    assert [check.code for check in obstacles(page)] == ["alt"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "Un orto " * 12}, "title"),
        ({"summary": "Un orto."}, "summary"),
        ({"main_image_alt": "IMG_2041.jpg"}, "picture-alt"),
        ({"main_image_alt": "Foto di un cortile"}, "picture-alt"),
        ({"municipio": None, "place": ""}, "place"),
        ({"organization": None}, "organization"),
        ({"story": [{"type": "paragraph", "value": "<p>Un orto.</p>"}]}, "story"),
        ({"story": [*STORY, {"type": "heading", "value": "E poi"}]}, "heading"),
        ({"story": [{"type": "paragraph", "value": "<h3>Prima</h3>"}, *STORY]}, "heading"),
    ],
)
def test_what_could_be_better_is_advice_and_refuses_nothing(
    changes: dict[str, Any], code: str
) -> None:
    page = make_draft()
    for name, value in changes.items():
        setattr(page, name, value)
    assert advice(page) == {code}
    assert missing(page) == set()


def test_what_readers_see_already_refuses_no_better_text(page: CampaignPage) -> None:
    assert page.live
    page.summary = "Un orto e un forno nel cortile, aperti a tutti, ogni giorno."
    assert missing(page) == set()
    assert {"picture", "story"} <= advice(page)
    page.total_cost = Decimal("1500.00")
    assert missing(page) == {BUDGET}


def test_a_picture_changed_needs_words_though_the_last_had_none(page: CampaignPage) -> None:
    CampaignPage.objects.filter(pk=page.pk).update(main_image=make_picture(1))
    draft = CampaignPage.objects.get(pk=page.pk)
    assert missing(draft) == set()
    draft.main_image = make_picture(2)
    assert missing(draft) == {"picture-alt"}


def test_the_checklist_is_in_the_readers_language() -> None:
    page = make_draft()
    page.main_image = None
    told = {}
    for language in ("it", "en"):
        with override(language):
            (told[language],) = (str(check) for check in obstacles(page))
    assert told["en"].startswith("Main picture: There is none")
    assert told["it"].startswith("Immagine principale")


def test_the_editor_reads_it_beforehand_with_a_way_to_each_field(ada: User) -> None:
    draft = make_draft(main_image=None)
    text = signed_in(ada).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert 'data-civic-field="main_image"' in text
    assert reverse("page_checklist", args=[draft.pk]) in text


def test_the_editor_asks_for_it_again_after_saving(ada: User) -> None:
    draft = make_draft()
    url = reverse("page_checklist", args=[draft.pk])
    assert "civic-checklist__item--error" not in signed_in(ada).get(url).content.decode()
    draft.main_image = None
    draft.save_revision(user=ada)
    assert "civic-checklist__item--error" in signed_in(ada).get(url).content.decode()


@pytest.mark.parametrize("role", ["Ragioneria", "Segreteria", "Commissione", "RUP"])
def test_the_checklist_is_for_who_may_edit_the_page(role: str) -> None:
    from tests.selection.factories import make_staff

    draft = make_draft()
    answer = signed_in(make_staff(role)).get(reverse("page_checklist", args=[draft.pk]))
    assert answer.status_code in (302, 403)
    assert "civic-checklist" not in answer.content.decode()


def test_an_information_page_with_a_broken_link_is_not_published(ada: User) -> None:
    tree = ensure_site_tree("it")
    body = [{"type": "paragraph", "value": f'<p><a linktype="page" id="{NOWHERE}">qui</a></p>'}]
    page = InformationPage(title="Aiuto", slug="aiuto", locale=Locale.get_default(), live=False)
    page.body = json.dumps(body)
    type(tree.home).objects.get(pk=tree.home.pk).add_child(instance=page)
    assert [check.code for check in obstacles(page)] == ["link"]
