"""A donor changes the words of a gift at the moment when they are taken in."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from campaigns.dialogue import donors
from campaigns.dialogue.models import Voice, VoiceState
from tests.factories import give, make_open_funding

pytestmark = pytest.mark.committed


def taken_in() -> int:
    try:
        return donors.take_in(now=timezone.now())
    finally:
        connections.close_all()


def test_words_that_are_being_changed_are_judged_as_they_stay(
    committed_db: str, settings: Any
) -> None:
    settings.MODERATE_BEFORE = False
    with transaction.atomic():
        gift = give(make_open_funding(), at=timezone.now(), message="Forza!")
    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            words = "Scrivetemi: https://example.org/truffa"
            donors.change_words(donation_id=gift.pk, words=words, now=timezone.now())
            assert beside.submit(taken_in).result(timeout=30) == 0
        assert beside.submit(taken_in).result(timeout=30) == 1
    voice = Voice.objects.get()
    assert (voice.words, voice.state) == (words, VoiceState.WAITING)
