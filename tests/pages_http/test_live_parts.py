"""What the page of a campaign takes from the server while somebody reads it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments import campaign_acts
from tests.factories import give
from tests.pages_http.test_stopped_campaigns import document

FRAGMENT = "/dona/orto-1/barra/"
PROGRESS = "/api/v1/campaigns/orto-1/progress/"


@pytest.fixture
def funding(campaign_page: CampaignPage) -> Funding:
    """The money of the campaign at ``/progetti/orto-1/``: 1,000 EUR, threshold 500."""
    return Funding.objects.get(slug=campaign_page.slug)


def words_in(client: Client, address: str = FRAGMENT) -> str:
    """The fragment, with each run of spaces as one."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def seen_by_the_script(progress: dict[str, Any]) -> str:
    """What ``live-bar.js`` makes of the progress, to know whether something is new."""
    match = progress["match"]
    return "|".join(
        [
            progress["state"],
            str(progress["at_risk"]).lower(),
            progress["collected"],
            str(progress["donations"]),
            *(match["state"], match["amount"], match["shortfall"]),
        ]
    )


@pytest.mark.parametrize("amount", [None, "25.50", "450.00", "500.00", "1200.00"])
def test_the_page_has_seen_what_the_progress_says(
    client: Client, funding: Funding, amount: str | None
) -> None:
    """Else every poll would ask for the fragment, for ever."""
    if amount:
        give(funding, amount, at=timezone.now())
    seen = f'data-seen="{seen_by_the_script(client.get(PROGRESS).json())}"'
    assert seen in words_in(client)
    assert seen in words_in(client, "/progetti/orto-1/")


def test_a_change_that_is_announced_is_a_stage_of_its_own(client: Client, funding: Funding) -> None:
    now = timezone.now()
    assert 'data-stage="live"' in words_in(client)
    give(funding, "450.00", at=now)
    nearly = words_in(client)
    assert "bar--near" in nearly
    assert 'data-stage="live"' in nearly, "nothing is announced on the way to the threshold"
    give(funding, "50.00", at=now)
    assert 'data-stage="reached"' in words_in(client)
    campaign_acts.suspend(funding_id=funding.pk, document=document(), now=now)
    assert 'data-stage="suspended"' in words_in(client)


def test_every_part_of_the_page_that_lives_is_in_the_fragment(
    client: Client, funding: Funding
) -> None:
    parts = re.compile(r'data-live="([^"]+)"')
    page = set(parts.findall(words_in(client, "/progetti/orto-1/")))
    assert page == set(parts.findall(words_in(client)))
    assert {"bar-page", "give", "donate-bar"} <= page


def test_the_way_to_give_goes_when_the_campaign_stops(client: Client, funding: Funding) -> None:
    assert 'id="give-amount"' in words_in(client)
    campaign_acts.suspend(funding_id=funding.pk, document=document(), now=timezone.now())
    stopped = words_in(client)
    assert 'id="give-amount"' not in stopped
    assert "donate-bar" not in stopped
    assert "Mancano due &lt;preventivi&gt;." in stopped


def test_it_speaks_the_readers_language(client: Client, funding: Funding) -> None:
    give(funding, "425.50", at=timezone.now())
    assert "425,50\xa0€" in client.get(FRAGMENT).content.decode()
    english = client.get(f"/en{FRAGMENT}").content.decode()
    assert "€425.50" in english
    assert "donation" in english
    assert f'data-fragment="/en{FRAGMENT}"' in english


def test_it_is_fresh_and_for_nobody_but_the_page(client: Client, funding: Funding) -> None:
    answer = client.get(FRAGMENT)
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.cookies == {}
    assert client.get("/dona/nessuna/barra/").status_code == 404


def test_it_takes_few_queries(
    client: Client, funding: Funding, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        client.get(FRAGMENT)
