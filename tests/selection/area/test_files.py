"""Files: checked by their content, kept in private, read by permission."""

import hashlib
import io
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image, PngImagePlugin

from campaigns.files.checked import UploadRefused, check_document, check_picture
from campaigns.selection import snapshot
from campaigns.selection.models import Attachment, Picture, Proposal, ProposalState, Submission
from campaigns.selection.steps import Step
from campaigns.selection.uploads import add_picture, attach
from tests.selection.area.conftest import Desk
from tests.selection.area.files import PDF, pdf, phone_photo, picture, program
from tests.selection.factories import make_proponent, make_staff


def upload(desk: Desk, file: Any, document: Any = "") -> Any:
    url = reverse("area:documents", args=(desk.proposal.pk,))
    return desk.client.post(url, {"file": file, "document": document})


def attached(desk: Desk, **fields: Any) -> Attachment:
    return attach(
        proposal=desk.proposal,
        file=pdf(),
        required_document=None,
        by=desk.user,
        now=timezone.now(),
        **fields,
    )


def test_a_document_is_uploaded_and_downloaded(desk: Desk) -> None:
    document = desk.call.required_documents.get()
    assert upload(desk, pdf("../Lo statuto\x07.exe"), document.pk).status_code == 302
    attachment = desk.proposal.attachments.get()
    assert attachment.required_document == document
    assert attachment.name == "Lo statuto.pdf", "the content says what it is"
    assert "statuto" not in str(attachment.file.name)
    response: Any = desk.client.get(reverse("area:file", args=(desk.proposal.pk, attachment.pk)))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "file",
    [
        program(),
        SimpleUploadedFile("nota.pdf", b"<html><script>alert(1)</script>"),
        SimpleUploadedFile("disegno.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
        SimpleUploadedFile("vuoto.pdf", b""),
    ],
    ids=["program", "html", "svg", "broken-png", "empty"],
)
def test_a_file_that_is_not_what_it_says_is_refused(desk: Desk, file: Any) -> None:
    file.seek(0)
    response = upload(desk, file)
    assert response.status_code == 400
    assert 'href="#id_other_file"' in response.content.decode() or "field__error" in (
        response.content.decode()
    )
    assert not Attachment.objects.exists()
    file.seek(0)
    url = reverse("area:upload-picture", args=(desk.proposal.pk,))
    assert desk.client.post(url, {"file": file}).status_code == 302
    assert not Picture.objects.exists()


def test_a_picture_is_kept_without_where_and_by_whom_it_was_taken(desk: Desk) -> None:
    photo = phone_photo()
    with Image.open(photo) as taken:
        assert taken.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    kept = add_picture(proposal=desk.proposal, file=photo, by=desk.user, now=timezone.now())
    data = kept.file.open("rb").read()
    assert b"Rosa" not in data
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif()
        assert image.info.get("icc_profile")
        assert image.size == (kept.width, kept.height) == (30, 40)
        top: Any = image.convert("RGB").getpixel((15, 3))
    assert top[0] > 150 > top[1], "it stands as it was taken"


