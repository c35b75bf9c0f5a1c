"""The home page: what it leads to."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.calls.models import Area, Call, CallPage, Phase
from campaigns.funding.models import Funding
from home.models import HomePage
from home.site_tree import ensure_site_tree
from tests.factories import CallFactory, give, make_campaign_page, make_fund, make_open_funding

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    call = CallFactory.create(slug="avviso")
    make_fund(call)
    home = ensure_site_tree("it").home
    home.featured_call = call
    home.save_revision().publish()
    return call


def add(call: Call, slug: str, *, days: int = 30, **told: Any) -> Funding:
    funding = make_open_funding(
        call, slug=slug, closes_at=timezone.now() + timedelta(days=days), cost="1000.00"
    )
    make_campaign_page(funding, **told)
    return funding


def slugs(cards: list[Any]) -> list[str]:
    return [card.page.slug for card in cards]


def test_what_is_near_the_threshold_or_the_end_stands_first_and_once(
    client: Client, call: Call
) -> None:
    now = timezone.now()
    give(add(call, "quasi"), "450.00", at=now)
    give(add(call, "raggiunta", days=2), "500.00", at=now)
    add(call, "ultimi-giorni", days=3)
    add(call, "calma")
    context = client.get("/").context
    assert slugs(context["urgent"]) == ["ultimi-giorni", "quasi"]
    assert slugs(context["live"]) == ["raggiunta", "calma"]


def test_areas_and_municipi_lead_to_as_many_projects_as_they_say(
    client: Client, call: Call
) -> None:
    green = Area.objects.create(slug="verde", name_it="Verde", short_name_it="Verde")
    add(call, "orto", area=green, municipio=3)
    add(call, "prato", area=green, municipio=4)
    context = client.get("/").context
    assert [(area.label, area.count) for area in context["areas"]] == [("Verde", 2)]
    linked = [place.option for place in context["places"] if place.option.count]
    assert [option.url for option in linked] == [
        "/progetti/?municipio=3",
        "/progetti/?municipio=4",
    ]
    for option in [*context["areas"], *linked]:
        assert client.get(option.url).context["count"] == option.count


def test_the_results_are_those_that_other_pages_tell(client: Client, call: Call) -> None:
    give(add(call, "orto"), "20.00", at=timezone.now())
    other = CallFactory.create(slug="altro")
    make_fund(other)
    give(add(other, "prato"), "30.50", at=timezone.now())
    home = HomePage.objects.get(locale__language_code="it")
    home.body = [{"type": "results", "value": None}]
    home.save_revision().publish()
    answer = client.get("/")
    assert answer.context["results"].collected == Decimal("50.50")
    assert answer.context["results"].campaigns == 2
    assert answer.content.decode().count("50,50\xa0€") == 2


def test_the_notice_shown_is_that_of_the_fund(client: Client, call: Call) -> None:
    home = HomePage.objects.get(locale__language_code="it")
    other = CallFactory.create(slug="primo", phase=Phase.CLOSED)
    for one in (other, call):
        page = home.add_child(instance=CallPage(title=one.title, slug=f"bando-{one.pk}", call=one))
        page.save_revision().publish()
        home.refresh_from_db()
    answer = client.get("/")
    assert answer.context["call_page"].call_id == call.pk
    assert answer.context["open_notice"] is None
    assert "Oggi nessun avviso accetta proposte" in answer.content.decode()


def test_a_home_without_anything_is_a_whole_page(client: Client) -> None:
    ensure_site_tree("it")
    page = client.get("/").content.decode()
    assert "<h1>" in page
    assert 'id="apply"' not in page
