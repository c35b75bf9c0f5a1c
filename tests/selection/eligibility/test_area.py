"""The proponent answers in their area: words and files, in time, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.selection import integrations
from campaigns.selection.models import IntegrationRequest, ProposalState
from tests.selection import factories
from tests.selection.eligibility.stories import make_call, signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Any) -> None:
    """Files of a test stay in the test's own folder."""
    storages = {name: dict(value) for name, value in settings.STORAGES.items()}
    storages["private"]["OPTIONS"] = {"location": str(tmp_path), "base_url": None}
    settings.STORAGES = storages


@pytest.fixture
def asked() -> IntegrationRequest:
    proposal = factories.make_in_eligibility(make_call(now=timezone.now()))
    return integrations.ask_integration(
        proposal=proposal,
        text="Manca lo statuto firmato",
        by=factories.make_staff("Segreteria"),
        now=timezone.now(),
    )


@pytest.fixture
def client(asked: IntegrationRequest) -> Client:
    return signed_in(asked.proposal.created_by)


@pytest.fixture
def url(asked: IntegrationRequest) -> str:
    return reverse("area:integration", args=[asked.proposal_id])


def pdf(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("statuto.pdf", content, content_type="application/pdf")


def test_the_answer_is_written_in_two_sittings_and_sent(
    asked: IntegrationRequest, client: Client, url: str
) -> None:
    assert "Manca lo statuto firmato" in client.get(url).content.decode()
    assert client.post(url, {"text": "A metà", "file": pdf(), "add": "1"}).status_code == 302
    page = client.get(url).content.decode()
    assert "A metà" in page
    assert "statuto.pdf" in page
    assert client.post(url, {"text": "Ecco lo statuto", "send": "1"}).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "Ecco lo statuto"
    assert asked.answered_at is not None
    assert asked.proposal.submissions.get().content["attachments"] == []
    asked.proposal.refresh_from_db()
    assert asked.proposal.state == ProposalState.ELIGIBILITY
    assert client.get(url).status_code == 302, "there is nothing to answer any more"
    assert client.post(url, {"text": "Ancora"}).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "Ecco lo statuto"
    clerk = signed_in(asked.asked_by)
    page = clerk.get(reverse("selection:proposal", args=[asked.proposal_id])).content.decode()
    assert "Ecco lo statuto" in page
    file = asked.attachments.get()
    answer = clerk.get(reverse("selection:file", args=[file.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_staff_sees_no_answer_before_it_is_sent(
    asked: IntegrationRequest, client: Client, url: str
) -> None:
    client.post(url, {"text": "Una bozza segreta", "file": pdf(), "add": "1"})
    clerk = signed_in(asked.asked_by)
    page = clerk.get(reverse("selection:proposal", args=[asked.proposal_id])).content.decode()
    assert "Una bozza segreta" not in page
    assert "statuto.pdf" not in page


def test_a_file_is_taken_away_again_and_the_words_stay(
    asked: IntegrationRequest, client: Client, url: str
) -> None:
    client.post(url, {"text": "", "file": pdf(), "add": "1"})
    file = asked.attachments.get()
    assert client.post(url, {"text": "Parole", "remove": str(file.pk)}).status_code == 302
    assert not asked.attachments.filter(removed_at=None).exists()
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("Parole", None)
    assert client.post(url, {"remove": "nothing"}).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"text": " "},
        {"text": "a\x00b"},
        {"text": "x" * 5001},
        {"text": "Ecco", "file": b"MZ\x00 not a document"},
        {"text": "Ecco", "file": b""},
    ],
    ids=["nothing", "blanks", "nul", "too-long", "program", "empty-file"],
)
def test_bad_input_is_told_and_nothing_is_sent(
    asked: IntegrationRequest, client: Client, url: str, values: dict[str, Any]
) -> None:
    if "file" in values:
        values = values | {"file": pdf(values["file"])}
    answer = client.post(url, values | {"send": "1"})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_late_answer_is_refused_kindly_and_its_words_are_shown(
    asked: IntegrationRequest, client: Client, url: str
) -> None:
    IntegrationRequest.objects.filter(pk=asked.pk).update(
        due_at=timezone.now() - timedelta(seconds=1)
    )
    answer = client.post(url, {"text": "Troppo tardi", "file": pdf(), "send": "1"})
    assert answer.status_code == 409
    assert "Troppo tardi" in answer.content.decode()
    assert client.get(url).status_code == 200
    assert not asked.attachments.exists()
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("", None)


def test_strangers_find_nothing(asked: IntegrationRequest, url: str) -> None:
    for person in (factories.make_proponent().user, asked.asked_by):
        stranger = signed_in(person)
        assert stranger.get(url).status_code in (302, 403, 404)
        assert stranger.post(url, {"text": "Io", "send": "1"}).status_code in (302, 403, 404)
    assert Client().post(url, {"text": "Io", "send": "1"}).status_code == 302
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_what_is_sent_after_the_session_ended_waits_for_its_author(
    client: Client, url: str, asked: IntegrationRequest
) -> None:
    client.logout()
    assert client.post(url, {"text": "Scritta in treno", "send": "1"}).status_code == 302
    asked.refresh_from_db()
    assert not asked.answer
    client.force_login(asked.proposal.created_by)
    page = client.get(url)
    assert page.context["is_kept"]
    assert "Scritta in treno" in page.content.decode()
    assert not client.get(url).context["is_kept"], "once"
