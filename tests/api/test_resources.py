"""Each resource of the platform's API by itself: what it tells, and what it never tells."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from campaigns.calls.models import Area, Call, Phase
from campaigns.dialogue.models import Origin, Voice, VoiceKind, VoiceState
from campaigns.funding.models import Funding, Handover, Reward
from campaigns.models import CampaignPage, Question, TeamMember
from campaigns.page.conversation import Update
from campaigns.selection import history
from campaigns.selection.models import EventKind, Proposal, ProposalState
from home.models import InformationPage
from tests.api.conftest import assert_problem
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    give,
    make_campaign_page,
    make_fund,
    make_open_funding,
)
from tests.search.conftest import under_home
from tests.selection import factories
from tests.selection.ranking.factories import make_judged, publish

pytestmark = pytest.mark.django_db

ORTO = "/api/v1/campaigns/orto/"


@pytest.fixture
def call() -> Call:
    call: Call = CallFactory.create(slug="avviso", title="Avviso")
    make_fund(call)
    return call


@pytest.fixture
def page(call: Call) -> CampaignPage:
    funding = make_open_funding(call, slug="orto", title="Orto condiviso")
    return make_campaign_page(
        funding, municipio=4, team=[TeamMember(name="Ada Verdi", role="giardiniera")]
    )


def read(client: Client, path: str, language: str = "it") -> dict[str, Any]:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def test_a_campaign_by_itself(client: Client, page: CampaignPage) -> None:
    Reward.objects.create(
        campaign_key=page.translation_key,
        amount="20.00",
        title_it="Una piantina",
        title_en="A seedling",
        description_it="Di basilico.",
        limit=5,
        handover=Handover.SHIPPED,
        expected_on=date(2027, 4, 30),
    )
    body = read(client, ORTO, "en")
    (row,) = read(client, "/api/v1/campaigns/", "en")["results"]
    assert {name: body[name] for name in row} == row
    assert body["terms"] == {
        "threshold_percent": "50.00",
        "match_percent": "50.00",
        "cap": "50000.00",
        "overfunding": "fill_gap",
        "donation_min": "1.00",
        "donation_max": "10000.00",
    }
    (reward,) = body["rewards"]
    assert (reward["title"], reward["amount"], reward["remaining"]) == ("A seedling", "20.00", 5)
    delivered = (reward["shipped"], reward["delivery"], reward["expected_on"])
    assert delivered == (True, "", "2027-04-30")
    assert body["budget"] == [{"description": "Tutto", "amount": "1000.00"}]
    assert body["team"] == [{"name": "Ada Verdi", "role": "giardiniera"}]
    assert body["stopped"] is None


def test_r16_who_gave_in_silence_has_no_name(client: Client, page: CampaignPage) -> None:
    money = Funding.objects.get(slug="orto")
    now = timezone.now()
    give(money, "10.00", at=now, name="Bruna Neri", email="bruna@example.org", anonymous=True)
    give(money, "20.00", at=now, name="Carlo Bianchi", email="carlo@example.org")
    answer = client.get(ORTO)
    names = {gift["amount"]: gift["name"] for gift in answer.json()["supporters"]}
    assert names == {"10.00": None, "20.00": "Carlo Bianchi"}
    for person in (b"Bruna", b"@example.org"):
        assert person not in answer.content


def test_what_was_said_about_a_campaign(client: Client, page: CampaignPage) -> None:
    now = timezone.now()
    key = page.translation_key
    link = f'<p>Vedi <a linktype="page" id="{page.pk}">qui</a></p>'
    for title, days in (("Domani", 1), ("Ieri", -1), ("Prima", -2)):
        Update.objects.create(
            campaign_key=key, title=title, body=link, published_at=now + timedelta(days=days)
        )
    Update.objects.create(campaign_key=key, title="News", language="en", published_at=now)
    Question.objects.create(campaign_key=key, text="Quando?", answer="Sabato.", written_at=now)
    Question.objects.create(campaign_key=key, text="Chi?", written_at=now)
    updates = read(client, f"{ORTO}updates/")["results"]
    assert [row["title"] for row in updates] == ["News", "Ieri", "Prima"]
    assert (
        updates[1]["body"] == '<p>Vedi <a href="http://127.0.0.1:8000/progetti/orto/">qui</a></p>'
    )
    italian = read(client, f"{ORTO}updates/?language=it")["results"]
    assert [row["title"] for row in italian] == ["Ieri", "Prima"]
    (question,) = read(client, f"{ORTO}questions/")["results"]
    assert (question["question"], question["answer"]) == ("Quando?", "Sabato.")


def test_r16_a_comment_is_read_once_it_is_published(client: Client, page: CampaignPage) -> None:
    now = timezone.now()
    money = Funding.objects.get(slug="orto")
    for anonymous, words in ((True, "Brava gente."), (False, "Che bello!")):
        gift = give(money, at=now, name="Bruna Neri", anonymous=anonymous, message=words)
        Voice.objects.create(
            campaign_key=page.translation_key,
            kind=VoiceKind.COMMENT,
            origin=Origin.DONOR,
            donation=gift,
            state=VoiceState.PUBLISHED,
            written_at=now,
            confirmed_at=now,
        )
    Voice.objects.create(
        campaign_key=page.translation_key,
        kind=VoiceKind.COMMENT,
        origin=Origin.GUEST,
        text="Chissà.",
        state=VoiceState.WAITING,
        written_at=now,
        confirmed_at=now,
    )
    comments = read(client, f"{ORTO}comments/")["results"]
    said = {row["text"]: (row["author"], row["gave"]) for row in comments}
    assert said == {"Brava gente.": (None, True), "Che bello!": ("Bruna Neri", True)}


def test_a_call_by_itself(client: Client) -> None:
    call = factories.make_selection_call()
    body = read(client, f"/api/v1/calls/{call.slug}/")
    standings = {row["phase"]: row["standing"] for row in body["phases"]}
    assert standings[body["phase"]] == "current"
    assert standings["draft"] == "past"
    assert standings["closed"] == "ahead"
    assert [row["name"] for row in body["criteria"]] == [row.name for row in call.criteria.all()]
    assert body["rankings"] == []


def test_a_ranking_names_only_who_reached_the_minimum(client: Client) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION, minimum_score=60)
    make_judged(call, 8, title="Orto")
    make_judged(call, 4, title="Debole")
    excluded = factories.make_in_eligibility(call, title="Escluso")
    with transaction.atomic():
        Proposal.objects.filter(pk=excluded.pk).update(state=ProposalState.EXCLUDED)
        history.record(
            kind=EventKind.EXCLUDED,
            call=call,
            proposal=excluded,
            at=factories.NOW,
            reason="Il legale rappresentante non ha firmato.",
        )
    list_path = f"/api/v1/calls/{call.slug}/rankings/"
    assert read(client, list_path)["results"] == []
    version = publish(call)
    publish(call, number="2/2026")
    versions = read(client, list_path)["results"]
    assert [(row["number"], row["in_force"]) for row in versions] == [(2, True), (1, False)]
    answer = client.get(f"{list_path}1/")
    body = answer.json()
    assert (body["digest"], body["in_force"]) == (version.digest, False)
    named, *others = body["places"]
    assert (named["title"], named["points"], named["position"]) == ("Orto", "80.00", 1)
    assert {row["outcome"] for row in others} == {"below_minimum", "excluded"}
    assert all(row["title"] is row["organization"] is row["points"] is None for row in others)
    for words in (b"Debole", b"Escluso", b"rappresentante", b"40.00"):
        assert words not in answer.content
    assert_problem(client.get(f"{list_path}7/"), 404, "not_found")


def test_totals_told_apart(client: Client, call: Call, page: CampaignPage) -> None:
    green = Area.objects.create(slug="verde-2", name_it="Verde", short_name_it="Verde")
    other = make_campaign_page(
        make_open_funding(call), area=green, organization=OrganizationFactory.create()
    )
    now = timezone.now()
    give(Funding.objects.get(slug="orto"), "500.00", at=now)
    give(Funding.objects.get(translation_key=other.translation_key), "7.00", at=now)
    give(Funding.objects.get(slug="orto"), "3.00", at=now - timedelta(days=2))
    areas = {row["area"]: row for row in read(client, "/api/v1/stats/areas/")["results"]}
    assert (areas["verde-2"]["collected"], areas["verde-2"]["campaigns"]) == ("7.00", 1)
    assert (areas[None]["collected"], areas[None]["reserved"]) == ("503.00", "500.00")
    places = {row["municipio"]: row for row in read(client, "/api/v1/stats/municipi/")["results"]}
    assert len(places) == 10
    assert (places[4]["donations"], places[None]["collected"]) == (2, "7.00")
    assert places[5]["collected"] == "0.00"
    days = read(client, "/api/v1/stats/days/")["results"]
    assert [(row["donations"], row["given"]) for row in days] == [(1, "3.00"), (2, "507.00")]


def test_search_finds_counts_and_suggests(client: Client, page: CampaignPage) -> None:
    under_home(InformationPage(title="Un orto in città", slug="orti"))
    found = read(client, "/api/v1/search/?q=orto")
    assert found["count"] == 2
    assert found["facets"]["type"] == {"campaign": 1, "information": 1}
    assert found["facets"]["state"] == {"live": 1}
    campaign = next(row for row in found["results"] if row["type"] == "campaign")
    assert campaign["progress"]["campaign"] == "orto"
    one = read(client, "/api/v1/search/?q=orto&type=information&page_size=1")
    assert [row["title"] for row in one["results"]] == ["Un orto in città"]
    first = read(client, "/api/v1/search/?q=orto&page_size=1")
    second = read(client, first["next"])
    assert first["previous"] is None and second["next"] is None
    assert {row["title"] for row in (*first["results"], *second["results"])} == {
        "Orto condiviso",
        "Un orto in città",
    }
    assert read(client, "/api/v1/search/?q=ortto")["corrected"] == "orto"
    (suggestion,) = read(client, "/api/v1/search/suggestions/?q=orto con")["results"]
    assert (suggestion["type"], suggestion["title"]) == ("campaign", "Orto condiviso")
