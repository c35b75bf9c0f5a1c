"""What every list and answer of the platform's API keeps to."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.settings import api_settings

from campaigns.api.throttles import ClientThrottle
from campaigns.calls.models import Area, Call, Round
from campaigns.freshness.services import generations
from campaigns.funding.models import Funding, State
from campaigns.models import Question
from campaigns.page.conversation import Update
from tests.api.conftest import assert_problem
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    give,
    make_campaign_page,
    make_fund,
    make_open_funding,
)

pytestmark = pytest.mark.django_db

CAMPAIGNS = "/api/v1/campaigns/"


@pytest.fixture
def call() -> Call:
    call: Call = CallFactory.create(slug="avviso", title="Avviso")
    make_fund(call)
    return call


@pytest.fixture
def area() -> Area:
    found, _is_new = Area.objects.get_or_create(
        slug="verde", defaults={"name_it": "Verde", "short_name_it": "Verde"}
    )
    return found


def told(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def slugs(client: Client, **query: str) -> list[str]:
    return [campaign["slug"] for campaign in told(client, CAMPAIGNS, **query)]


def add_campaigns(call: Call, area: Area, count: int) -> None:
    for _ in range(count):
        make_campaign_page(
            make_open_funding(call), area=area, organization=OrganizationFactory.create()
        )


def test_campaigns_are_chosen_by_what_they_are(client: Client, call: Call, area: Area) -> None:
    now = timezone.now()
    window = {"opens_at": now - timedelta(days=10), "closes_at": now + timedelta(days=30)}
    first = Round.objects.create(call=call, number=1, **window)
    green, other = make_open_funding(call, slug="orto"), make_open_funding(slug="altro")
    make_campaign_page(green, area=area, municipio=4, round=first)
    make_campaign_page(other)
    make_open_funding(call, slug="senza-pagina")
    assert slugs(client) == ["orto", "altro", "senza-pagina"]
    assert slugs(client, area="verde") == ["orto"]
    assert slugs(client, municipio="4") == ["orto"]
    assert slugs(client, municipio="4,city") == ["orto", "altro"]
    assert slugs(client, round="1", call="avviso") == ["orto"]
    assert slugs(client, call="avviso") == ["orto", "senza-pagina"]
    assert slugs(client, area="verde", municipio="5") == []
    assert slugs(client, area="nessuna") == []


@pytest.mark.parametrize("stored", State.values)
@pytest.mark.parametrize("days", [(-10, 30), (1, 30), (-30, -1)])
def test_a_state_is_the_one_that_is_shown(
    client: Client, call: Call, stored: str, days: tuple[int, int]
) -> None:
    """Dates count from their instant, before any job has stored the next state."""
    now = timezone.now()
    opens_at, closes_at = (now + timedelta(days=each) for each in days)
    make_open_funding(
        call, slug="orto", state=State(stored), opens_at=opens_at, closes_at=closes_at
    )
    shown = told(client, CAMPAIGNS)[0]["state"]
    found = {state for state in State.values if slugs(client, state=state)}
    assert found == {shown}
    assert slugs(client, state=",".join(State.values)) == ["orto"]


@pytest.mark.parametrize("order", ["closes_at", "collected", "opens_at"])
def test_campaigns_are_ordered_through_all_pages(client: Client, call: Call, order: str) -> None:
    now = timezone.now()
    for days in (3, 1, 2, 2):
        funding = make_open_funding(
            call, closes_at=now + timedelta(days=days), opens_at=now - timedelta(days=days)
        )
        give(funding, f"{days}0.00", at=now)
    for ordering in (order, f"-{order}"):
        address, seen = f"{CAMPAIGNS}?order={ordering}&page_size=1", []
        while address:
            body = client.get(address).json()
            seen += [
                Decimal(row[order]) if order == "collected" else row[order]
                for row in body["results"]
            ]
            address = body["next"]
        assert len(seen) == 4
        assert seen == sorted(seen, reverse=ordering.startswith("-"))


def test_only_the_members_wanted_are_sent(client: Client, call: Call) -> None:
    make_open_funding(call, slug="orto")
    assert told(client, CAMPAIGNS, fields="state,slug") == [{"slug": "orto", "state": "live"}]
    one = client.get(f"{CAMPAIGNS}orto/?fields=terms").json()
    assert list(one) == ["terms"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (f"{CAMPAIGNS}?stato=live", "stato"),
        (f"{CAMPAIGNS}?state=open", "state"),
        (f"{CAMPAIGNS}?state=", "state"),
        (f"{CAMPAIGNS}?municipio=10", "municipio"),
        (f"{CAMPAIGNS}?area=%00", "area"),
        (f"{CAMPAIGNS}?area=a%20b", "area"),
        (f"{CAMPAIGNS}?round=0", "round"),
        (f"{CAMPAIGNS}?round=99999999999999999999", "round"),
        (f"{CAMPAIGNS}?order=title", "order"),
        (f"{CAMPAIGNS}?fields=email", "fields"),
        (f"{CAMPAIGNS}?page_size=0", "page_size"),
        (f"{CAMPAIGNS}?page_size=101", "page_size"),
        (f"{CAMPAIGNS}?%00%ff=1", "\\x00\\ufffd"),
        ("/api/v1/progress/", "slugs"),
        ("/api/v1/progress/?slugs=", "slugs"),
        (f"/api/v1/progress/?slugs={','.join(f'a{number}' for number in range(51))}", "slugs"),
        ("/api/v1/search/", "q"),
        ("/api/v1/search/?q=a&state=x", "state"),
        (f"/api/v1/search/?q={'a' * 10_000}", "q"),
        ("/api/v1/stats/?day=1", "day"),
    ],
)
def test_what_was_not_understood_is_named(
    client: Client, call: Call, path: str, parameter: str
) -> None:
    body = assert_problem(client.get(path), 400, "invalid")
    assert list(body["errors"]) == [parameter]


@pytest.mark.parametrize("cursor", ["x", "cD14", "cD0lMDA=", "bz05OTk5OTk5", "cj0x", "%00", "é"])
@pytest.mark.parametrize(
    "path",
    [
        CAMPAIGNS,
        f"{CAMPAIGNS}?order=closes_at",
        f"{CAMPAIGNS}?order=-collected",
        "/api/v1/stats/days/",
        f"{CAMPAIGNS}orto/updates/",
        f"{CAMPAIGNS}orto/reports/",
        "/api/v1/search/?q=orto",
    ],
)
def test_a_cursor_made_by_hand_never_fails(
    client: Client, call: Call, path: str, cursor: str
) -> None:
    make_open_funding(call, slug="orto")
    joined = "&" if "?" in path else "?"
    assert client.get(f"{path}{joined}cursor={cursor}").status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "path",
    [
        CAMPAIGNS,
        "/api/v1/calls/",
        "/api/v1/fund/",
        "/api/v1/stats/areas/",
        "/api/v1/stats/municipi/",
        "/api/v1/stats/rounds/",
        "/api/v1/stats/days/",
        "/api/v1/search/?q=progetto",
        f"{CAMPAIGNS}orto/updates/",
        f"{CAMPAIGNS}orto/questions/",
    ],
)
def test_lists_ask_the_same_number_of_queries_however_long(
    client: Client, call: Call, area: Area, path: str
) -> None:
    funding = make_open_funding(call, slug="orto")

    def add(count: int) -> None:
        now = timezone.now()
        add_campaigns(call, area, count)
        for number in range(count):
            key = funding.translation_key
            Update.objects.create(campaign_key=key, title="Novità", published_at=now)
            Question.objects.create(campaign_key=key, text="?", answer="!", written_at=now)
            give(funding, at=now - timedelta(days=number))

    add(2)
    client.get(path)
    few = queries_of(client, path)
    add(4)
    for _ in range(2):
        make_fund(CallFactory.create())
    assert queries_of(client, path) == few


def queries_of(client: Client, path: str) -> int:
    generations.forget()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_many_bars_come_at_once_in_the_order_asked(client: Client, call: Call) -> None:
    for slug in ("uno", "due", "tre"):
        make_open_funding(call, slug=slug)
    bars = told(client, "/api/v1/progress/", slugs="tre,nessuna,uno,tre")
    assert [bar["campaign"] for bar in bars] == ["tre", "uno"]
    assert bars[1] == client.get("/api/v1/campaigns/uno/progress/").json()


EVERYWHERE = [
    *(CAMPAIGNS, f"{CAMPAIGNS}orto/", f"{CAMPAIGNS}orto/progress/", "/api/v1/calls/"),
    *("/api/v1/calls/avviso/", "/api/v1/calls/avviso/rankings/", "/api/v1/fund/avviso/"),
    *("/api/v1/stats/", "/api/v1/progress/?slugs=orto", "/api/v1/search/?q=orto"),
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_says_how_to_ask_again(client: Client, call: Call, path: str) -> None:
    make_campaign_page(make_open_funding(call, slug="orto"))
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        generations.forget()
        first = client.get(path)
        assert first.status_code == 200
        assert first["Cache-Control"] == "public, no-cache"
        assert "Accept-Language" in first["Vary"]
        by_tag = client.get(path, headers={"If-None-Match": f"W/{first['ETag']}"})
        by_date = client.get(path, headers={"If-Modified-Since": first["Last-Modified"]})
    for known in (by_tag, by_date):
        assert (known.status_code, known.content) == (304, b"")
        assert known["ETag"] == first["ETag"]


def test_an_older_date_brings_what_is_new(client: Client, call: Call) -> None:
    funding = make_open_funding(call, slug="orto")
    path = f"{CAMPAIGNS}orto/progress/"
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        date = client.get(path)["Last-Modified"]
    give(funding, "1.00", at=timezone.now())
    connection.cursor().execute(
        "UPDATE freshness_generation SET number = number"  # what a later transaction would write
    )
    answer = client.get(path, headers={"If-Modified-Since": date})
    assert (answer.status_code, answer.json()["collected"]) == (200, "1.00")


def test_what_has_just_changed_has_no_date_yet(client: Client, call: Call) -> None:
    make_open_funding(call, slug="orto")
    assert "Last-Modified" not in client.get(f"{CAMPAIGNS}orto/progress/").headers


def test_a_campaign_that_closes_by_the_clock_is_newer_than_its_last_gift(
    client: Client, call: Call
) -> None:
    funding = make_open_funding(call, slug="orto")
    path = f"{CAMPAIGNS}orto/progress/"
    with time_machine.travel(funding.closes_at - timedelta(minutes=1), tick=False):
        date = client.get(path)["Last-Modified"]
    with time_machine.travel(funding.closes_at + timedelta(minutes=1), tick=False):
        answer = client.get(path, headers={"If-Modified-Since": date})
    assert (answer.status_code, answer.json()["state"]) == (200, "settling")


@pytest.fixture
def rate(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Set how many requests of a kind one client may send."""

    def choose(scope: str, rate: str) -> None:
        rates = {**api_settings.DEFAULT_THROTTLE_RATES, scope: rate}
        monkeypatch.setattr(ClientThrottle, "THROTTLE_RATES", rates)

    cache.clear()
    return choose


