"""Redazione's first page: what waits, counted, with the way to each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.dialogue.models import Origin, Voice, VoiceState
from campaigns.funding.models import State
from campaigns.models import CampaignPage, StorySuggestion
from tests.editorial.conftest import Write, signed_in
from tests.editorial.test_corrections import correct
from tests.editorial.test_publishing import submit
from tests.factories import make_campaign_page, make_funding, make_open_funding
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db


def test_all_that_waits_is_counted_and_led_to(
    page: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    now = timezone.now()
    state = submit(write(page, ada, summary="Un orto, e un forno."), ada)
    corrected = make_campaign_page(make_open_funding(slug="altra", title="Altra"))
    correction = correct(write(corrected, ada, summary="Un orto, e un bar."), ada)
    suggestion = StorySuggestion.objects.create(
        campaign_key=page.translation_key, text="Le famiglie.", author=ada, created_at=now
    )
    question = Voice.objects.create(
        campaign_key=page.translation_key,
        origin=Origin.GUEST,
        text="Ci sarà una rampa?",
        state=VoiceState.WAITING,
        written_at=now,
        confirmed_at=now,
    )
    opens = now + timedelta(hours=30)
    make_funding(
        slug="poi",
        title="Doposcuola",
        state=State.SCHEDULED,
        opens_at=opens,
        closes_at=opens + timedelta(days=30),
    )
    home = reverse("editorial:home")
    ways = [
        reverse("editorial:approve", args=[state.pk]),
        reverse("editorial:confirm", args=[correction.pk]),
        reverse("editorial:answer_suggestion", args=[suggestion.pk]),
        reverse("editorial:voice", args=[question.pk]),
    ]
    read = signed_in(bea).get(home).content.decode()
    assert all(way in read for way in ways)
    assert "Doposcuola" in read
    assert "Domanda: Ci sarà una rampa?" in read
    assert "Una parola sul racconto: Le famiglie." in read
    assert "translate-title" in read
    assert '<th scope="col"></th>' not in read, "a missing translation has no day"
    own = signed_in(ada).get(home).content.decode()
    assert [way in own for way in ways] == [False, False, True, True]
    admin = signed_in(bea).get(reverse("wagtailadmin_home")).content.decode()
    assert f'{home}"' in admin
    assert f"{home}#corrections" in admin
    for role in ("RUP", "Segreteria", "Commissione", "Ragioneria"):
        stranger = signed_in(make_staff(role))
        assert stranger.get(home).status_code == 302
        assert f'{home}"' not in stranger.get(reverse("wagtailadmin_home")).content.decode()
