"""A picture that may not be shown is read nowhere: not in pages, programs, nor by its address."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Drawing

from campaigns.accounts.models import User
from campaigns.files.private import private_storage
from campaigns.freshness.services import generations
from campaigns.models import CampaignPage, LibraryImage
from campaigns.pictures.crops import FALLBACK, prepare, prepared
from campaigns.pictures.files import hidden_files
from campaigns.pictures.releases import erase_expired, hide_expired
from campaigns.tasks import prepare_fallbacks
from tests.editorial.conftest import signed_in
from tests.editorial.test_library import DESCRIBED, picture
from tests.pages_http.conftest import make_whole_campaign

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def page(db: None) -> Iterator[CampaignPage]:
    """A page that readers see, its picture cut."""
    page = make_whole_campaign(1)
    assert page.main_image is not None
    prepare(page.main_image, FALLBACK)
    yield page
    forget()


def image_of(page: CampaignPage) -> LibraryImage:
    return LibraryImage.objects.get(pk=page.main_image_id)


def address_of(page: CampaignPage) -> str:
    found = prepared(image_of(page), "card")
    assert found is not None
    return str(found.src.url)


def now_with(page: CampaignPage, **facts: Any) -> None:
    """Its picture is so, and nobody trusts what they knew."""
    image = image_of(page)
    for name, value in facts.items():
        setattr(image, name, value)
    with TestCase.captureOnCommitCallbacks(execute=True):
        image.save()
    forget()


def forget() -> None:
    """What this process knew: a test undoes generations that it has counted on."""
    generations.forget()
    hidden_files.cache_clear()


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


EXPIRED = {"release_expires_on": date(2026, 1, 31)}
WITHOUT_CONSENT = {"minor_shown": True}
HIDDEN = pytest.mark.parametrize("facts", [EXPIRED, WITHOUT_CONSENT])


@HIDDEN
def test_readers_find_it_nowhere(page: CampaignPage, facts: dict[str, Any], client: Client) -> None:
    src = address_of(page)
    name = src.rsplit("/", 1)[-1]
    image = image_of(page)
    places = [
        *(page.url, "/", "/progetti/", f"/en{page.url}", f"/embed/{page.slug}/"),
        *(f"/dona/{page.slug}/", f"/cerca/?q={page.title}", "/feed/novita.xml"),
        *("/api/v1/campaigns/", f"/api/v1/campaigns/{page.slug}/", f"/api/v2/pages/{page.pk}/"),
        *(f"/api/v2/images/{image.pk}/", f"/api/v1/search/?q={page.title}"),
    ]
    before = [name in client.get(place).content.decode() for place in places]
    assert before.count(True) >= 6, list(zip(places, before, strict=True))
    now_with(page, **facts)
    for place in places:
        text = client.get(place).content.decode()
        assert name not in text, place
        assert image.credit not in text, place
    assert client.get(f"/api/v1/campaigns/{page.slug}/").json()["picture"] is None
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["picture"] is None
    assert client.get(f"/api/v2/images/{image.pk}/").status_code == 404


@HIDDEN
def test_its_address_is_gone_before_the_job_deletes_its_file(
    page: CampaignPage, facts: dict[str, Any], client: Client, ada: User
) -> None:
    src = address_of(page)
    shown = client.get(src)
    assert (shown.status_code, shown["Cache-Control"]) == (200, "public, max-age=3600")
    now_with(page, **facts)
    assert client.get(src).status_code == 410
    library = signed_in(ada).get(src)
    assert (library.status_code, library["Cache-Control"]) == (200, "private, no-store")


def test_its_crops_go_as_soon_as_it_is_saved(
    page: CampaignPage, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    src = address_of(page)
    now_with(page, **EXPIRED)
    with django_capture_on_commit_callbacks(execute=True):
        prepare_fallbacks(image_id=image_of(page).pk)
    assert client.get(src).status_code == 404
    assert not image_of(page).renditions.exists()


@pytest.mark.parametrize("path", ["a" * 300, "a/" * 3000, "a%00b", "../" * 9])
def test_names_that_no_file_has_are_not_found(db: None, client: Client, path: str) -> None:
    assert client.get(f"/media/images/{path}").status_code == 404


def test_an_original_has_no_address(page: CampaignPage, client: Client, ada: User) -> None:
    name = image_of(page).file.name
    for path in (name, f"images/../{name}", f"images/%2e%2e/{name}"):
        assert client.get(f"/media/{path}").status_code == 404
        assert signed_in(ada).get(f"/media/{path}").status_code == 404


def test_long_after_the_picture_itself_is_erased_and_its_release_stays(
    page: CampaignPage, client: Client, settings: Any
) -> None:
    settings.EXPIRED_PICTURES_KEPT_DAYS = 180
    image = image_of(page)
    image.release = ContentFile(b"%PDF-1.7", name="r.pdf")
    image.release_expires_on = yesterday()
    image.save()
    name, storage = image.file.name, image.file.storage
    content = storage.open(name).read()
    today = yesterday() + timedelta(days=180)
    assert erase_expired(today=today) == 0
    assert erase_expired(today=today + timedelta(days=1)) == 1
    assert erase_expired(today=today + timedelta(days=2)) == 0
    assert storage.open(name).read() != content
    colours = Drawing.open(storage.open(name)).getcolors() or []
    assert len(colours) == 1

    image = image_of(page)
    assert (image.width, image.height) == (320, 200)
    assert image.erased_on == today + timedelta(days=1)
    assert private_storage().exists(image.release.name)
    image.release_expires_on = None
    assert not image.may_be_shown() and prepare(image, FALLBACK) == 0
    image.save()
    assert client.get(page.url).status_code == 200


def test_a_picture_still_to_be_shown_is_never_erased(page: CampaignPage) -> None:
    today = timezone.localdate()
    assert erase_expired(today=today + 9 * YEAR) == 0
    now_with(page, release_expires_on=today + 9 * YEAR)
    assert erase_expired(today=today + 9 * YEAR) == 0
    assert hide_expired(today=today + 9 * YEAR) == 0


def test_an_erased_picture_is_there_again_with_a_new_file(page: CampaignPage, ada: User) -> None:
    now_with(page, release_expires_on=yesterday(), erased_on=yesterday())
    image = image_of(page)
    form = {
        "title": image.title,
        "description": DESCRIBED,
        "file": picture(),
        "collection": image.collection_id,
    }
    address = reverse("wagtailimages:edit", args=[image.pk])
    assert signed_in(ada).post(address, form).status_code == 302
    assert image_of(page).erased_on is None
    assert image_of(page).may_be_shown()


def test_one_that_cannot_be_erased_holds_up_no_other(
    page: CampaignPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_whole_campaign(2)
    for each in (page, other):
        now_with(each, release_expires_on=yesterday() - YEAR)
    broken = image_of(page).file.name
    delete = FileSystemStorage.delete

    def failing(self: Any, name: str) -> None:
        if name == broken:
            raise OSError("disk")
        delete(self, name)

    monkeypatch.setattr(FileSystemStorage, "delete", failing)
    assert erase_expired(today=timezone.localdate()) == 1
    assert image_of(page).erased_on is None
    assert image_of(other).erased_on is not None
