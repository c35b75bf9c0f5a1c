"""The library of pictures and files: what each must say of itself, and may be."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.documents import get_document_model
from wagtail.models import Collection

from campaigns.accounts.models import User
from campaigns.models import LibraryImage
from tests.editorial.conftest import signed_in
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
DESCRIBED = "Due bambini innaffiano i pomodori in un cortile."


def picture() -> SimpleUploadedFile:
    buffer = BytesIO()
    Drawing.new("RGB", (16, 10), (20, 90, 40)).save(buffer, "JPEG")
    return SimpleUploadedFile("cortile.jpg", buffer.getvalue(), "image/jpeg")


def add_image(user: User, description: str) -> Any:
    form = {
        "title": "Cortile",
        "description": description,
        "file": picture(),
        "collection": Collection.get_first_root_node().pk,
    }
    return signed_in(user).post(reverse("wagtailimages:add"), form)


def add_document(user: User, name: str, content: bytes) -> Any:
    form = {
        "title": "Il piano",
        "file": SimpleUploadedFile(name, content),
        "collection": Collection.get_first_root_node().pk,
    }
    return signed_in(user).post(reverse("wagtaildocs:add"), form)


def test_a_picture_says_what_it_shows(ada: User) -> None:
    assert add_image(ada, DESCRIBED).status_code == 302
    assert LibraryImage.objects.get().default_alt_text == DESCRIBED


@pytest.mark.parametrize("description", ["", "Orto", "cortile-con-alberi.jpg"])
def test_a_picture_without_a_description_is_refused_kindly(ada: User, description: str) -> None:
    answer = add_image(ada, description)
    assert answer.status_code == 200
    assert "description" in answer.context["form"].errors
    assert not LibraryImage.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("piano.pdf", b"%PDF-1.7\n..."), ("conti.csv", b"a;b\n1;2\n"), ("piano.docx", b"PK\x03\x04")],
)
def test_a_file_is_of_the_kind_that_it_says(ada: User, name: str, content: bytes) -> None:
    assert add_document(ada, name, content).status_code == 302
    assert get_document_model().objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("piano.pdf", b"MZ\x90\x00"), ("conti.csv", b"MZ\x90\x00"), ("programma.exe", b"MZ")],
)
def test_a_file_that_lies_is_refused_kindly(ada: User, name: str, content: bytes) -> None:
    answer = add_document(ada, name, content)
    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    assert not get_document_model().objects.exists()


def test_a_file_too_large_says_how_large_it_may_be(ada: User, settings: Any) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    answer = add_document(ada, "piano.pdf", b"%PDF-1.7 and more than ten bytes")
    assert answer.status_code == 200
    assert "10" in str(answer.context["form"].errors["file"])


@pytest.mark.parametrize("role", ["Ragioneria", "Commissione"])
def test_who_does_not_write_adds_nothing(role: str) -> None:
    user = make_staff(role)
    assert add_image(user, DESCRIBED).status_code in (302, 403)
    assert add_document(user, "piano.pdf", b"%PDF-1.7").status_code in (302, 403)
    assert not LibraryImage.objects.exists()
    assert not get_document_model().objects.exists()
