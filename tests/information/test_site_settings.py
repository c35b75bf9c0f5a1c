"""What a city sets without a developer, and who may."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Site

from campaigns.tasks import prepare_fallbacks
from home.appearance import check_colour, contrast, palette_of
from home.models import SiteSettings
from home.site_tree import ensure_site_tree
from tests.admin.conftest import ROLES, SignIn, sign_in
from tests.information.test_blocks import questions_asked
from tests.pages_http.conftest import make_picture

__all__ = ["sign_in"]

GREEN = "#00694a"


@pytest.fixture
def home(db: None) -> None:
    for language in ("it", "en"):
        ensure_site_tree(language)


def set_up(**facts: Any) -> SiteSettings:
    """The settings of the site."""
    return SiteSettings.objects.create(site=Site.objects.get(is_default_site=True), **facts)


def stylesheet_of(client: Client) -> str:
    page = client.get("/").content.decode()
    return page.partition('href="/colori-')[2].partition('"')[0]


def test_by_default_there_is_no_other_stylesheet_and_reading_writes_nothing(
    client: Client, home: None
) -> None:
    assert stylesheet_of(client) == ""
    assert not SiteSettings.objects.exists()
    assert client.get("/colori-000000000000.css").status_code == 404


def test_the_colour_reaches_the_page_by_a_stylesheet_of_ours(client: Client, home: None) -> None:
    set_up(primary_colour=GREEN)
    first = stylesheet_of(client)
    answer = client.get(f"/colori-{first}")
    assert f"--red:{GREEN}" in answer.content.decode()
    assert answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]
    assert client.get(f"/colori-{first}", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert not client.cookies

    SiteSettings.objects.update(primary_colour="#003366")
    assert stylesheet_of(client) != first
    stale = client.get(f"/colori-{first}")
    assert "--red:#003366" in stale.content.decode()
    assert stale["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("colour", ["#ad0028", GREEN, "#003366", "#000000", "#767676", "#8a5a00"])
def test_every_shade_can_be_read(colour: str) -> None:
    check_colour(colour)
    palette = palette_of(colour)
    white, own, dark, soft = (
        tuple(bytes.fromhex(shade[1:]))
        for shade in ("#ffffff", palette.colour, palette.dark, palette.soft)
    )
    assert contrast(own, white) >= 4.5  # type: ignore[arg-type]
    assert contrast(own, soft) >= 4.5  # type: ignore[arg-type]
    assert contrast(dark, white) >= contrast(own, white)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "colour", ["#777777", "#ffffff", "#ff0000", "ad0028", "#ad002", "#ad00288", "red", "#ggg000"]
)
def test_what_cannot_be_read_is_refused(colour: str) -> None:
    with pytest.raises(ValidationError):
        check_colour(colour)


def test_no_css_can_be_written_as_a_colour() -> None:
    with pytest.raises(ValidationError):
        check_colour("#ad0028}body{display:none")


def test_contacts_and_footer_are_said_in_each_language(client: Client, home: None) -> None:
    set_up(
        contact_email="civico@example.org",
        certified_email="pec@example.org",
        telephone="02 0202",
        hours_it="Lunedì, 9-12",
        hours_en="Mondays, 9-12",
        footer_text_it="Il crowdfunding della città",
        footer_links=[
            {
                "type": "link",
                "value": {"label_it": "Bandi", "label_en": "Calls", "url": "https://b.example/"},
            }
        ],
        social_links=[
            {"type": "network", "value": {"network": "mastodon", "url": "https://m.example/"}}
        ],
    )
    italian, english = client.get("/").content.decode(), client.get("/en/").content.decode()
    for page in (italian, english):
        for said in ("civico@example.org", "pec@example.org", "tel:020202", "https://m.example/"):
            assert said in page
        assert "Il crowdfunding della città" in page
    assert "Lunedì, 9-12" in italian and ">Bandi<" in italian
    assert "Mondays, 9-12" in english and ">Calls<" in english


def test_the_stemma_is_that_of_the_city(client: Client, home: None) -> None:
    stemma = make_picture(1)
    set_up(stemma=stemma)
    page = client.get("/").content.decode()
    assert page.count("stemma.svg") >= 2, "no page makes a picture: a job does"
    prepare_fallbacks(stemma.pk)
    page = client.get("/").content.decode()
    assert page.count("/media/images/orto-1") == 2
    assert "/media/images/orto-1" in client.get("/en/").content.decode()


def test_settings_cost_a_page_few_questions(client: Client, home: None) -> None:
    def asked() -> int:
        return questions_asked(client, "/")

    before = asked()
    set_up(stemma=make_picture(1), primary_colour=GREEN, telephone="1")
    assert asked() <= before + 1


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_administration_alone_sets_the_look(sign_in: SignIn, role: str) -> None:
    site = Site.objects.get(is_default_site=True)
    answer = sign_in(role).get(f"/admin/settings/home/sitesettings/{site.pk}/")
    assert (answer.status_code == 200) == (role in ("Amministrazione", "superuser"))


def test_a_colour_too_light_is_refused_in_the_form(sign_in: SignIn) -> None:
    site = Site.objects.get(is_default_site=True)
    address = f"/admin/settings/home/sitesettings/{site.pk}/"
    typed = {
        "primary_colour": "#ff9999",
        "telephone": "020202",
        "footer_links-count": "0",
        "social_links-count": "0",
    }
    refused = sign_in("Amministrazione").post(address, typed).content.decode()
    assert "Troppo chiaro per leggersi sul bianco" in refused
    assert 'value="020202"' in refused
    sign_in("Amministrazione").post(address, typed | {"primary_colour": GREEN})
    assert SiteSettings.objects.get(site=site).primary_colour == GREEN
