"""A campaign inside other sites' pages: ``/embed/<slug>/``."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from campaigns.accounts.models import User
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage
from campaigns.sharing.embedding import SIZES
from tests.factories import give
from tests.pages_http.test_headers import directives

EMBED = "/embed/orto-1/"


@pytest.fixture
def funding(campaign_page: CampaignPage) -> Funding:
    """The money of the campaign at ``/progetti/orto-1/``: 1,000 EUR, threshold 500."""
    return Funding.objects.get(slug=campaign_page.slug)


def words_in(client: Client, **asked: str) -> str:
    answer = client.get(EMBED, asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", [EMBED, "/embed/nessuna/"])
def test_any_site_may_frame_it_and_nothing_in_it_runs(
    client: Client, campaign_page: CampaignPage, address: str
) -> None:
    answer = client.get(address)
    policy = directives(answer)
    assert "X-Frame-Options" not in answer
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == policy["script-src"] == policy["form-action"] == "'none'"
    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    page = answer.content.decode()
    for forbidden in ("<script", " style=", "<form", "site.css"):
        assert forbidden not in page


def test_the_staff_too_get_the_embeds_own_policy(
    client: Client, campaign_page: CampaignPage
) -> None:
    client.force_login(User.objects.create_superuser("ada", "ada@example.org", "password"))
    answer = client.get(EMBED)
    assert directives(answer)["frame-ancestors"] == "*"
    assert directives(answer)["script-src"] == "'none'"
    assert "X-Frame-Options" not in answer


def test_who_has_it_already_is_told_so(client: Client, funding: Funding) -> None:
    tag = client.get(EMBED)["ETag"]
    assert client.get(EMBED, headers={"If-None-Match": tag}).status_code == 304
    give(funding, "25.00", at=timezone.now())
    assert client.get(EMBED, headers={"If-None-Match": tag}).status_code == 200


def test_its_links_lead_out_of_the_frame(
    client: Client, campaign_page: CampaignPage, settings: Settings
) -> None:
    page = words_in(client)
    assert page.count("<a ") == page.count('target="_top" rel="noopener')
    assert f'href="{settings.SITE_URL}/dona/orto-1/"' in page
    assert f'href="{campaign_page.full_url}"' in page


def test_three_sizes_and_a_card_for_whatever_else(client: Client, funding: Funding) -> None:
    pages = {name: words_in(client, formato=name) for name in SIZES}
    for name, page in pages.items():
        assert f"embed--{name}" in page
        assert ("embed__picture" in page) == (name != "compatto")
    assert words_in(client, formato='"><script>') == pages["scheda"] == words_in(client)


def test_it_speaks_both_languages(client: Client, funding: Funding, settings: Settings) -> None:
    give(funding, "425.50", at=timezone.now())
    italian = client.get(EMBED)
    english = client.get(EMBED, {"lingua": "en"})
    assert (italian["Content-Language"], english["Content-Language"]) == ("it", "en")
    assert "425,50\xa0€" in italian.content.decode()
    assert "€425.50" in english.content.decode()
    assert f'href="{settings.SITE_URL}/en/dona/orto-1/"' in english.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert words_in(client, lingua="xx") == italian.content.decode()


@pytest.mark.parametrize("state", list(State))
def test_it_shows_every_state_and_asks_for_money_only_while_live(
    client: Client, funding: Funding, state: State
) -> None:
    give(funding, "25.00", at=timezone.now())
    Funding.objects.filter(pk=funding.pk).update(state=state)
    if state == State.SCHEDULED:
        Funding.objects.filter(pk=funding.pk).update(opens_at=timezone.now() + timedelta(days=1))
    page = words_in(client)
    assert f"bar--{'live' if state == State.LIVE else state.value}" in page
    assert ("/dona/orto-1/" in page) == (state == State.LIVE)


def test_what_is_not_published_is_not_shown(client: Client, campaign_page: CampaignPage) -> None:
    CampaignPage.objects.filter(pk=campaign_page.pk).update(live=False)
    gone = client.get(EMBED)
    assert gone.status_code == 404
    assert campaign_page.title not in gone.content.decode()
    assert client.get("/embed/%00/").status_code == 404


def test_it_takes_few_queries(
    client: Client, funding: Funding, django_assert_max_num_queries: Any
) -> None:
    words_in(client)
    with django_assert_max_num_queries(14):
        words_in(client)
