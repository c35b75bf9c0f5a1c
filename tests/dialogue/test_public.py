"""What readers see: plain words, no address, no anonymous name, as many queries as ever."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from campaigns.dialogue import donors
from campaigns.dialogue.models import Origin, Voice, VoiceKind, VoiceState
from campaigns.funding.models import Funding
from campaigns.payments.models import Donation
from tests.dialogue.conftest import make_voice
from tests.factories import give
from tests.pages_http.test_queries import queries

PAGE = "/progetti/orto/"


def test_words_are_escaped_and_no_link(client: Client, funding: Funding) -> None:
    text = "<script>alert(1)</script> https://example.org/truffa"
    make_voice(funding, state=VoiceState.PUBLISHED, text=text, answer=text, name="<b>Ada</b>")
    for path in (PAGE, "/dialogo/orto/domande/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>Ada" not in page
        assert 'href="https://example.org/truffa' not in page
        assert "https://example.org/truffa" in page


@pytest.mark.parametrize(
    ("anonymous", "company", "shown"),
    [(False, "", "Bruno Cerri"), (True, "", ""), (False, "Forno srl", "Forno srl")],
)
def test_r16_a_donors_words_carry_a_name_only_if_the_donor_gave_it(
    client: Client, funding: Funding, anonymous: bool, company: str, shown: str
) -> None:
    now = timezone.now()
    fields: dict[str, Any] = {"name": "Bruno Cerri", "anonymous": anonymous, "company": company}
    give(funding, at=now, message="Forza!", email="bruno@example.org", **fields)
    assert donors.take_in(now=now) == 1
    assert "Forza!" not in client.get(PAGE).content.decode()
    Voice.objects.update(state=VoiceState.PUBLISHED)
    for path in (PAGE, "/dialogo/orto/commenti/"):
        cache.clear()
        page = client.get(path).content.decode()
        words = page[page.index('class="voice"') :]
        assert "Forza!" in words
        assert "bruno@example.org" not in page
        assert ("Bruno Cerri" in words) == (shown == "Bruno Cerri")
        assert ("Forno srl" in words) == (shown == "Forno srl")


def test_words_of_a_gift_are_taken_in_once_and_when_it_has_arrived(funding: Funding) -> None:
    now = timezone.now()
    gift = give(funding, at=now, message="Forza!")
    give(funding, at=now - timedelta(days=99), message="Troppo tardi")
    assert [donors.take_in(now=now) for _time in range(2)] == [1, 0]
    voice = Voice.objects.get()
    assert (voice.donation, voice.origin, voice.text) == (gift, Origin.DONOR, "")
    assert voice.words == "Forza!"


def test_r16_with_a_donor_their_words_go(client: Client, funding: Funding) -> None:
    now = timezone.now()
    gift = give(funding, at=now, message="Forza!")
    donors.take_in(now=now)
    Voice.objects.update(state=VoiceState.PUBLISHED)
    Donation.objects.filter(pk=gift.pk).update(message="", name="", email="", erased_at=now)
    assert not Voice.objects.public().exists()
    donors.take_in(now=now)
    assert not Voice.objects.exists()


def test_empty_places_invite(client: Client, funding: Funding) -> None:
    page = client.get(PAGE).content.decode()
    assert "/dialogo/orto/domande/nuova/" in page
    assert "/dialogo/orto/commenti/nuovo/" in page


def test_all_are_read_page_by_page(client: Client, funding: Funding) -> None:
    for number in range(25):
        make_voice(
            funding,
            kind=VoiceKind.COMMENT,
            state=VoiceState.PUBLISHED,
            text=f"Voce numero {number:02}",
            written_at=timezone.now() - timedelta(days=number),
        )
    first = client.get("/dialogo/orto/commenti/").content.decode()
    second = client.get("/dialogo/orto/commenti/?pagina=2").content.decode()
    assert "Voce numero 00" in first
    assert "Voce numero 24" not in first
    assert "Voce numero 24" in second
    assert client.get("/dialogo/orto/commenti/?pagina=%00").status_code == 200
    assert client.get("/en/dialogo/orto/commenti/").status_code == 200


def test_a_campaign_takes_as_many_queries_for_many_voices_as_for_few(
    client: Client, funding: Funding
) -> None:
    paths = (PAGE, "/dialogo/orto/domande/", "/dialogo/orto/commenti/")
    _add(funding, 3)
    few = {path: queries(client, path) for path in paths}
    _add(funding, 60)
    assert {path: queries(client, path) for path in paths} == few


def test_what_the_staff_asks_is_read_in_ones_own_language(client: Client, funding: Funding) -> None:
    of_staff = {"origin": Origin.STAFF, "state": VoiceState.PUBLISHED, "answer": "A maggio."}
    make_voice(funding, **of_staff, text="Quando?", language="it")
    make_voice(funding, **of_staff, text="When?", language="en")
    make_voice(funding, state=VoiceState.PUBLISHED, text="Wo ist es?", language="en")
    page = client.get("/dialogo/orto/domande/").content.decode()
    assert "Quando?" in page
    assert "When?" not in page
    assert "Wo ist es?" in page


def _add(funding: Funding, count: int) -> None:
    now = timezone.now()
    for number in range(count):
        for kind in VoiceKind:
            make_voice(funding, kind=kind, state=VoiceState.PUBLISHED, written_at=now)
        give(funding, "1.00", at=now, message=f"Forza {number}", name=f"Donatrice {number}")
    donors.take_in(now=now)
    Voice.objects.update(state=VoiceState.PUBLISHED)
