"""The list of campaigns: what is chosen, how many each choice leaves, in which order."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.calls.models import Area, Call, Round
from campaigns.funding.models import Funding, State
from campaigns.lists.listing import CARDS_A_PAGE
from campaigns.models import CampaignPage
from tests.factories import CallFactory, give, make_campaign_page, make_fund, make_open_funding

pytestmark = pytest.mark.django_db
LIST = "/progetti/"


@pytest.fixture
def call() -> Call:
    call = CallFactory.create(slug="avviso")
    make_fund(call)
    return call


def make_area(slug: str) -> Area:
    area, _ = Area.objects.get_or_create(
        slug=slug, defaults={"name_it": slug.title(), "short_name_it": slug.title()}
    )
    return area


def add(
    call: Call, slug: str, *, area: str | None = None, days: int = 30, begun: int = 10, **told: Any
) -> Funding:
    """A campaign on the list that opened ``begun`` days ago and ends in ``days``."""
    now = timezone.now()
    terms = {"opens_at": now - timedelta(days=begun), "closes_at": now + timedelta(days=days)}
    state = told.pop("state", State.LIVE if begun > 0 else State.SCHEDULED)
    funding = make_open_funding(call, slug=slug, state=state, **terms)
    make_campaign_page(funding, area=make_area(area) if area else None, **told)
    return funding


def found(client: Client, address: str = LIST) -> list[str]:
    """The campaigns on a page of the list, in its order."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [card.page.slug for card in answer.context["cards"]]


def counts(client: Client, name: str, address: str = LIST) -> dict[str, int]:
    """What a filter offers at an address: how many campaigns each value leaves."""
    context = client.get(address).context
    offered = {item.name: item for item in [context["states"], *context["filters"]]}
    return {option.value: option.count for option in offered[name].options}


def test_filters_combine(client: Client, call: Call) -> None:
    add(call, "orto", area="verde", municipio=3)
    add(call, "prato", area="verde", municipio=4)
    add(call, "cinema", area="cultura", municipio=3)
    assert found(client, f"{LIST}?area=verde&municipio=3") == ["orto"]
    assert set(found(client, f"{LIST}?municipio=3")) == {"orto", "cinema"}


def test_a_count_is_what_its_choice_would_leave_with_the_others_as_they_are(
    client: Client, call: Call
) -> None:
    add(call, "orto", area="verde", municipio=3)
    add(call, "prato", area="verde", municipio=4)
    add(call, "cinema", area="cultura", municipio=3)
    address = f"{LIST}?area=verde"
    assert counts(client, "municipio", address) == {"": 2, "3": 1, "4": 1}
    assert counts(client, "area", address) == {"": 3, "verde": 2, "cultura": 1}
    for value, count in counts(client, "municipio", address).items():
        assert len(found(client, f"{address}&municipio={value}" if value else address)) == count


def test_a_state_is_that_of_the_moment_not_that_of_the_last_job(client: Client, call: Call) -> None:
    add(call, "in-arrivo", begun=-5)
    add(call, "aperta-or-ora", state=State.SCHEDULED)
    add(call, "finita-or-ora", days=-1)
    assert counts(client, "stato") == {"": 3, "live": 1, "scheduled": 1, "settling": 1}
    assert found(client, f"{LIST}?stato=live") == ["aperta-or-ora"]


def test_rounds_are_told_apart_by_their_notice(client: Client, call: Call) -> None:
    now = timezone.now()
    other = CallFactory.create(slug="altro-avviso")
    rounds = [
        Round.objects.create(
            call=one, number=1, opens_at=now - timedelta(days=10), closes_at=now + timedelta(days=9)
        )
        for one in (call, other)
    ]
    add(call, "orto", round=rounds[0])
    add(other, "prato", round=rounds[1])
    assert found(client, f"{LIST}?tornata=avviso-1") == ["orto"]
    assert found(client, f"{LIST}?tornata=altro-avviso-1") == ["prato"]


def test_what_is_for_the_whole_city_has_a_place_of_its_own(client: Client, call: Call) -> None:
    add(call, "ovunque")
    add(call, "orto", municipio=3)
    assert found(client, f"{LIST}?municipio=citta") == ["ovunque"]


def test_text_is_looked_for_in_title_and_summary_also_by_its_beginning(
    client: Client, call: Call
) -> None:
    add(call, "orto", title="Orti sui tetti", summary="Pomodori per il quartiere.")
    add(call, "cinema", title="Cinema in cortile", summary="Film all’aperto.")
    assert found(client, f"{LIST}?q=pomodori") == ["orto"]
    assert found(client, f"{LIST}?q=pomod") == ["orto"]
    assert found(client, f"{LIST}?q=cinema&municipio=1") == []
    assert counts(client, "stato", f"{LIST}?q=cortile") == {"": 1, "live": 1}


