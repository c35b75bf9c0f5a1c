"""Requests to the staff: reference, mails, retention."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from campaigns.house.message_queue import NoticeState
from home.feedback import messages, retention, support
from home.feedback.models import (
    RatedThing,
    Rating,
    RequestKind,
    SupportMessage,
    SupportRequest,
    Topic,
)
from home.models import InformationPage

TYPED = {"topic": "gift", "text": "Ho pagato e non vedo nulla.", "email": "ada@example.org"}
PAGES = {"help": "/assistenza/richiesta/", "problem": "/assistenza/segnalazione/"}


def written(**facts: Any) -> SupportRequest:
    """A request of somebody who left an e-mail."""
    known: dict[str, Any] = {
        "kind": RequestKind.HELP,
        "topic": Topic.GIFT,
        "text": "Aiuto",
        "email": "ada@example.org",
        "language": "it",
        "now": timezone.now(),
    }
    return support.write(**(known | facts))


def send_all() -> None:
    for message in SupportMessage.objects.all():
        messages.MESSAGES.send(message_id=message.pk, now=timezone.now())


@pytest.mark.parametrize("kind", ["help", "problem"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_reader_writes_and_gets_a_reference(
    client: Client, page: InformationPage, kind: str, prefix: str
) -> None:
    address = prefix + PAGES[kind]
    assert client.get(address).status_code == 200
    answer = client.post(address, TYPED)
    assert answer.status_code == 303
    kept = SupportRequest.objects.get()
    assert (kept.kind, kept.topic, kept.text) == (kind, "gift", TYPED["text"])
    assert kept.language == (prefix.removeprefix("/") or "it")
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", kept.reference)
    receipt = client.get(answer.headers["Location"]).content.decode()
    assert kept.reference in receipt
    assert TYPED["text"] not in receipt and "ada@" not in receipt
    assert not client.cookies


def test_staff_and_writer_get_a_mail_without_the_words(db: None, settings: Any) -> None:
    settings.SUPPORT_EMAILS = ["desk@example.org", "other@example.org"]
    request = written(text="Il mio IBAN è XYZ", language="en")
    send_all()
    to_staff, receipt = mail.outbox
    assert to_staff.to == settings.SUPPORT_EMAILS
    assert f"/admin/riscontri/richieste/{request.pk}/" in to_staff.body
    assert receipt.to == ["ada@example.org"]
    assert receipt.subject == f"We have received your message: {request.reference}"
    for sent in mail.outbox:
        assert request.reference in sent.body
        assert "XYZ" not in sent.body
    assert "ada@" not in to_staff.body
    assert set(SupportMessage.objects.values_list("state", flat=True)) == {NoticeState.SENT}


def test_who_leaves_no_address_gets_no_receipt(db: None) -> None:
    written(email="")
    assert [message.kind for message in SupportMessage.objects.all()] == ["staff"]


def test_the_form_is_no_way_of_writing_to_others(db: None, settings: Any) -> None:
    settings.SUPPORT_RECEIPTS_PER_ADDRESS = 2
    for email in ("ada@example.org", "ADA@example.org ", "ada@example.org"):
        written(email=email.strip())
    assert SupportMessage.objects.filter(kind="receipt").count() == 2
    assert SupportRequest.objects.count() == 3


def test_without_staff_to_tell_nothing_is_sent(db: None, settings: Any) -> None:
    settings.SUPPORT_EMAILS = []
    written(email="")
    send_all()
    assert mail.outbox == []
    assert SupportMessage.objects.get().state == NoticeState.DROPPED


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": ""},
        {"topic": "nothing"},
        {"text": ""},
        {"text": "a" * 4001},
        {"text": "Ciao\x00"},
        {"email": "ada"},
        {"address": "/" * 256},
    ],
)
def test_odd_input_is_told_and_nothing_typed_is_lost(
    client: Client, db: None, wrong: dict[str, str]
) -> None:
    answer = client.post(PAGES["problem"], TYPED | {"address": "/qui/"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'class="error-summary"' in page
    for name in {"text", "email", "address"} - wrong.keys():
        assert (TYPED | {"address": "/qui/"})[name] in page
    assert not SupportRequest.objects.exists()


def test_a_page_of_ones_own_is_never_filled_in(client: Client, page: InformationPage) -> None:
    filled = client.get(f"{PAGES['problem']}?pagina=/guida/").content.decode()
    assert 'value="/guida/"' in filled
    empty = client.get(f"{PAGES['problem']}?pagina=/le-mie-donazioni/l/secret/").content.decode()
    assert "secret" not in empty[empty.index("<main") :]


def test_beyond_the_hours_share_what_is_typed_stays(
    client: Client, db: None, settings: Any
) -> None:
    settings.SUPPORT_REQUESTS_PER_CLIENT = 1
    assert client.post(PAGES["help"], TYPED).status_code == 303
    again = client.post(PAGES["help"], TYPED)
    assert again.status_code == 429
    assert TYPED["text"] in again.content.decode()


def test_a_machine_that_fills_the_trap_keeps_nothing(client: Client, db: None) -> None:
    assert client.post(PAGES["help"], TYPED | {"website": "x"}).status_code == 303
    assert not SupportRequest.objects.exists()


@pytest.mark.parametrize("token", ["1", "1:forged", "x" * 500])
def test_a_receipt_is_opened_by_its_own_link_only(client: Client, db: None, token: str) -> None:
    written()
    assert client.get(f"/assistenza/ricevuta/{token}/").status_code == 404


def test_r16_words_are_erased_after_their_time(db: None, settings: Any) -> None:
    settings.FEEDBACK_RETENTION_DAYS = 30
    now = timezone.now()
    old = written(now=now - timedelta(days=30), address="/qui/")
    new = written(now=now - timedelta(days=29))
    rating = Rating.objects.create(
        thing=RatedThing.PAGE,
        stars=2,
        details="Sono Ada",
        language="it",
        rated_at=now - timedelta(days=31),
    )
    assert retention.erase_due(now=now) == 2
    assert retention.erase_due(now=now) == 0
    old.refresh_from_db()
    new.refresh_from_db()
    rating.refresh_from_db()
    assert (old.text, old.email, old.address, old.erased_at) == ("", "", "", now)
    assert (new.text, new.email) == ("Aiuto", "ada@example.org")
    assert (rating.details, rating.stars) == ("", 2)


def test_a_receipt_of_what_was_erased_meanwhile_is_dropped(db: None) -> None:
    request = written()
    retention.erase_due(now=timezone.now() + timedelta(days=5000))
    send_all()
    assert [sent.to for sent in mail.outbox if "ada@example.org" in sent.to] == []
    assert SupportMessage.objects.get(request=request, kind="receipt").state == NoticeState.DROPPED


def test_the_database_keeps_erased_requests_empty(db: None) -> None:
    request = written()
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportRequest.objects.filter(pk=request.pk).update(erased_at=timezone.now())
