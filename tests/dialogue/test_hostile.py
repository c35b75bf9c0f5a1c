"""What nobody should get through: hidden signs, floods, guessed links, reports as a weapon."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.dialogue import donors
from campaigns.dialogue.links import token_of
from campaigns.dialogue.models import Report, Voice, VoiceState
from campaigns.funding.models import Funding
from campaigns.plain_words import plain
from tests.dialogue.conftest import TYPED, make_voice
from tests.factories import give

ASK = "/dialogo/orto/domande/nuova/"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada \u202eidraB\u202c", "Ada idraB"),
        ("pa\u200bro\u00adla\ufeff", "parola"),
        ("\u2066isolata\u2069 e \U000e0041nascosta", "isolata e nascosta"),
        ("due\r\nrighe\u2028e tre", "due\nrighe\ne tre"),
        ("\u200b\u200d \u3164\u2800", ""),
        ("\x1b[31mrosso", "[31mrosso"),
        ("می‌خواهم 👩\u200d🌾", "می‌خواهم 👩\u200d🌾"),
        ("zero\x00", "zero\x00"),
    ],
)
def test_signs_that_nobody_sees_are_left_out(typed: str, kept: str) -> None:
    assert plain(typed) == kept


def test_hidden_signs_reach_no_reader(client: Client, funding: Funding) -> None:
    typed = {"text": "Bravi\u202e!oinoc", "name": "Ada\u200b \u202e(Comune)"}
    assert client.post(ASK, TYPED | typed).status_code == 303
    voice = Voice.objects.get()
    assert (voice.text, voice.name) == ("Bravi!oinoc", "Ada (Comune)")
    assert client.post(ASK, TYPED | {"text": "\u200b\u2060"}).status_code == 400


@pytest.mark.parametrize("size", [1_000_000, 4_000_000])
@pytest.mark.parametrize("path", [ASK, "/segui/orto/"])
def test_a_flood_of_text_is_refused(client: Client, funding: Funding, path: str, size: int) -> None:
    flood = {"text": "a" * size, "email": "a" * size, "name": "\u202e" * 10}
    assert client.post(path, flood).status_code == 400
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "words", ["Comprate su https://example.org", "www.example.org", "scrivetemi: ada@example.org"]
)
def test_what_names_an_address_is_read_first_whatever_the_setting(
    client: Client, funding: Funding, settings: Any, words: str
) -> None:
    settings.MODERATE_BEFORE = False
    voice = make_voice(funding, state=VoiceState.UNCONFIRMED, text=words)
    path = f"/le-mie-parole/{token_of(voice)}/"
    client.post(path, {"confirm": "1"})
    give(funding, at=timezone.now(), message=words)
    donors.take_in(now=timezone.now())
    assert set(Voice.objects.values_list("state", flat=True)) == {VoiceState.WAITING}


def test_a_link_is_neither_guessed_nor_carried_over(client: Client, funding: Funding) -> None:
    voice, other = make_voice(funding), make_voice(funding)
    token = token_of(voice)
    for wrong in (
        token.replace(f"{voice.pk}:", f"{other.pk}:"),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.upper(),
        f"{voice.pk}",
        f"{voice.pk}:",
        "é:ü",
        "%00",
        "9" * 5000,
    ):
        assert client.get(f"/le-mie-parole/{wrong}/").status_code == 404, wrong
        assert client.post(f"/le-mie-parole/{wrong}/", {"remove": "1"}).status_code == 404, wrong
    assert Voice.objects.count() == 2


def test_a_link_older_than_two_days_confirms_nothing(client: Client, funding: Funding) -> None:
    written = timezone.now() - timedelta(hours=48, minutes=1)
    voice = make_voice(funding, state=VoiceState.UNCONFIRMED, written_at=written)
    path = f"/le-mie-parole/{token_of(voice)}/"
    for answer in (client.get(path), client.post(path, {"confirm": "1"})):
        assert answer.status_code == 410
        assert voice.text not in answer.content.decode()
    voice.refresh_from_db()
    assert voice.state == VoiceState.UNCONFIRMED


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_programs_that_look_at_links_change_nothing(
    client: Client, funding: Funding, method: str
) -> None:
    voice = make_voice(funding, state=VoiceState.UNCONFIRMED)
    getattr(client, method)(f"/le-mie-parole/{token_of(voice)}/", {"confirm": "1", "remove": "1"})
    assert Voice.objects.get().state == VoiceState.UNCONFIRMED


def test_a_mailbox_is_not_filled_by_our_forms(funding: Funding, settings: Any) -> None:
    """From many clients, to many spellings of one mailbox, through both forms."""
    settings.CONFIRMATIONS_PER_ADDRESS = 3
    statuses = []
    for number in range(6):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        path = ASK if number % 2 else "/segui/orto/"
        email = f"Vittima+{number}@example.org"
        statuses.append(client.post(path, TYPED | {"email": email}).status_code)
    assert statuses == [303, 303, 303, 429, 429, 429]


def test_a_client_does_not_invent_itself_anew(funding: Funding, settings: Any) -> None:
    settings.VOICES_PER_CLIENT = 2
    invented = [("10.0.0.9", f"192.0.2.{number}") for number in range(3)]
    household = [(f"2001:db8::{number}", "") for number in range(3)]
    for clients in (invented, household):
        statuses = [
            Client(REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=told)
            .post(ASK, TYPED | {"email": f"a{number}@example.org"})
            .status_code
            for number, (address, told) in enumerate(clients)
        ]
        assert statuses == [303, 303, 429]
        cache.clear()


def test_behind_a_proxy_of_ours_each_client_has_its_own_share(
    funding: Funding, settings: Any
) -> None:
    settings.VOICES_PER_CLIENT = 1
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    statuses = [
        Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 192.0.2.{client}")
        .post(ASK, TYPED | {"email": f"a{n}@example.org"})
        .status_code
        for n, client in enumerate((1, 1, 2))
    ]
    assert statuses == [303, 429, 303]


def test_no_counter_names_a_client_or_an_address(
    client: Client, funding: Funding, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters: list[str] = []
    real = cache.add

    def noted(key: str, *more: Any, **named: Any) -> bool:
        counters.append(key)
        return bool(real(key, *more, **named))

    monkeypatch.setattr(cache, "add", noted)
    voice = make_voice(funding, state=VoiceState.PUBLISHED)
    client.post(ASK, TYPED)
    client.post("/segui/orto/", TYPED)
    client.post(f"/segnala/{voice.pk}/", {"reason": "false"})
    assert len(counters) >= 6
    assert not [name for name in counters if "127.0.0.1" in name or "ada@" in name]


def test_one_person_does_not_hide_words_by_patience(funding: Funding, settings: Any) -> None:
    """Reported again each hour from one place, they stay: a place counts once a day."""
    settings.REPORTS_THAT_HIDE = 3
    voice = make_voice(funding, state=VoiceState.PUBLISHED)
    statuses = [
        Client(REMOTE_ADDR=f"2001:db8::{hour}")
        .post(f"/segnala/{voice.pk}/", {"reason": "false"})
        .status_code
        for hour in range(4)
    ]
    assert statuses == [303, 429, 429, 429]
    assert Voice.objects.public().exists()


def test_what_reports_hide_is_on_record_and_reports_have_an_end(
    funding: Funding, settings: Any
) -> None:
    settings.REPORTS_THAT_HIDE, settings.REPORTS_PER_CLIENT = 2, 99
    hidden = make_voice(funding, state=VoiceState.PUBLISHED)
    read = make_voice(funding, state=VoiceState.PUBLISHED, decided_at=timezone.now())
    for number in range(60):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        client.post(f"/segnala/{read.pk}/", {"reason": "false", "details": "\u202e!"})
        if number < 2:
            client.post(f"/segnala/{hidden.pk}/", {"reason": "false"})
    assert list(Voice.objects.public()) == [read]
    assert Report.objects.filter(voice=read).count() == 50
    entry = ModelLogEntry.objects.get(action="dialogue.hide")
    assert (entry.object_id, entry.user) == (str(hidden.pk), None)


def test_no_mail_carries_what_a_stranger_typed(client: Client, funding: Funding) -> None:
    from campaigns.dialogue import letters
    from campaigns.following import mailing

    client.post(ASK, TYPED | {"text": "Clicca qui", "name": "La tua banca"})
    client.post("/segui/orto/", TYPED | {"email": "vittima@example.org", "name": "La tua banca"})
    letters.MESSAGES.send_due(clock=timezone.now)
    mailing.MESSAGES.send_due(clock=timezone.now)
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert "Clicca" not in letter.message().as_string()
        assert "banca" not in letter.message().as_string()