def test_open_ones_come_first_and_the_next_to_end_before_the_others(
    client: Client, call: Call
) -> None:
    add(call, "fallita", days=-9, begun=60, state=State.FAILED)
    add(call, "riuscita", days=-20, begun=60, state=State.SUCCEEDED)
    add(call, "riuscita-da-poco", days=-2, begun=60, state=State.SUCCEEDED)
    add(call, "in-arrivo", begun=-3, days=40)
    add(call, "lunga", days=30)
    add(call, "breve", days=2)
    in_time = ["breve", "lunga", "in-arrivo", "riuscita-da-poco", "riuscita", "fallita"]
    assert found(client) == in_time
    assert found(client, f"{LIST}?ordine=scadenza") == in_time


def test_near_the_threshold_means_the_least_missing_then_those_that_miss_nothing(
    client: Client, call: Call
) -> None:
    now = timezone.now()
    for slug, amount in (("meta", "250.00"), ("quasi", "450.00"), ("oltre", "600.00")):
        give(add(call, slug), amount, at=now)
    add(call, "in-arrivo", begun=-3)
    assert found(client, f"{LIST}?ordine=soglia") == ["quasi", "meta", "oltre", "in-arrivo"]


def test_newest_and_most_supported(client: Client, call: Call) -> None:
    now = timezone.now()
    give(add(call, "vecchia", begun=20), "300.00", at=now)
    new = add(call, "nuova", begun=1)
    give(new, "10.00", at=now)
    give(new, "10.00", at=now)
    add(call, "in-arrivo", begun=-3)
    assert found(client, f"{LIST}?ordine=recenti") == ["nuova", "vecchia", "in-arrivo"]
    assert found(client, f"{LIST}?ordine=sostegni") == ["nuova", "vecchia", "in-arrivo"]


def test_a_choice_that_does_not_exist_counts_for_nothing(client: Client, call: Call) -> None:
    add(call, "orto", municipio=3)
    for odd in ("stato=xyz", "area=%00", "municipio=12", "municipio=٣", "tornata=x-1", "ordine=x"):
        assert found(client, f"{LIST}?{odd}") == ["orto"], odd
    assert found(client, f"{LIST}?pagina=999&pagina=%00") == ["orto"]


def test_nothing_found_says_which_choice_to_take_away(client: Client, call: Call) -> None:
    add(call, "orto", area="verde", municipio=3)
    add(call, "cinema", area="cultura", municipio=4)
    answer = client.get(f"{LIST}?area=verde&municipio=4&q=orto")
    ways = {choice.url: choice.count for choice in answer.context["choices"]}
    assert ways[f"{LIST}?q=orto&area=verde"] == 1
    assert ways[f"{LIST}?q=orto&municipio=4"] == 0
    for url, count in ways.items():
        assert len(found(client, url)) == count


def test_an_existing_choice_without_campaigns_is_kept_and_said(client: Client, call: Call) -> None:
    add(call, "orto", municipio=3)
    answer = client.get(f"{LIST}?stato=failed&municipio=7")
    assert answer.context["count"] == 0
    assert len(answer.context["choices"]) == 2


def test_a_list_without_campaigns_says_so(client: Client, call: Call) -> None:
    page = make_campaign_page(add_only_funding(call))
    page.unpublish()
    answer = client.get(LIST)
    assert answer.context["total"] == 0
    assert "Nessun progetto" in answer.content.decode()


def add_only_funding(call: Call) -> Funding:
    ended = timezone.now() - timedelta(days=1)
    return make_open_funding(call, slug="passato", state=State.FAILED, closes_at=ended)


def test_what_a_form_left_empty_leaves_the_address(client: Client, call: Call) -> None:
    add(call, "orto", municipio=3)
    answer = client.get(f"{LIST}?q=&area=&municipio=3&ordine=&tornata=")
    assert answer.status_code == 302
    assert answer["Location"] == f"{LIST}?municipio=3"
    assert client.get(f"{LIST}?q=+&area=")["Location"] == LIST
    assert client.get(f"{LIST}?utm_source=posta&q=orto").status_code == 200


def test_pages_keep_the_choices(client: Client, call: Call) -> None:
    for number in range(CARDS_A_PAGE + 1):
        add(call, f"orto-{number:02}", municipio=3, days=number + 1)
    first = client.get(f"{LIST}?municipio=3")
    assert first.context["count"] == CARDS_A_PAGE + 1
    assert "?municipio=3&amp;pagina=2" in first.content.decode()
    assert found(client, f"{LIST}?municipio=3&pagina=2") == [f"orto-{CARDS_A_PAGE:02}"]


def test_the_map_leads_to_the_list_and_keeps_the_other_choices(client: Client, call: Call) -> None:
    add(call, "orto", area="verde", municipio=3)
    places = client.get(f"{LIST}?area=verde").context["places"]
    assert [place.municipio.number for place in places] == list(range(1, 10))
    linked = {place.municipio.number: place.option.url for place in places if place.option.count}
    assert linked == {3: f"{LIST}?area=verde&municipio=3"}


def test_drafts_are_not_listed_nor_counted(client: Client, call: Call) -> None:
    add(call, "orto", municipio=3)
    draft = CampaignPage.objects.get(slug="orto")
    other = make_open_funding(call, slug="bozza")
    CampaignPage.objects.filter(pk=make_campaign_page(other, municipio=3).pk).update(live=False)
    assert found(client) == [draft.slug]
    assert counts(client, "municipio") == {"": 1, "3": 1}