def test_a_transparent_picture_stays_so(desk: Desk) -> None:
    buffer = io.BytesIO()
    image = Image.new("P", (8, 8), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Rosa Bianchi")
    image.save(buffer, "PNG", transparency=0, pnginfo=words)
    file = SimpleUploadedFile("orto.png", buffer.getvalue())
    kept = add_picture(proposal=desk.proposal, file=file, by=desk.user, now=timezone.now())
    data = kept.file.open("rb").read()
    assert b"Rosa" not in data
    with Image.open(io.BytesIO(data)) as stored:
        assert stored.convert("RGBA").getpixel((1, 1)) == (0, 0, 0, 0)


@pytest.mark.parametrize("check", [check_document, check_picture], ids=["document", "picture"])
def test_a_photo_in_heic_is_told_what_to_do(check: Any) -> None:
    file = SimpleUploadedFile("IMG_1.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64)
    with pytest.raises(UploadRefused, match="HEIC"):
        check(file)


def test_nothing_chosen_and_a_document_of_no_notice(desk: Desk) -> None:
    assert upload(desk, "").status_code == 400
    assert upload(desk, pdf(), "999999").status_code == 404
    assert upload(desk, pdf(), "\x00").status_code == 404


def test_limits_of_size_and_number_hold(desk: Desk, settings: Any) -> None:
    settings.PROPOSAL_FILE_MAX_MB = 0
    with pytest.raises(UploadRefused):
        check_document(pdf())
    settings.PROPOSAL_FILE_MAX_MB = 10
    settings.PROPOSAL_FILES_MAX = 1
    attached(desk)
    with pytest.raises(UploadRefused):
        attached(desk)
    with pytest.raises(UploadRefused):
        add_picture(proposal=desk.proposal, file=picture(), by=desk.user, now=timezone.now())


def test_pictures_get_their_words_and_their_order(desk: Desk) -> None:
    url = reverse("area:upload-picture", args=(desk.proposal.pk,))
    desk.client.post(url, {"file": picture("uno.png"), "alt": "L’orto"})
    desk.client.post(url, {"file": picture("due.jpg", "JPEG"), "alt": ""})
    first, second = desk.proposal.pictures.all()
    assert (first.alt, first.width, second.content_type) == ("L’orto", 40, "image/jpeg")
    desk.save(Step.PICTURES, {f"alt-{second.pk.hex}": "La serra", f"position-{first.pk.hex}": "9"})
    assert [row.alt for row in desk.proposal.pictures.all()] == ["La serra", "L’orto"]
    shown = desk.client.get(reverse("area:file", args=(desk.proposal.pk, first.pk)))
    assert shown["Content-Disposition"].startswith("inline")


def test_a_removed_file_is_gone_unless_it_was_sent(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    sent = attached(desk)
    content, personal = snapshot.content_of(desk.proposal), snapshot.personal_of(desk.proposal)
    Submission.objects.create(
        proposal=desk.proposal,
        call=desk.call,
        number=1,
        received_at=timezone.now(),
        withdrawn_at=timezone.now(),
        sent_by=desk.user,
        content=content,
        personal=personal,
        **snapshot.digests_of(content, personal),
    )
    unsent = attached(desk)
    storage, name = unsent.file.storage, str(unsent.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        for file in (sent, unsent):
            url = reverse("area:remove", args=(desk.proposal.pk, file.pk))
            assert desk.client.post(url).status_code == 302
    sent.refresh_from_db()
    assert sent.removed_at is not None
    assert sent.file.storage.exists(str(sent.file.name))
    assert not Attachment.objects.filter(pk=unsent.pk).exists()
    assert not storage.exists(name)
    again = reverse("area:remove", args=(desk.proposal.pk, sent.pk))
    assert desk.client.post(again).status_code == 404


def test_deleting_a_draft_deletes_its_files(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    attachment = attached(desk)
    with django_capture_on_commit_callbacks(execute=True):
        desk.client.post(reverse("area:delete", args=(desk.proposal.pk,)))
    assert not attachment.file.storage.exists(str(attachment.file.name))
    assert not Proposal.objects.exists()


def test_a_sent_proposal_keeps_its_files(desk: Desk) -> None:
    attachment = attached(desk)
    Proposal.objects.filter(pk=desk.proposal.pk).update(state=ProposalState.SUBMITTED)
    desk.client.post(reverse("area:remove", args=(desk.proposal.pk, attachment.pk)))
    upload(desk, pdf())
    assert Attachment.objects.get() == attachment
    assert Attachment.objects.get().removed_at is None


@pytest.mark.parametrize("role", ["Segreteria", "Commissione", "RUP", "Redazione"])
def test_nobody_of_the_staff_reads_a_draft_or_a_sealed_file(desk: Desk, role: str) -> None:
    attachment = attached(desk)
    url = reverse("area:file", args=(desk.proposal.pk, attachment.pk))
    client = Client()
    client.force_login(make_staff(role))
    for state in (ProposalState.DRAFT, ProposalState.SUBMITTED):
        Proposal.objects.filter(pk=desk.proposal.pk).update(state=state)
        assert client.get(url).status_code != 200
    client.force_login(make_proponent().user)
    assert client.get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_file_is_found_below_its_own_proposal_alone(desk: Desk) -> None:
    attachment = attached(desk)
    other = make_proponent()
    client = Client()
    client.force_login(other.user)
    from tests.selection.factories import make_draft

    theirs = make_draft(desk.call, other)
    assert client.get(reverse("area:file", args=(theirs.pk, attachment.pk))).status_code == 404
    assert client.post(reverse("area:remove", args=(theirs.pk, attachment.pk))).status_code == 404
    assert Attachment.objects.filter(pk=attachment.pk).exists()


def test_files_have_no_public_address(desk: Desk) -> None:
    attachment = attached(desk)
    public = desk.client.get(f"/media/{attachment.file.name}", follow=True)
    assert public.status_code == 404
    assert not attachment.file.path.startswith(str(settings.MEDIA_ROOT))
