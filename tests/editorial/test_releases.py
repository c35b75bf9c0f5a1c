"""Pictures with care: release, credit, last day; what an expired one does to who reads."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Collection

from campaigns.accounts.models import User
from campaigns.checks.checklist import checklist, obstacles
from campaigns.editorial.home import waiting
from campaigns.files.private import private_storage
from campaigns.models import CampaignPage, LibraryImage
from campaigns.pictures.crops import AVIF, FALLBACK, prepare, prepared
from campaigns.pictures.releases import AHEAD, hide_expired, tell_of_expiring
from tests.editorial.conftest import signed_in
from tests.editorial.ready import STORY, make_draft
from tests.editorial.test_library import DESCRIBED, picture
from tests.pages_http.conftest import make_picture, make_whole_campaign
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
SIGNED = b"%PDF-1.7 the parents agree"


@pytest.fixture
def campaign_page(db: None) -> CampaignPage:
    """A page that readers see."""
    return make_whole_campaign(1)


def today() -> date:
    return timezone.localdate()


def yesterday() -> date:
    return today() - timedelta(days=1)


def draft_with(where: str, **facts: Any) -> CampaignPage:
    image = make_picture(2)
    LibraryImage.objects.filter(pk=image.pk).update(**facts)
    image.refresh_from_db()
    if where == "main_image":
        return make_draft(main_image=image)
    if where == "video":
        video = {"url": "https://example.org/v", "title": "Il cortile", "poster": image.pk}
        return make_draft(story=[*STORY, {"type": "video", "value": video}])
    value = {"image": image.pk, "alt_text": "Un orto in marzo", "decorative": False}
    return make_draft(story=[*STORY, {"type": "gallery", "value": [value]}])


@pytest.mark.parametrize("where", ["main_image", "story", "video"])
@pytest.mark.parametrize(
    "facts",
    [
        {"minor_shown": True},
        {"release": "r.pdf", "release_expires_on": "2026-01-31"},
        {"release": "r.pdf", "erased_on": "2026-01-31"},
    ],
)
def test_without_a_release_that_holds_a_page_is_not_published_and_names_the_picture(
    where: str, facts: dict[str, Any]
) -> None:
    (found,) = obstacles(draft_with(where, **facts))
    field = "main_image" if where == "main_image" else "story"
    assert (found.code, found.field) == ("release", field)
    assert "Orto 2" in found.text


@pytest.mark.parametrize("where", ["main_image", "story"])
def test_a_release_that_holds_its_last_day_lets_it_be_published(where: str) -> None:
    page = draft_with(where, minor_shown=True, release="r.pdf", release_expires_on=today())
    assert obstacles(page) == []


def test_who_made_a_picture_is_asked_for_and_refuses_nothing() -> None:
    page = draft_with("main_image", credit="")
    assert [check.code for check in checklist(page) if check.text][:1] == ["credit"]
    assert obstacles(page) == []


def test_from_the_day_after_readers_no_longer_see_it(
    client: Client,
    campaign_page: CampaignPage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    image = campaign_page.main_image
    assert image is not None
    for name in (AVIF, FALLBACK):
        prepare(image, name)
    files = [crop.file.path for crop in image.renditions.all()]
    where = prepared(image, "card")
    assert where is not None
    assert where.src.url in client.get(campaign_page.url).content.decode()

    LibraryImage.objects.filter(pk=image.pk).update(release_expires_on=yesterday())
    assert where.src.url not in client.get(campaign_page.url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert hide_expired(today=today()) == 1
    assert not any(Path(file).exists() for file in files)
    image.refresh_from_db()
    assert prepare(image, FALLBACK) == 0
    assert hide_expired(today=today()) == 0


def test_a_renewed_release_has_the_crops_made_anew(campaign_page: CampaignPage) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    image = campaign_page.main_image
    assert image is not None
    image.release_expires_on = today() + timedelta(days=365)
    jobs = ProcrastinateJob.objects.filter(task_name="pictures.prepare_avif")
    before = jobs.count()
    image.save(update_fields=["release_expires_on"])
    assert jobs.count() == before + 1


def test_the_team_is_told_a_month_ahead_once_and_again_of_another_day(
    campaign_page: CampaignPage, ada: User
) -> None:
    image = campaign_page.main_image
    assert image is not None
    unused = make_picture(7)
    for each in (image, unused):
        each.release_expires_on = today() + AHEAD + timedelta(days=1)
        each.save()
    assert tell_of_expiring(today=today()) == 0
    tomorrow = today() + timedelta(days=1)
    assert [tell_of_expiring(today=tomorrow) for _each in range(2)] == [1, 0]
    LibraryImage.objects.filter(pk=image.pk).update(release_expires_on=yesterday())
    assert tell_of_expiring(today=today()) == 1
    (found,) = [kind for kind in waiting(ada, timezone.now()) if kind.key == "releases"]
    assert (found.count, found.is_late, found.items[0].text) == (1, True, image.title)


def upload(user: User, image: LibraryImage, name: str, content: bytes) -> Any:
    form = {
        "title": "Cortile",
        "description": DESCRIBED,
        "collection": Collection.get_first_root_node().pk,
        "minor_shown": "on",
        "release": SimpleUploadedFile(name, content),
    }
    return signed_in(user).post(reverse("wagtailimages:edit", args=[image.pk]), form)


def test_a_release_is_kept_apart_and_read_by_who_keeps_the_library(ada: User) -> None:
    image = make_picture(3)
    assert upload(ada, image, "Maria Rossi.pdf", SIGNED).status_code == 302
    image.refresh_from_db()
    assert "Maria" not in str(image.release.name)
    assert private_storage().exists(image.release.name)

    address = reverse("picture_release", args=[image.pk])
    assert signed_in(ada).get(address).getvalue() == SIGNED
    edit = reverse("wagtailimages:edit", args=[image.pk])
    assert address in signed_in(ada).get(edit).content.decode()
    assert signed_in(make_staff("Ragioneria")).get(address).status_code in (302, 403)
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("content", [b"MZ", b"", b"<html>"])
def test_what_is_no_release_is_refused(ada: User, content: bytes) -> None:
    image = make_picture(3)
    answer = upload(ada, image, "liberatoria.pdf", content)
    assert "release" in answer.context["form"].errors
    image.refresh_from_db()
    assert not image.release


def test_a_release_goes_when_another_replaces_it_and_with_its_picture(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    image = make_picture(4)
    names = []
    for _each in range(2):
        image.release = ContentFile(SIGNED, name="r.pdf")
        with django_capture_on_commit_callbacks(execute=True):
            image.save()
        names.append(image.release.name)
    assert [private_storage().exists(name) for name in names] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        LibraryImage.objects.filter(pk=image.pk).delete()
    assert not private_storage().exists(names[1])


def test_a_picture_uploaded_without_a_release_is_kept(ada: User) -> None:
    form = {
        "title": "Cortile",
        "description": DESCRIBED,
        "file": picture(),
        "minor_shown": "on",
        "collection": Collection.get_first_root_node().pk,
    }
    assert signed_in(ada).post(reverse("wagtailimages:add"), form).status_code == 302
    assert LibraryImage.objects.get().minor_shown
