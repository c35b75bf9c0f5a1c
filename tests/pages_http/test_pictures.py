"""Pictures: crops made by jobs, never by a page; AVIF where it is ready, JPEG for everyone."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.models import CampaignPage, LibraryImage, LibraryRendition
from campaigns.pictures.crops import AVIF, CROPS, FALLBACK, MARK, prepare, prepared
from campaigns.tasks import prepare_avif, prepare_fallbacks
from tests.pages_http.conftest import make_picture

ADDRESS = "/progetti/orto-1/"


def queued() -> list[tuple[str, int]]:
    jobs = ProcrastinateJob.objects.filter(task_name__startswith="pictures.")
    return [(job.task_name, job.args["image_id"]) for job in jobs.order_by("id")]


@pytest.mark.django_db
def test_saving_a_picture_queues_its_crops_and_makes_none() -> None:
    picture = make_picture(1)
    both = [("pictures.prepare_fallbacks", picture.pk), ("pictures.prepare_avif", picture.pk)]
    assert queued() == both
    picture.save(update_fields=["title"])
    assert queued() == both
    picture.focal_point_x = 3
    picture.save(update_fields=["focal_point_x"])
    assert queued() == both * 2
    assert LibraryRendition.objects.count() == 0


def test_a_page_makes_no_crop(client: Client, campaign_page: CampaignPage) -> None:
    page = client.get(ADDRESS).content.decode()
    assert "<picture>" not in page
    assert client.get("/progetti/").status_code == 200
    assert LibraryRendition.objects.count() == 0


def test_while_avif_is_not_ready_a_page_shows_the_fallback(
    client: Client, campaign_page: CampaignPage
) -> None:
    prepare_fallbacks(campaign_page.main_image_id)
    picture = shown(client)
    assert ".jpg 16w" in picture
    assert "avif" not in picture
    prepare_avif(campaign_page.main_image_id)
    assert '<source type="image/avif"' in shown(client)


def shown(client: Client) -> str:
    found = re.search(r"<picture>.*?</picture>", client.get(ADDRESS).content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


def test_width_height_and_words_are_always_there(
    client: Client, campaign_page: CampaignPage
) -> None:
    prepare_fallbacks(campaign_page.main_image_id)
    picture = shown(client)
    assert re.search(r'width="\d+" height="\d+" alt="Un orto"', picture)


@pytest.mark.django_db
def test_every_crop_of_both_formats_is_made_once() -> None:
    picture = make_picture(1)
    for _turn in range(2):
        prepare_fallbacks(picture.pk)
        prepare_avif(picture.pk)
    sizes = {size for crop in CROPS.values() for size in crop}
    made = list(LibraryRendition.objects.values_list("filter_spec", flat=True))
    crops = [f"format-{name}|{size}" for size in sizes for name in (AVIF, FALLBACK)]
    assert sorted(made) == sorted([*crops, MARK.spec])
    for crop in CROPS:
        assert prepared(picture, crop) is not None


@pytest.mark.django_db
def test_a_new_focal_point_replaces_the_crops() -> None:
    picture = make_picture(1)
    prepare(picture, FALLBACK)
    before = set(LibraryRendition.objects.filter(filter_spec__contains="fill").values_list("pk"))
    picture.focal_point_x, picture.focal_point_y = 2, 2
    picture.focal_point_width = picture.focal_point_height = 2
    picture.save()
    fresh = LibraryImage.objects.get(pk=picture.pk)
    prepare(fresh, FALLBACK)
    after = set(LibraryRendition.objects.filter(filter_spec__contains="fill").values_list("pk"))
    assert len(after) == len(before)
    assert not after & before


@pytest.mark.django_db
def test_a_picture_whose_file_is_lost_breaks_no_job() -> None:
    picture = make_picture(1)
    picture.file.storage.delete(picture.file.name)
    prepare_fallbacks(picture.pk)
    prepare_avif(picture.pk)
    assert LibraryRendition.objects.count() == 0


@pytest.mark.django_db
def test_a_picture_is_found_by_one_query() -> None:
    picture = make_picture(1)
    prepare(picture, FALLBACK)
    with CaptureQueriesContext(connection) as captured:
        assert prepared(LibraryImage.objects.get(pk=picture.pk), "card") is not None
    assert len(captured) <= 2
