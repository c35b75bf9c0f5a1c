"""Social images: what they show, that no text leaves them, and when they are drawn anew."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageChops

from campaigns.cofinancing.models import Fund
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage
from campaigns.pictures.crops import FALLBACK, prepare
from home.sharing.cards import DrawnBar, SocialCard, card_of_campaign
from home.sharing.drawing import HEIGHT, MARGIN, WIDTH, draw, fit, font_for, wrap
from tests.factories import give
from tests.pages_http.conftest import make_picture

ADDRESS = "/social/it/cortile.jpg"
CREAM, PAPER, RED, OCHRE = (251, 246, 240), (255, 255, 255), (173, 0, 40), (229, 161, 26)
BAR = DrawnBar(
    phase="Soglia raggiunta",
    state="reached",
    headline="15.430 € da 214 donazioni",
    line="soglia 15.000 € · 15.000 € riservati dal Comune",
    given=50.0,
    match_from=50.0,
    match=25.0,
    match_is_certain=True,
    threshold=50.0,
)
CARD = SocialCard(brand="Crowdfunding civico", title="Il cortile", byline="Cooperativa", bar=BAR)


def drawn(card: SocialCard) -> Image.Image:
    return Image.open(BytesIO(draw(card))).convert("RGB")


def is_like(found: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))


def test_the_bar_stands_where_the_money_is() -> None:
    image = drawn(CARD)
    assert image.size == (WIDTH, HEIGHT) == (1200, 630)
    row, room = 404 + 86 + 23, WIDTH - 2 * MARGIN
    assert is_like(image.getpixel((MARGIN + room // 4, row)), RED)
    assert is_like(image.getpixel((MARGIN + room * 5 // 8, row)), OCHRE)
    assert not is_like(image.getpixel((MARGIN + room * 7 // 8, row)), OCHRE)


def test_what_went_back_is_not_in_the_city_s_colour() -> None:
    image = drawn(replace(CARD, bar=replace(BAR, state="cancelled", gave_back=True)))
    at = (MARGIN + (WIDTH - 2 * MARGIN) // 4, 404 + 86 + 23)
    assert is_like(image.getpixel(at), (91, 80, 73))


@pytest.mark.parametrize(
    "title",
    [
        "Breve",
        "Un titolo di molte parole " * 12,
        "Senzaspazi" * 40,
        "Сад «Милан» già " * 9,
        "W" * 300,
    ],
)
@pytest.mark.parametrize("bar", [BAR, None])
def test_no_text_leaves_the_image(title: str, bar: DrawnBar | None) -> None:
    words = {"headline": "9" * 200, "line": "soglia " * 60, "phase": "x" * 90, "note": "n" * 300}
    long = replace(bar, **words) if bar else None  # type: ignore[arg-type]
    image = drawn(
        replace(CARD, title=title, byline="b" * 300, brand="c" * 300, motto="d" * 300, bar=long)
    )
    ink = ImageChops.difference(
        image, drawn(replace(CARD, title=" ", byline="", brand="", bar=bar))
    )
    box = ink.point(lambda value: 255 if value > 40 else 0).getbbox()
    assert box is not None
    assert box[0] >= MARGIN - 6
    assert box[2] <= WIDTH - MARGIN + 6
    assert box[1] > 30
    assert box[3] < HEIGHT - 10


def test_lines_are_no_wider_than_their_room() -> None:
    font = font_for("abc", 50, 700)
    for line in wrap("Una riga e poi un’altra " * 9 + "parola" * 30, font, 500):
        assert font.getlength(line) <= 500
    assert fit("breve", font, 500) == "breve"


def test_letters_that_the_font_lacks_are_written_in_another() -> None:
    assert font_for("Città", 30, 700).getname()[0] == "Titillium Web"
    assert font_for("Сад", 30, 700).getname()[0] == "DejaVu Sans"


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("language", ["it", "en"])
def test_a_campaign_in_any_state_has_its_image(
    shared: CampaignPage, state: State, language: str
) -> None:
    Funding.objects.update(state=state)
    card = card_of_campaign("cortile", language, timezone.now())
    assert card is not None
    assert card.title == ("The courtyard" if language == "en" else shared.title)
    assert card.bar is not None
    assert card.bar.phase
    assert "  " not in card.bar.headline


def test_r18_the_image_says_what_the_fund_lacks(shared: CampaignPage) -> None:
    enough = card_of_campaign("cortile", "it", timezone.now())
    Fund.objects.update(total="100.00")
    lacking = card_of_campaign("cortile", "it", timezone.now())
    assert enough is not None
    assert enough.bar is not None
    assert lacking is not None
    assert lacking.bar is not None
    assert enough.bar.note == ""
    assert "500" in lacking.bar.note
    without = replace(lacking, bar=replace(lacking.bar, note=""))
    assert ImageChops.difference(drawn(lacking), drawn(without)).getbbox() is not None


def test_it_is_served_until_it_changes(client: Client, shared: CampaignPage) -> None:
    first = client.get(ADDRESS)
    assert (first.status_code, first["Content-Type"]) == (200, "image/jpeg")
    assert first["Cache-Control"] == "public, max-age=300"
    assert first.cookies == {}
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    give(Funding.objects.get(slug="cortile"), "100.00", at=timezone.now(), name="Ildegarda Bianchi")
    changed = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_the_picture_is_in_it_once_it_is_cut(shared: CampaignPage) -> None:
    shared.main_image = make_picture(7)
    shared.save_revision().publish()
    before = card_of_campaign("cortile", "it", timezone.now())
    prepare(shared.main_image, FALLBACK)
    after = card_of_campaign("cortile", "it", timezone.now())
    assert before is not None
    assert after is not None
    assert (before.picture, bool(after.picture)) == ("", True)
    assert before.digest != after.digest
    lost = drawn(replace(after, picture="images/nowhere.jpg"))
    assert ImageChops.difference(lost, drawn(replace(after, picture=""))).getbbox() is None


def test_what_is_not_public_has_none(client: Client, shared: CampaignPage) -> None:
    page = shared.get_parent()
    assert client.get(f"/social/pagina/{page.pk}.jpg").status_code == 200
    assert client.get("/social/it.jpg").status_code == 200
    assert client.get("/social/pagina/999999.jpg").status_code == 404
    assert client.get("/social/it/altro.jpg").status_code == 404
    assert client.get("/social/de/cortile.jpg").status_code == 404
    CampaignPage.objects.update(live=False)
    assert client.get(ADDRESS).status_code == 404