def test_who_asks_too_often_is_told_when_to_come_back(
    client: Client, call: Call, rate: Callable[[str, str], None]
) -> None:
    rate("reading", "2/minute")
    for _ in range(2):
        answer = client.get("/api/v1/stats/")
        assert answer["RateLimit-Policy"] == '"reading";q=2;w=60'
        assert "RateLimit" not in answer.headers  # it is one client's own, the answer everybody's
    refused = client.get("/api/v1/stats/")
    assert_problem(refused, 429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"reading";r=0;t=')


def test_who_gives_reads_how_many_requests_are_left(client: Client, call: Call) -> None:
    answer = client.post("/api/v1/donations/", {}, content_type="application/json")
    assert answer["RateLimit"].startswith('"donations";r=1199;t=')


@pytest.mark.parametrize("path", [CAMPAIGNS, "/api/v2/pages/", "/api/v1/schema/"])
def test_every_other_site_may_read(client: Client, call: Call, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://portale.example"})
    assert answer["Access-Control-Allow-Origin"] == "https://portale.example"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    asked = {"Origin": "https://portale.example", "Access-Control-Request-Method": "GET"}
    assert client.options(path, headers=asked).has_header("Access-Control-Allow-Origin")


def test_only_those_of_the_list_may_give(client: Client, settings: Any, call: Call) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://portale.example"]
    asked = {"Access-Control-Request-Method": "POST"}
    for origin, may in {"https://portale.example": True, "https://evil.example": False}.items():
        headers = {"Origin": origin}
        preflight = client.options("/api/v1/donations/", headers=headers | asked)
        assert preflight.has_header("Access-Control-Allow-Origin") is may
        sent = client.post(
            "/api/v1/donations/", {}, content_type="application/json", headers=headers
        )
        assert sent.has_header("Access-Control-Allow-Origin") is may


@pytest.mark.parametrize("path", ["/", "/dona/orto/", "/admin/login/"])
def test_pages_are_no_other_sites_to_read(client: Client, call: Call, path: str) -> None:
    make_campaign_page(make_open_funding(call, slug="orto"))
    answer = client.get(path, headers={"Origin": "https://portale.example"})
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_the_facts_of_the_rows_are_those_of_the_site(
    client: Client, call: Call, area: Area
) -> None:
    funding = make_open_funding(call, slug="orto", title="Titolo del fascicolo")
    organization = OrganizationFactory.create(name="Cooperativa Orti")
    page = make_campaign_page(
        funding, title="Orto condiviso", area=area, municipio=4, organization=organization
    )
    (row,) = told(client, CAMPAIGNS)
    expected = {
        "title": "Orto condiviso",
        "summary": page.summary,
        "area": "verde",
        "municipio": 4,
        "organization": "Cooperativa Orti",
        "language": "it",
        "call": "avviso",
    }
    assert {name: row[name] for name in expected} == expected
    assert row["url"].endswith("/progetti/orto/")
    assert row["donate_url"].endswith("/dona/orto/")
    assert row["content_url"].endswith(f"/api/v2/pages/{page.pk}/")
    Funding.objects.update(state=State.FAILED)
    page.unpublish()
    (row,) = told(client, CAMPAIGNS)
    assert (row["title"], row["url"], row["summary"]) == ("Titolo del fascicolo", None, "")
