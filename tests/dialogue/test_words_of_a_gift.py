"""A donor changes or takes back the words of a gift, and the gift stands."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.dialogue import donors, letters, moderation
from campaigns.dialogue.models import RefusalReason, Voice, VoiceState
from campaigns.funding.models import Funding, State
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation
from tests.factories import give, make_donation


@pytest.fixture
def gift(funding: Funding) -> Donation:
    """A gift with words that are public and answered."""
    now = timezone.now()
    made = give(funding, "25.00", at=now, message="Forza!", email="ada@example.org")
    donors.take_in(now=now)
    Voice.objects.update(state=VoiceState.PUBLISHED, decided_at=now, answer="Grazie!")
    return made


def test_changed_words_are_read_again_and_the_gift_stands(
    client: Client, gift: Donation, settings: Any
) -> None:
    settings.MODERATE_BEFORE = False
    old = Voice.objects.get()
    address = step_url(gift, "change_words")
    page = client.get(step_url(gift, "donation")).content.decode()
    assert "Forza!" in page
    assert address in page
    assert "Forza!" in client.get(address).content.decode()
    for _time in range(2):
        answer = client.post(address, {"message": "Avanti così"})
        assert answer.status_code == 303
    voice = Voice.objects.get()
    assert (voice.words, voice.state, voice.answer) == ("Avanti così", VoiceState.WAITING, "")
    assert voice.pk != old.pk, "a decision about the old words would publish the new ones"
    assert "notice--done" in client.get(answer["Location"]).content.decode()
    project = client.get("/progetti/orto/").content.decode()
    assert "Forza!" not in project
    assert "Avanti così" not in project
    stands = Donation.objects.get()
    assert (stands.status, stands.left, stands.name) == (gift.status, gift.left, gift.name)


def test_a_decision_on_the_old_words_does_not_publish_the_new(
    client: Client, gift: Donation, moderator: User
) -> None:
    old = Voice.objects.get()
    client.post(step_url(gift, "change_words"), {"message": "Altro"})
    assert moderation.publish(voice_ids=[old.pk], by=moderator, now=timezone.now()) == 0
    assert not Voice.objects.public().exists()


def test_words_are_taken_back_without_the_gift(client: Client, gift: Donation) -> None:
    address = step_url(gift, "change_words")
    assert "result--asked" in client.post(address).content.decode()
    assert not Voice.objects.exists()
    stands = Donation.objects.get()
    assert (stands.message, stands.left) == ("", gift.left)
    assert client.post(address, {"message": "Ancora"}).status_code == 303
    assert Donation.objects.get().message == ""
    assert address not in client.get(step_url(gift, "donation")).content.decode()
    assert donors.take_in(now=timezone.now()) == 0


def test_the_same_words_are_not_read_twice(client: Client, gift: Donation) -> None:
    client.post(step_url(gift, "change_words"), {"message": " Forza! "})
    assert Voice.objects.public().get().answer == "Grazie!"


@pytest.mark.parametrize("words", ["x" * 501, "a\x00b"])
def test_a_mistake_is_said_and_the_old_words_stay(
    client: Client, gift: Donation, words: str
) -> None:
    answer = client.post(step_url(gift, "change_words"), {"message": words})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert Donation.objects.get().message == "Forza!"


def test_of_what_was_not_funded_words_are_only_taken_back(client: Client, gift: Donation) -> None:
    Funding.objects.update(state=State.FAILED)
    address = step_url(gift, "change_words")
    answer = client.post(address, {"message": "Peccato"})
    assert answer.status_code == 409
    assert "Peccato" in answer.content.decode()
    assert client.post(address).status_code == 200
    assert not Voice.objects.exists()


def test_nobody_changes_the_words_of_another(client: Client, gift: Donation) -> None:
    other = make_donation(gift.funding)
    token = step_url(other, "change_words").split("/")[3]
    address = f"/dona/orto/{token[:8]}{token[8:-1]}x/parole/"
    assert client.post(address, {"message": "Rubato"}).status_code == 404
    assert client.post(step_url(other, "change_words"), {"message": "Nuove"}).status_code == 303
    assert set(Donation.objects.values_list("message", flat=True)) == {"Forza!", ""}


def test_who_is_refused_learns_how_to_change_the_words(gift: Donation, moderator: User) -> None:
    now = timezone.now()
    voice = Voice.objects.get()
    reason = RefusalReason.OFF_TOPIC
    moderation.refuse(voice_id=voice.pk, reason=reason, words="", by=moderator, now=now)
    letters.MESSAGES.send_due(clock=timezone.now)
    assert step_url(gift, "change_words") in str(mail.outbox[0].body)
