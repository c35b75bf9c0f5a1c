"""A guest writes, confirms by the link in the mail, and can take the words back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaigns.dialogue import letters, retention
from campaigns.dialogue.links import own_url, token_of
from campaigns.dialogue.models import (
    RefusalReason,
    Voice,
    VoiceKind,
    VoiceMessage,
    VoiceMessageKind,
    VoiceState,
)
from campaigns.funding.models import Funding, State
from tests.dialogue.conftest import TYPED, make_voice

ASK = "/dialogo/orto/domande/nuova/"


def own_path(voice: Voice) -> str:
    return f"/le-mie-parole/{token_of(voice)}/"


def test_words_wait_for_their_address_then_for_the_staff(client: Client, funding: Funding) -> None:
    answer = client.post(ASK, TYPED)
    assert (answer.status_code, answer["Location"]) == (303, "/dialogo/orto/controlla-la-posta/")
    voice = Voice.objects.get()
    assert (voice.state, voice.kind) == (VoiceState.UNCONFIRMED, VoiceKind.QUESTION)
    letters.MESSAGES.send_due(clock=timezone.now)
    letter = mail.outbox[0]
    assert letter.to == ["ada@example.org"]
    assert own_url(voice) in str(letter.body)
    assert TYPED["text"] not in str(letter.body)
    assert client.get(own_path(voice)).status_code == 200
    voice.refresh_from_db()
    assert voice.state == VoiceState.UNCONFIRMED, "a mail program that follows links confirms"
    client.post(own_path(voice), {"confirm": "1"})
    voice.refresh_from_db()
    assert voice.state == VoiceState.WAITING
    assert TYPED["text"] not in client.get("/progetti/orto/").content.decode()


def test_what_is_too_long_is_said_and_nothing_is_cut_off(client: Client, funding: Funding) -> None:
    assert 'maxlength="1000"' not in client.get(ASK).content.decode()
    words = "a" * 1200
    page = client.post(ASK, TYPED | {"text": words}).content.decode()
    assert words in page and "1200" in page.replace(words, "")
    assert not Voice.objects.exists()


def test_moderated_afterwards_words_are_public_at_once(
    client: Client, funding: Funding, settings: Any
) -> None:
    settings.MODERATE_BEFORE = False
    client.post("/dialogo/orto/commenti/nuovo/", TYPED)
    voice = Voice.objects.get()
    client.post(own_path(voice), {"confirm": "1"})
    page = client.get("/progetti/orto/").content.decode()
    assert TYPED["text"] in page
    assert TYPED["email"] not in page
    assert Voice.objects.to_read().get() == voice


def test_confirmed_again_nothing_changes(client: Client, funding: Funding) -> None:
    refused = {"state": VoiceState.REFUSED, "reason": RefusalReason.OFFENSIVE}
    voice = make_voice(funding, **refused)
    client.post(own_path(voice), {"confirm": "1"})
    voice.refresh_from_db()
    assert voice.state == VoiceState.REFUSED


def test_words_are_taken_back_with_everything_about_them(client: Client, funding: Funding) -> None:
    voice = make_voice(funding, state=VoiceState.PUBLISHED, answer="Sì.")
    path = own_path(voice)
    assert client.post(path, {"remove": "1"}).status_code == 200
    assert not Voice.objects.exists()
    assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 1001},
        {"text": "\x00"},
        {"name": "x" * 61},
        {"email": "nessuno"},
        {"email": ""},
    ],
)
def test_mistakes_are_said_and_nothing_typed_is_lost(
    client: Client, funding: Funding, wrong: dict[str, str]
) -> None:
    typed = TYPED | wrong
    answer = client.post(ASK, typed)
    assert answer.status_code == 400
    assert not Voice.objects.exists()
    kept = answer.context["form"].data
    assert {name: kept[name] for name in typed} == typed


def test_a_machine_is_thanked_and_nothing_kept(client: Client, funding: Funding) -> None:
    assert client.post(ASK, TYPED | {"website": "x"}).status_code == 303
    assert not Voice.objects.exists()


@pytest.mark.parametrize("limit", ["VOICES_PER_CLIENT", "VOICES_PER_ADDRESS"])
def test_who_writes_too_often_waits(
    client: Client, funding: Funding, settings: Any, limit: str
) -> None:
    setattr(settings, limit, 1)
    assert client.post(ASK, TYPED).status_code == 303
    answer = client.post(ASK, TYPED)
    assert answer.status_code == 429
    assert TYPED["text"] in answer.content.decode()
    assert Voice.objects.count() == 1


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_nothing_is_written_about_what_did_not_go_ahead(
    client: Client, funding: Funding, state: State
) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=state)
    assert client.post(ASK, TYPED).status_code == 409
    assert not Voice.objects.exists()
    assert ASK not in client.get("/progetti/orto/").content.decode()


def test_no_form_stands_on_a_page_that_is_kept(client: Client, funding: Funding) -> None:
    make_voice(funding, state=VoiceState.PUBLISHED)
    for path in ("/progetti/orto/", "/dialogo/orto/domande/"):
        answer = client.get(path)
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert not answer.cookies


def test_what_is_not_confirmed_or_was_refused_long_ago_goes(
    funding: Funding, settings: Any
) -> None:
    now = timezone.now()
    long_ago = now - timedelta(days=settings.VOICES_RETENTION_DAYS + 1)
    never = make_voice(
        funding,
        state=VoiceState.UNCONFIRMED,
        confirmed_at=None,
        written_at=now - timedelta(hours=49),
    )
    refused = make_voice(
        funding, state=VoiceState.REFUSED, reason=RefusalReason.FALSE, written_at=long_ago
    )
    old = make_voice(funding, state=VoiceState.PUBLISHED, written_at=long_ago)
    fresh = make_voice(funding, state=VoiceState.PUBLISHED)
    assert retention.forget_due(now=now) == 3
    assert set(Voice.objects.values_list("pk", "email")) == {
        (old.pk, ""),
        (fresh.pk, "ada@example.org"),
    }
    assert {never.pk, refused.pk}.isdisjoint(Voice.objects.values_list("pk", flat=True))


def test_a_letter_is_queued_once(client: Client, funding: Funding) -> None:
    client.post(ASK, TYPED)
    voice = Voice.objects.get()
    letters.queue(kind=VoiceMessageKind.CONFIRM, voice=voice, now=timezone.now())
    assert VoiceMessage.objects.count() == 1
