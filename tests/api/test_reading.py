"""What programs read: the bar in all its states, lists, the fund, the schema."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from campaigns.calls.models import Call, Phase
from campaigns.cofinancing.services import conclude
from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from tests.api.conftest import assert_problem
from tests.factories import CallFactory, give, make_campaign_page, make_fund, make_open_funding

pytestmark = pytest.mark.django_db

BAR = [
    *("campaign", "state", "cost", "threshold", "collected", "donations"),
    *("match", "at_risk", "closes_at", "currency"),
]


@pytest.fixture
def call() -> Call:
    call: Call = CallFactory.create(slug="avviso", title="Avviso")
    return call


def progress(client: Client) -> Any:
    answer = client.get("/api/v1/campaigns/orto/progress/")
    assert answer.status_code == 200
    return answer.json()


def reach_threshold(funding: Funding) -> None:
    give(funding, "500.01", at=timezone.now())


def end(funding: Funding) -> None:
    """Close the campaign and conclude it."""
    now = timezone.now()
    with transaction.atomic():
        locked = funding_services.lock(funding.pk)
        funding_services.step(funding=locked, to=State.SETTLING, now=now)
        conclude(funding=locked, now=now)


def lose_a_gift(funding: Funding) -> None:
    """A gift is taken back after the threshold was reached."""
    donation = give(funding, "500.01", at=timezone.now())
    with transaction.atomic():
        locked = funding_services.lock(funding.pk)
        movements.record_refund(
            funding=locked,
            amount=donation.amount,
            reference="refund:1",
            donation=donation.pk,
            payer=donation.payer_key,
            late=False,
            now=timezone.now(),
        )


def reach_threshold_and_end(funding: Funding) -> None:
    reach_threshold(funding)
    end(funding)


def lose_a_gift_and_end(funding: Funding) -> None:
    lose_a_gift(funding)
    end(funding)


def test_the_bar_of_a_campaign(client: Client, call: Call) -> None:
    make_fund(call)
    funding = make_open_funding(call, slug="orto", cost="1000.01")
    give(funding, "25.50", at=timezone.now())
    answer = client.get("/api/v1/campaigns/orto/progress/")
    body = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert list(body) == BAR
    assert body | {"closes_at": ""} == {
        "campaign": "orto",
        "state": "live",
        "cost": "1000.01",
        "threshold": "500.01",
        "collected": "25.50",
        "donations": 1,
        "match": {"state": "potential", "amount": "500.00", "shortfall": "0.00"},
        "at_risk": False,
        "closes_at": "",
        "currency": "EUR",
    }
    closes_at = datetime.fromisoformat(body["closes_at"])
    assert closes_at.utcoffset() is not None
    assert closes_at == funding.closes_at


@pytest.mark.parametrize(
    ("fund", "happens", "match"),
    [
        ("400000.00", None, ("potential", "500.00", "0.00")),
        ("300.00", None, ("potential", "300.00", "200.00")),
        ("0.00", None, ("potential", "0.00", "500.00")),
        ("400000.00", reach_threshold, ("reserved", "500.00", "0.00")),
        ("300.00", reach_threshold, ("reserved", "300.00", "200.00")),
        ("0.00", reach_threshold, ("waiting", "0.00", "500.00")),
        ("400000.00", reach_threshold_and_end, ("granted", "500.00", "0.00")),
        ("400000.00", lose_a_gift_and_end, ("released", "0.00", "0.00")),
        ("400000.00", end, ("none", "0.00", "0.00")),
    ],
    ids=[
        *("potential", "potential, fund short", "potential, fund empty", "reserved"),
        *("reserved in part", "waiting", "granted", "released", "none"),
    ],
)
def test_r18_every_state_of_the_comunes_part(
    client: Client,
    call: Call,
    fund: str,
    happens: Callable[[Funding], object] | None,
    match: tuple[str, str, str],
) -> None:
    make_fund(call, fund)
    funding = make_open_funding(call, slug="orto", cost="1000.01")
    if happens is not None:
        happens(funding)
    state, amount, shortfall = match
    assert progress(client)["match"] == {"state": state, "amount": amount, "shortfall": shortfall}


def test_r7_at_risk_is_told(client: Client, call: Call) -> None:
    make_fund(call)
    lose_a_gift(make_open_funding(call, slug="orto", cost="1000.01"))
    body = progress(client)
    assert body["at_risk"] is True
    assert body["collected"] == "0.00"
    assert body["match"]["state"] == "reserved"


def test_what_has_not_changed_is_not_sent_again(client: Client, call: Call) -> None:
    make_fund(call)
    funding = make_open_funding(call, slug="orto")
    first = client.get("/api/v1/campaigns/orto/progress/")
    etag = first["ETag"]
    assert etag.startswith('"')
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get("/api/v1/campaigns/orto/progress/", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    give(funding, "1.00", at=timezone.now())
    moved = client.get("/api/v1/campaigns/orto/progress/", headers={"If-None-Match": etag})
    assert moved.status_code == 200
    assert moved["ETag"] != etag
    assert moved.json()["collected"] == "1.00"


@pytest.mark.parametrize(
    "path", ["/api/v1/campaigns/nessuna/progress/", "/api/v1/nothing/", "/api/v1/campaigns/a b/"]
)
def test_what_is_not_there_is_a_problem(client: Client, path: str) -> None:
    assert_problem(client.get(path), 404, "not_found")


def test_lists_have_one_shape(client: Client, call: Call) -> None:
    fund = make_fund(call, "1000.00")
    make_open_funding(call, slug="orto", title="Orto condiviso")
    for path in ("campaigns", "calls", "fund"):
        body = client.get(f"/api/v1/{path}/").json()
        assert list(body) == ["next", "previous", "results"]
        assert len(body["results"]) == 1
    campaign = client.get("/api/v1/campaigns/").json()["results"][0]
    assert list(campaign)[:13] == ["slug", "title", "opens_at", *BAR]
    assert (campaign["slug"], campaign["title"]) == ("orto", "Orto condiviso")
    (shown,) = client.get("/api/v1/calls/").json()["results"]
    told = ("slug", "title", "phase", "rules")
    assert [{name: shown[name] for name in told}] == [
        {
            "slug": "avviso",
            "title": "Avviso",
            "phase": "campaigns",
            "rules": {
                "threshold_percent": "50.00",
                "match_percent": "50.00",
                "cap": "50000.00",
                "overfunding": "fill_gap",
                "settlement_days": 14,
                "donation_min": "1.00",
                "donation_max": "10000.00",
            },
        }
    ]
    assert client.get("/api/v1/fund/").json()["results"] == [
        {
            "slug": "avviso",
            "call": "avviso",
            "total": str(fund.total),
            "reserved": "0.00",
            "granted": "0.00",
            "available": str(fund.total),
            "currency": "EUR",
        }
    ]


def test_a_call_in_draft_is_nobodys_business(client: Client) -> None:
    draft = CallFactory.create(phase=Phase.DRAFT)
    make_fund(draft)
    assert client.get("/api/v1/calls/").json()["results"] == []
    assert client.get("/api/v1/fund/").json()["results"] == []


def test_long_lists_come_in_pages(client: Client, call: Call) -> None:
    slugs = [make_open_funding(call).slug for _ in range(5)]
    address, seen = "/api/v1/campaigns/?page_size=2", []
    while address:
        body = client.get(address).json()
        seen += [campaign["slug"] for campaign in body["results"]]
        address = body["next"]
    assert seen == slugs


@pytest.mark.parametrize("query", ["cursor=x", "cursor=%00", "page_size=0", "page_size=x"])
def test_odd_pages_never_fail(client: Client, call: Call, query: str) -> None:
    make_open_funding(call)
    assert client.get(f"/api/v1/campaigns/?{query}").status_code in (200, 400, 404)


def test_totals_over_all(client: Client, call: Call) -> None:
    make_fund(call)
    reach_threshold(make_open_funding(call))
    make_open_funding(call, opens_at=timezone.now() + timedelta(days=1), state=State.SCHEDULED)
    assert client.get("/api/v1/stats/").json() == {
        "campaigns": 2,
        "by_state": {"live": 1, "scheduled": 1},
        "donations": 1,
        "collected": "500.01",
        "reserved": "500.00",
        "granted": "0.00",
        "currency": "EUR",
    }


def test_the_schema_is_valid_openapi_without_warnings() -> None:
    written = StringIO()
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=written
    )
    schema = json.loads(written.getvalue())
    assert schema["openapi"].startswith("3.1")
    assert {
        "/api/v1/donations/",
        "/api/v1/donations/{donation_id}/",
        "/api/v1/campaigns/",
        "/api/v1/campaigns/{slug}/progress/",
        "/api/v1/calls/",
        "/api/v1/fund/",
        "/api/v1/stats/",
    } <= set(schema["paths"])
    begin = schema["paths"]["/api/v1/donations/"]["post"]
    key = next(one for one in begin["parameters"] if one["name"] == "Idempotency-Key")
    assert (key["in"], key["required"]) == ("header", True)
    problems = {status for status in begin["responses"] if status != "201"}
    assert problems >= {"400", "404", "409", "422", "503"}


def test_the_schema_is_served(client: Client) -> None:
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200
    assert b"openapi: 3.1" in answer.content


def test_the_schema_speaks_the_readers_language(client: Client) -> None:
    answers = {
        language: client.get(
            "/api/v1/schema/",
            headers={"Accept-Language": language, "Accept": "application/vnd.oai.openapi+json"},
        ).json()
        for language in ("it", "en")
    }
    spoken = {
        language: answer["paths"]["/api/v1/campaigns/"]["get"]["summary"]
        for language, answer in answers.items()
    }
    assert spoken["en"] == "Campaigns"
    with override("it"):
        assert spoken["it"] == gettext("Campaigns")


@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
def test_the_content_api_answers(client: Client, call: Call, kind: str) -> None:
    make_campaign_page(make_open_funding(call, slug="orto"))
    answer = client.get(f"/api/v2/{kind}/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"meta", "items"}
    if kind == "pages":
        assert "orto" in [item["meta"]["slug"] for item in answer.json()["items"]]
