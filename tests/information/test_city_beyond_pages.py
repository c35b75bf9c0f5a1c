"""What a city sets reaches mails, papers and shared pictures too."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from campaigns.house.appearance import DEFAULT_COLOUR
from campaigns.house.letters import mail_of
from campaigns.house.paper import Paper
from campaigns.pictures.library import LibraryImage
from campaigns.tasks import prepare_fallbacks
from home.models import SiteSettings
from home.sharing.cards import card_of_site
from home.sharing.drawing import draw
from tests.information.test_site_settings import GREEN, set_up
from tests.letters.test_look import LETTER
from tests.pages_http.conftest import make_picture, make_whole_campaign

pytestmark = pytest.mark.django_db

GREEN_RGB = (0, 105, 74)


def mail() -> EmailMultiAlternatives:
    return mail_of(letter=LETTER, to="ada@example.org", language="it")


def html() -> str:
    return str(mail().alternatives[0][0])


def paper() -> PdfReader:
    """A page with nothing but its head."""
    document = Paper(title="Prova", language="it", now=datetime(2026, 3, 10, tzinfo=UTC))
    document.write_head("Prova")
    return PdfReader(BytesIO(document.written()))


def colours_filled(document: PdfReader) -> list[tuple[int, ...]]:
    """The colours that the page fills with, in red, green and blue."""
    words = document.pages[0].get_contents().get_data().decode("latin-1").split()  # type: ignore[union-attr]
    return [
        tuple(round(float(part) * 255) for part in words[place - 3 : place])
        for place, word in enumerate(words)
        if word == "rg"
    ]


def test_a_mail_has_the_citys_colour_and_answers_to_its_address() -> None:
    assert DEFAULT_COLOUR in html()
    set_up(primary_colour=GREEN, contact_email="civico@example.org")
    written = html()
    assert f'bgcolor="{GREEN}"' in written
    assert f"background: {GREEN}" in written
    assert "civico@example.org" in written
    assert mail().reply_to == ["civico@example.org"]


def test_a_paper_has_the_citys_colour_and_stemma() -> None:
    assert colours_filled(paper())[0] == (173, 0, 40)
    assert not paper().pages[0].images, "ours is drawn"
    stemma = make_picture(1)
    set_up(primary_colour=GREEN, stemma=stemma)
    assert not paper().pages[0].images, "no job has made it small yet"
    prepare_fallbacks(stemma.pk)
    assert colours_filled(paper())[0] == GREEN_RGB
    [printed] = paper().pages[0].images
    assert printed.image is not None
    assert printed.image.size == (16, 10)


def test_a_stemma_whose_file_is_lost_leaves_ours() -> None:
    stemma = make_picture(1)
    set_up(stemma=stemma)
    prepare_fallbacks(stemma.pk)
    for rendition in LibraryImage.objects.get().renditions.all():
        rendition.file.storage.delete(rendition.file.name)
    assert not paper().pages[0].images


def test_a_shared_picture_has_the_citys_colour_and_changes_with_it() -> None:
    before = card_of_site("it")
    set_up(primary_colour=GREEN)
    after = card_of_site("it")
    assert before.digest != after.digest
    drawn = Image.open(BytesIO(draw(after))).convert("RGB").getpixel((600, 600))
    assert drawn == pytest.approx(GREEN_RGB, abs=6)


def test_the_stemma_stands_where_a_page_is_not_found_and_in_embeds(client: Client) -> None:
    make_whole_campaign(1)
    stemma = make_picture(7)
    set_up(stemma=stemma)
    prepare_fallbacks(stemma.pk)
    assert client.get("/non-esiste/").content.decode().count("/media/images/orto-7") == 3
    assert client.get("/embed/orto-1/").content.decode().count("/media/images/orto-7") == 1


def test_saving_the_settings_asks_for_the_small_stemma(client: Client) -> None:
    stemma = make_picture(1)
    own = set_up(stemma=stemma)
    asked = {"task_name": "pictures.prepare_fallbacks", "args": {"image_id": stemma.pk}}
    assert ProcrastinateJob.objects.filter(**asked).count() == 2
    own.save()
    assert ProcrastinateJob.objects.filter(**asked).count() == 3
    assert SiteSettings.objects.count() == 1
