"""Sending through the site: the confirmation, the receipt, the kind word after the deadline."""

import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.selection.models import Proposal, ProposalState, Submission
from campaigns.selection.receipt import receipt
from tests.selection import factories

from .sending import NOW, after_closing, closes, complete_draft, send, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what the views read."""

    def at(now: datetime) -> None:
        clock = SimpleNamespace(now=lambda: now)
        monkeypatch.setattr("campaigns.selection.area.access.timezone", clock)

    at(NOW)
    return at


def login(client: Client, person: User) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def address(name: str, proposal: Proposal) -> str:
    return reverse(f"area:{name}", args=[proposal.pk])


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_sending_leads_to_the_confirmation(client: Client, call: Call, clock: Any) -> None:
    proposal = complete_draft(call)
    login(client, proposal.created_by)
    response = client.post(address("submit", proposal))
    assert response["Location"] == address("sent", proposal)
    submission = Submission.objects.get()
    page = client.get(response["Location"]).content.decode()
    for told in (f"{call.slug}/0001", "10 marzo 2026", "2026-03-10 13:00:00+01:00"):
        assert told in page
    assert submission.digest[:32] in page
    again = client.post(address("submit", proposal))
    assert again["Location"] == address("sent", proposal), "a double click does no harm"
    assert Submission.objects.count() == 1


def test_after_the_deadline_a_kind_word_and_the_draft(
    client: Client, call: Call, clock: Any
) -> None:
    proposal = complete_draft(call)
    login(client, proposal.created_by)
    clock(closes(call))
    response = client.post(address("submit", proposal))
    assert response.status_code == 409
    text = response.content.decode()
    assert address("proposal", proposal) in text
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DRAFT
    clock(closes(call) - timedelta(microseconds=1))
    assert client.post(address("submit", proposal)).status_code == 302


def test_what_lacks_something_leads_back_to_the_summary(
    client: Client, call: Call, clock: Any
) -> None:
    proposal = complete_draft(call, impact="")
    login(client, proposal.created_by)
    response = client.post(address("submit", proposal))
    assert response["Location"] == address("review", proposal)
    assert not Submission.objects.exists()


def test_the_receipt_can_be_checked(client: Client, call: Call, clock: Any) -> None:
    proposal = sent(call)
    submission = Submission.objects.get()
    login(client, proposal.created_by)
    response = client.get(address("receipt", proposal))
    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content)
    for told in (
        f"{call.slug}/0001",
        "2026-03-10 13:00:00+01:00",
        proposal.title,
        proposal.organization.name,
    ):
        assert told in text
    squeezed = text.replace(" ", "")
    digests = (submission.digest, submission.content_digest, submission.personal_digest)
    for digest in (*digests, "ab" * 32, "cd" * 32):
        assert digest in squeezed
    content = client.get(address("sent_content", proposal)).content
    assert hashlib.sha256(content).hexdigest() == submission.content_digest
    assert json.loads(content) == submission.content
    line = f'["{submission.content_digest}","{submission.personal_digest}"]'
    assert line in squeezed
    assert hashlib.sha256(line.encode()).hexdigest() == submission.digest


def test_the_receipt_names_partners_with_quota_and_declarations(call: Call) -> None:
    proposal = complete_draft(call)
    facts = {"legal_form": "aps", "tax_code": "00743110157", "representative": "Ada Neri"}
    proposal.partners.create(
        position=0, name="Ciclofficina", quota=Decimal(5000), declares=True, **facts
    )
    pdf = receipt(submission=send(proposal), language="it", now=NOW)
    text = text_of(pdf)
    for told in ("Ciclofficina", "5.000 €", "15.000 €", "20.000 €"):
        assert told in text
    assert "Ada Neri" not in text


def test_a_receipt_of_many_files_takes_the_pages_it_needs(call: Call) -> None:
    submission = Submission.objects.get(proposal=sent(call))
    files = submission.content["attachments"]
    submission.content["attachments"] = [
        files[0] | {"name": f"Łódź {number} " + "x" * 150} for number in range(40)
    ]
    pdf = receipt(submission=submission, language="en", now=NOW)
    assert len(PdfReader(BytesIO(pdf)).pages) > 2
    assert "Łódź 39" in text_of(pdf)


def test_taking_back_is_asked_first(client: Client, call: Call, clock: Any) -> None:
    proposal = sent(call)
    login(client, proposal.created_by)
    assert client.get(address("take_back", proposal)).status_code == 200
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
    client.post(address("take_back", proposal))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DRAFT
    assert client.get(address("receipt", proposal)).status_code == 404
    assert client.get(address("sent", proposal))["Location"] == address("proposal", proposal)
    clock(after_closing(call))
    send(proposal)
    client.post(address("take_back", proposal))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_withdrawing_asks_for_a_clear_yes(client: Client, call: Call, clock: Any) -> None:
    proposal = sent(call)
    login(client, proposal.created_by)
    early = client.get(address("withdraw", proposal))
    assert early["Location"] == address("proposal", proposal)
    clock(after_closing(call))
    assert client.get(address("withdraw", proposal)).status_code == 200
    assert client.post(address("withdraw", proposal)).status_code == 400
    typed = {"reason": "x" * 1001, "is_sure": "on"}
    assert client.post(address("withdraw", proposal), typed).status_code == 400
    assert client.post(address("withdraw", proposal), {"reason": "\0"}).status_code == 400
    client.post(address("withdraw", proposal), {"reason": "Cambio", "is_sure": "on"})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "name", ["submit", "sent", "receipt", "sent_content", "take_back", "withdraw"]
)
def test_nobody_else_comes_in(
    client: Client, call: Call, clock: Any, name: str, method: str
) -> None:
    proposal = sent(call)
    anonymous = getattr(client, method)(address(name, proposal))
    assert anonymous.status_code == 302
    assert reverse("account_login") in anonymous["Location"]
    login(client, factories.make_proponent().user)
    assert getattr(client, method)(address(name, proposal)).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
