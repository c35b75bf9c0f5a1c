"""The desk: published, refused for a reason that is told, reported, answered."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.accounts.models import User
from campaigns.dialogue import letters, moderation
from campaigns.dialogue.models import (
    UNTOLD,
    AnsweredAs,
    RefusalReason,
    Report,
    Voice,
    VoiceState,
)
from campaigns.funding.models import Funding
from tests.dialogue.conftest import make_voice

DESK = "/admin/redazione/dialogo/"


def test_those_chosen_are_published_together(desk: Client, funding: Funding) -> None:
    chosen = [make_voice(funding, text=f"Domanda {number}") for number in range(3)]
    left = make_voice(funding, text="Non ancora")
    body = {"voice": [str(voice.pk) for voice in chosen] + ["x", "9" * 30]}
    assert desk.post(DESK, body).status_code == 302
    assert set(Voice.objects.public()) == set(chosen)
    assert list(Voice.objects.to_read()) == [left]
    page = Client().get("/progetti/orto/").content.decode()
    assert "Domanda 2" in page
    assert "Non ancora" not in page


def test_a_refusal_tells_its_author_why(desk: Client, funding: Funding) -> None:
    voice = make_voice(funding)
    body = {"refuse": "1", "reason": RefusalReason.PERSONAL, "words": "C’è il nome di un vicino."}
    assert desk.post(f"{DESK}{voice.pk}/", body).status_code == 302
    letters.MESSAGES.send_due(clock=timezone.now)
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "C’è il nome di un vicino." in str(letter.body)
    assert voice.text not in str(letter.body)


@pytest.mark.parametrize("reason", UNTOLD)
def test_who_advertises_is_not_written_to(
    moderator: User, funding: Funding, reason: RefusalReason
) -> None:
    now, voice = timezone.now(), make_voice(funding)
    moderation.refuse(voice_id=voice.pk, reason=reason, words="", by=moderator, now=now)
    assert not voice.messages.exists()


def test_another_reason_is_written_out(desk: Client, funding: Funding) -> None:
    voice = make_voice(funding)
    answer = desk.post(f"{DESK}{voice.pk}/", {"refuse": "1", "reason": "other", "words": " "})
    assert answer.status_code == 400
    voice.refresh_from_db()
    assert voice.state == VoiceState.WAITING


@pytest.mark.parametrize("role", ["Ragioneria", "Segreteria", "RUP", "Commissione"])
def test_other_roles_decide_nothing(funding: Funding, role: str) -> None:
    user = User.objects.create_user(role, f"{role}@example.org", "password")
    user.groups.add(Group.objects.get(name=role))
    voice, now = make_voice(funding), timezone.now()
    with pytest.raises(PermissionDenied):
        moderation.publish(voice_ids=[voice.pk], by=user, now=now)
    with pytest.raises(PermissionDenied):
        moderation.answer(voice_id=voice.pk, text="Sì", by=user, now=now)
    voice.refresh_from_db()
    assert voice.state == VoiceState.WAITING


def test_the_staff_answers_and_the_author_is_told_once(desk: Client, funding: Funding) -> None:
    voice = make_voice(funding, state=VoiceState.PUBLISHED)
    for text in ("Sì, di legno.", "Sì, di ferro."):
        desk.post(f"{DESK}{voice.pk}/", {"reply": "1", "answer": text})
    letters.MESSAGES.send_due(clock=timezone.now)
    assert len(mail.outbox) == 1
    voice.refresh_from_db()
    assert (voice.answer, voice.answered_as) == ("Sì, di ferro.", AnsweredAs.STAFF)
    assert "Sì, di ferro." in Client().get("/progetti/orto/").content.decode()


def test_anyone_reports_once_and_the_staff_looks(
    client: Client, desk: Client, funding: Funding
) -> None:
    voice = make_voice(funding, state=VoiceState.PUBLISHED, decided_at=timezone.now())
    path = f"/segnala/{voice.pk}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {}).status_code == 400
    assert client.post(path, {"reason": "false", "details": "Non è così"}).status_code == 303
    assert client.post(path, {"reason": "false"}).status_code == 429
    assert Voice.objects.to_read().get() == voice
    assert "Non è così" in desk.get(f"{DESK}{voice.pk}/").content.decode()
    desk.post(f"{DESK}{voice.pk}/", {"publish": "1"})
    assert not Voice.objects.to_read().exists()
    assert Report.objects.get().closed_at is not None


def test_reports_hide_only_what_nobody_has_read(funding: Funding, settings: Any) -> None:
    settings.REPORTS_THAT_HIDE = 2
    unread = make_voice(funding, state=VoiceState.PUBLISHED)
    read = make_voice(funding, state=VoiceState.PUBLISHED, decided_at=timezone.now())
    for number in range(2):
        client = Client(REMOTE_ADDR=f"10.0.0.{number + 1}")
        for voice in (unread, read):
            assert client.post(f"/segnala/{voice.pk}/", {"reason": "other"}).status_code == 303
    assert list(Voice.objects.public()) == [read]


def test_what_is_not_public_cannot_be_reported(client: Client, funding: Funding) -> None:
    assert client.get(f"/segnala/{make_voice(funding).pk}/").status_code == 404


def test_decisions_are_on_record_without_the_words_or_who_wrote_them(
    desk: Client, moderator: User, funding: Funding
) -> None:
    voice = make_voice(funding, name="Ada Cerri")
    page = f"{DESK}{voice.pk}/"
    desk.post(DESK, {"voice": [str(voice.pk)]})
    desk.post(page, {"publish": "1"})
    desk.post(page, {"reply": "1", "answer": "Sì."})
    desk.post(page, {"reply": "1", "answer": ""})
    desk.post(page, {"refuse": "1", "reason": "personal", "words": "C’è il nome di Ada."})
    entries = ModelLogEntry.objects.order_by("pk")
    assert [entry.action.removeprefix("dialogue.") for entry in entries] == [
        *("publish", "keep", "answer", "answer_remove", "refuse")
    ]
    assert {entry.user for entry in entries} == {moderator}
    said = " ".join(f"{entry.label} {entry.data}" for entry in entries)
    for word in (voice.text, "Ada", "ada@example.org"):
        assert word not in said
    for path in (page, "/admin/reports/site-history/"):
        answer = desk.get(path)
        assert answer.status_code == 200
        assert (
            "Non pubblicato: Contiene fatti privati o dati di qualcuno" in answer.content.decode()
        )


def test_who_does_not_moderate_reads_no_decision(desk: Client, funding: Funding) -> None:
    voice = make_voice(funding)
    desk.post(DESK, {"voice": [str(voice.pk)]})
    user = User.objects.create_user("paola", "paola@example.org", "password")
    user.groups.add(Group.objects.get(name="Segreteria"))
    client = Client()
    client.force_login(user)
    said = client.get("/admin/reports/site-history/").content.decode()
    assert f"commento {voice.pk}" not in said
