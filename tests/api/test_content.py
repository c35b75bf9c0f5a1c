"""The content API: everything that a published page shows, and nothing that is not published."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from campaigns.calls.models import Area, Call, CallAttachment, CallPage
from campaigns.freshness.services import generations
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage, LibraryImage, TeamMember
from campaigns.pictures import crops as picture_crops
from home.models import HomePage, InformationPage, NewsPage
from home.site_tree import ensure_site_tree
from tests.api.conftest import assert_problem
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    give,
    make_campaign_page,
    make_fund,
    make_open_funding,
)
from tests.search.conftest import under_home

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
CAMPAIGNS = f"{PAGES}?type=campaigns.CampaignPage"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def call() -> Call:
    call: Call = CallFactory.create(slug="avviso", title="Avviso")
    make_fund(call)
    return call


@pytest.fixture
def image() -> Any:
    return make_image("orto")


@pytest.fixture
def document() -> Any:
    return get_document_model().objects.create(
        title="Pianta", file=ContentFile(b"%PDF-1.4", "pianta.pdf")
    )


def make_image(title: str) -> Any:
    image = LibraryImage.objects.create(
        title=title, credit="Ada", file=get_test_image_file(filename=f"{title}.png", size=(80, 60))
    )
    picture_crops.prepare(image, picture_crops.FALLBACK, ["text", "card"])
    return image


def story(image: Any, document: Any, link: int) -> list[dict[str, Any]]:
    words = f'<p>Vedi <a linktype="page" id="{link}">qui</a> e <a href="/cerca/">cerca</a></p>'
    picture = {"image": image.pk, "alt_text": "Un orto al sole", "decorative": False}
    return [
        {"type": "paragraph", "value": words, "id": "1"},
        {"type": "image", "value": picture, "id": "2"},
        {"type": "document", "value": document.pk, "id": "3"},
        {"type": "quote", "value": {"text": "Bello", "attribution": "Teresa"}, "id": "4"},
        {"type": "gallery", "value": [{"type": "item", "value": picture, "id": "6"}], "id": "5"},
    ]


def make_page(call: Call, image: Any, document: Any, **fields: Any) -> CampaignPage:
    funding = make_open_funding(call)
    other = make_campaign_page(make_open_funding(call))
    return make_campaign_page(
        funding,
        story=story(image, document, other.pk),
        main_image=image,
        main_image_alt="L’orto dall’alto",
        organization=OrganizationFactory.create(name="Cooperativa Orti"),
        team=[TeamMember(name="Ada Verdi", role="giardiniera")],
        **fields,
    )


def read(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def slugs(client: Client, query: str) -> list[str]:
    return [item["meta"]["slug"] for item in read(client, f"{CAMPAIGNS}{query}")["items"]]


def test_a_campaign_tells_everything(client: Client, call: Call, image: Any, document: Any) -> None:
    area = Area.objects.create(slug="v", name_it="Verde", name_en="Parks", short_name_it="Verde")
    page = make_page(call, image, document, area=area, municipio=4)
    body = read(client, f"{PAGES}{page.pk}/")
    funding = Funding.objects.get(translation_key=page.translation_key)
    assert body["campaign"] == funding.slug
    bar = read(client, f"/api/v1/campaigns/{funding.slug}/progress/")
    assert body["funding"] == bar
    assert body["area"] == {"slug": "v", "name": "Verde"}
    assert body["organization"]["name"] == "Cooperativa Orti"
    assert body["budget"] == [{"description": "Tutto", "amount": "1000.00"}]
    assert body["team"] == [{"name": "Ada Verdi", "role": "giardiniera"}]
    assert body["donate_url"] == f"{SITE}/dona/{funding.slug}/"
    assert body["meta"]["html_url"].endswith(f"/progetti/{page.slug}/")
    assert [other["type"] for other in body["related"]] == ["campaigns.CampaignPage"]
    words, picture, file, quote, gallery = body["story"]
    other = CampaignPage.objects.exclude(pk=page.pk).get()
    assert words["value"] == (
        f'<p>Vedi <a href="{SITE}/progetti/{other.slug}/">qui</a> '
        f'e <a href="{SITE}/cerca/">cerca</a></p>'
    )
    assert (picture["value"]["alt"], picture["value"]["credit"]) == ("Un orto al sole", "Ada")
    crops = {(each["crop"], each["type"]) for each in picture["value"]["renditions"]}
    assert crops == {("text", "image/jpeg"), ("card", "image/jpeg"), ("small", "image/jpeg")}
    assert all(each["url"].startswith(SITE) for each in picture["value"]["renditions"])
    assert (file["value"]["title"], file["value"]["extension"]) == ("Pianta", "pdf")
    assert quote["value"] == {"text": "Bello", "attribution": "Teresa"}
    assert gallery["value"] == [picture["value"]]
    assert body["picture"]["alt"] == "L’orto dall’alto"


def test_no_crop_is_made_in_the_request(client: Client, call: Call, document: Any) -> None:
    bare = LibraryImage.objects.create(
        title="nuda", file=get_test_image_file(filename="nuda.png", size=(80, 60))
    )
    page = make_page(call, bare, document)
    body = read(client, f"{PAGES}{page.pk}/")
    assert body["picture"]["renditions"] == []
    assert not bare.renditions.exists()


def test_other_kinds_of_pages_tell_theirs(client: Client, call: Call, document: Any) -> None:
    attached = CallAttachment(document=document, title="Allegato A")
    notice = under_home(
        CallPage(title="Avviso", slug="a", call=call, intro="Si comincia", attachments=[attached])
    )
    body = read(client, f"{PAGES}{notice.pk}/")
    assert (body["call"]["slug"], body["call"]["phase"]) == ("avviso", "campaigns")
    assert body["fund"]["total"] == "400000.00"
    assert body["attachments"][0]["title"] == "Allegato A"
    news = under_home(NewsPage(title="Novità", slug="n", intro="Ecco"))
    older = under_home(NewsPage(title="Prima", slug="p"))
    told = read(client, f"{PAGES}{news.pk}/")
    assert (told["intro"], told["published_on"]) == ("Ecco", timezone.localdate().isoformat())
    assert [each["id"] for each in told["related"]] == [older.pk]
    campaign = make_campaign_page(make_open_funding(call))
    blocks = [
        {"type": "campaigns", "value": {"title": "Guarda", "campaigns": [campaign.pk]}, "id": "1"},
        {"type": "results", "value": None, "id": "2"},
        {
            "type": "answers",
            "value": {"title": "", "answers": [{"question": "?", "answer": "<p>!</p>"}]},
            "id": "3",
        },
    ]
    information = under_home(InformationPage(title="Come", slug="come", body=blocks))
    chosen, results, answers = read(client, f"{PAGES}{information.pk}/")["body"]
    assert chosen["value"]["campaigns"][0]["id"] == campaign.pk
    assert results["value"]["campaigns"] == 1
    assert answers["value"]["answers"] == [{"question": "?", "answer": "<p>!</p>"}]
    home = HomePage.objects.get()
    HomePage.objects.update(featured_call=call, lead="Insieme")
    told = read(client, f"{PAGES}{home.pk}/")
    assert (told["lead"], told["featured_call"]) == ("Insieme", "avviso")
    assert told["results"]["campaigns"] == 1


def test_translations_lead_to_each_other(client: Client, call: Call) -> None:
    page = make_campaign_page(make_open_funding(call, slug="orto"))
    english = page.copy_for_translation(ensure_site_tree("en").locale, copy_parents=True)
    english.slug = "garden"
    english.save_revision().publish()
    (other,) = read(client, f"{PAGES}{page.pk}/")["translations"]
    assert (other["id"], other["locale"]) == (english.pk, "en")
    assert other["html_url"].endswith("/en/progetti/garden/")
    assert slugs(client, "&locale=en") == ["garden"]


@pytest.mark.parametrize("state", ["draft", "unpublished", "restricted"])
def test_what_is_not_public_is_told_nowhere(
    client: Client, call: Call, image: Any, document: Any, state: str
) -> None:
    page = make_page(call, image, document)
    assert read(client, "/api/v2/images/")["meta"]["total_count"] == 1
    assert read(client, "/api/v2/documents/")["meta"]["total_count"] == 1
    Funding.objects.update(state=State.FAILED)
    if state == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        page.unpublish()
    assert_problem(client.get(f"{PAGES}{page.pk}/"), 404, "not_found")
    assert page.slug not in slugs(client, "")
    for kind, thing in (("images", image), ("documents", document)):
        assert read(client, f"/api/v2/{kind}/")["items"] == []
        assert_problem(client.get(f"/api/v2/{kind}/{thing.pk}/"), 404, "not_found")


def test_a_picture_whose_release_has_ended_is_told_of_no_longer(
    client: Client, call: Call, image: Any, document: Any
) -> None:
    make_page(call, image, document)
    rows = type(image).objects.filter(pk=image.pk)
    for days, found in ((0, 200), (-1, 404)):
        rows.update(release_expires_on=timezone.localdate() + timedelta(days=days))
        assert client.get(f"/api/v2/images/{image.pk}/").status_code == found


def test_campaigns_are_chosen_and_ordered(client: Client, call: Call) -> None:
    now = timezone.now()
    area = Area.objects.create(slug="v", name_it="Verde", short_name_it="Verde")
    for slug, days, amount in (("uno", 3, "10.00"), ("due", 1, "30.00"), ("tre", 2, "20.00")):
        funding = make_open_funding(call, slug=slug, closes_at=now + timedelta(days=days))
        make_campaign_page(funding, area=area if slug == "due" else None, title=f"Orto {slug}")
        give(funding, amount, at=now)
    assert slugs(client, "&order=closes_at") == ["due", "tre", "uno"]
    assert slugs(client, "&order=-collected") == ["due", "tre", "uno"]
    assert slugs(client, "&order=collected&limit=1&offset=1") == ["tre"]
    assert slugs(client, "&area=v") == ["due"]
    assert slugs(client, "&state=live&call=avviso&municipio=city&order=slug") == [
        *("due", "tre", "uno")
    ]
    assert slugs(client, "&state=failed") == []
    assert slugs(client, "&search=orto&area=v") == ["due"]
    assert slugs(client, "&search=orto&order=-collected&state=live") == ["due", "tre", "uno"]


@pytest.mark.parametrize(
    "query",
    [
        *("stato=live", "type=x.Y", "limit=21", "limit=-1", "offset=99999999999999999999"),
        *("fields=nothing", "fields=((", "order=nothing", "search=a&search_operator=x"),
        *("state=live", "order=collected", "type=campaigns.CampaignPage&state=open"),
        *("type=campaigns.CampaignPage&municipio=x", "title=%00", "first_published_at=x"),
        *("id=x", "child_of=x", "descendant_of=-1", "rich_text_format=x", "%00=1"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client: Client, call: Call, query: str) -> None:
    body = assert_problem(client.get(f"{PAGES}?{query}"), 400, "invalid")
    assert body["errors"]


@pytest.mark.parametrize("query", ["id=x", "id=99999999999999999999", "html_path=%00", ""])
def test_what_cannot_be_found_is_a_problem(client: Client, call: Call, query: str) -> None:
    assert client.get(f"{PAGES}find/?{query}").status_code in (400, 404)


@pytest.mark.parametrize("model", ["campaigns.CampaignPage", "home.NewsPage", "home.HomePage"])
def test_lists_ask_the_same_number_of_queries_however_long(
    client: Client, call: Call, document: Any, model: str
) -> None:
    area = Area.objects.create(slug="v", name_it="Verde", short_name_it="Verde")
    path = f"{PAGES}?type={model}&fields=*"

    def add(count: int) -> None:
        for _ in range(count):
            picture = make_image(f"foto-{timezone.now().timestamp()}".replace(".", "-"))
            page = make_page(call, picture, document, area=area)
            under_home(
                NewsPage(
                    title="Novità",
                    slug=f"n-{page.pk}",
                    picture=picture,
                    body=story(picture, document, page.pk),
                )
            )

    add(1)
    few = queries_of(client, path)
    add(3)
    ensure_site_tree("en")
    assert queries_of(client, path) == few


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # Wagtail forgets the roots of its sites with every publication
    generations.forget()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_answers_say_how_to_ask_again(client: Client, call: Call) -> None:
    make_campaign_page(make_open_funding(call))
    first = client.get(CAMPAIGNS)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(CAMPAIGNS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
