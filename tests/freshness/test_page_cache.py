"""The front-most cache: rendered once, and never shown once it is no longer right."""

import gzip
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import brotli
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.cofinancing.models import Fund
from campaigns.freshness.services import Generations, generations
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.page.conversation import Update
from tests.factories import give

from .conftest import BAR, Committing

PAGE, LIST, HOME = "/progetti/orto/", "/progetti/", "/"
LIVE = (PAGE, LIST, HOME, BAR)


def read(reader: Client, path: str, **headers: str) -> str:
    answer = reader.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def elsewhere(statement: str) -> None:
    """Another process changes something, and tells us nothing; a second passes."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
    generations.forget()


@pytest.mark.parametrize("path", LIVE)
def test_what_is_kept_is_answered_without_a_query(reader: Client, path: str) -> None:
    first = read(reader, path)
    read(reader, path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert read(reader, path) == first
    assert len(queries) <= 1


@pytest.mark.parametrize("path", [PAGE, LIST, BAR])
def test_a_gift_is_seen_at_the_next_request(
    reader: Client, funding: Funding, committing: Committing, path: str
) -> None:
    before = read(reader, path)
    with committing():
        give(funding, "123.00", at=timezone.now())
    after = read(reader, path)
    collected = re.compile(r'\b123(?:\s|&nbsp;)€|"123\.00"')
    assert collected.search(after) and not collected.search(before)


@pytest.mark.parametrize("path", [PAGE, LIST])
def test_a_published_story_is_seen_at_the_next_request(
    reader: Client, page: CampaignPage, committing: Committing, path: str
) -> None:
    read(reader, path)
    page.title = "Un altro orto"
    with committing():
        page.save_revision().publish()
    assert "Un altro orto" in read(reader, path)


def test_a_draft_makes_nothing_anew(
    reader: Client, page: CampaignPage, committing: Committing
) -> None:
    read(reader, PAGE)
    page.title = "Un altro orto"
    with committing():
        page.save_revision()
    with CaptureQueriesContext(connection) as queries:
        assert "Un altro orto" not in read(reader, PAGE)
    assert len(queries) <= 2


def test_an_unpublished_page_is_gone_at_the_next_request(
    reader: Client, page: CampaignPage, committing: Committing
) -> None:
    read(reader, PAGE)
    Funding.objects.update(state="failed")
    with committing():
        page.unpublish()
    assert reader.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funding_funding SET title = 'Altrove', confirmed = 99",
        "UPDATE cofinancing_fund SET total = 300",
        "INSERT INTO campaigns_update (id, campaign_key, language, title, body, published_at) "
        "SELECT gen_random_uuid(), translation_key, 'it', 'Altrove', '', now() - interval '1 hour' "
        "FROM funding_funding",
    ],
)
def test_what_another_process_changes_is_seen_within_a_second(
    reader: Client, statement: str
) -> None:
    before = read(reader, PAGE)
    elsewhere(statement)
    assert read(reader, PAGE) != before


def test_a_change_that_is_undone_makes_nothing_anew(reader: Client, funding: Funding) -> None:
    before = generations.of(str(funding.translation_key))
    with transaction.atomic():
        funding.title = "Altrove"
        funding.save(update_fields=["title"])
        transaction.set_rollback(True)
    generations.forget()
    assert generations.of(str(funding.translation_key)) == before


def test_a_gift_to_one_campaign_leaves_the_page_of_another(
    reader: Client, funding: Funding
) -> None:
    other = generations.of("another campaign")
    of_all = generations.of("")
    give(funding, at=timezone.now())
    generations.forget()
    assert generations.of("another campaign") == other
    assert generations.of("") != of_all


def test_a_campaign_closes_by_the_clock_alone(reader: Client, funding: Funding) -> None:
    assert '"live"' in read(reader, BAR)
    with time_machine.travel(funding.closes_at + timedelta(seconds=1), tick=False):
        assert '"settling"' in read(reader, BAR)


def test_news_appear_at_their_instant(reader: Client, funding: Funding) -> None:
    Update.objects.create(
        campaign_key=funding.translation_key,
        title="Abbiamo piantato",
        published_at=timezone.now() + timedelta(seconds=30),
    )
    assert "Abbiamo piantato" not in read(reader, PAGE)
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False):
        assert "Abbiamo piantato" in read(reader, PAGE)


def test_what_changes_while_a_page_is_made_is_not_missed(
    reader: Client,
    funding: Funding,
    committing: Committing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from campaigns.page import detail

    asked = detail.reward_offers

    def meanwhile(key: Any) -> Any:
        monkeypatch.setattr(detail, "reward_offers", asked)
        with committing():
            give(funding, "77.00", at=timezone.now())
        return asked(key)

    monkeypatch.setattr(detail, "reward_offers", meanwhile)
    half_old = read(reader, PAGE)
    assert read(reader, PAGE) != half_old


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken"])
def test_who_is_known_reads_no_kept_page(reader: Client, funding: Funding, cookie: str) -> None:
    read(reader, PAGE)
    reader.cookies[cookie] = "x" * 32
    with CaptureQueriesContext(connection) as queries:
        reader.get(PAGE)
    assert len(queries) > 2


@pytest.mark.parametrize("path", ["/dona/orto/", "/accesso/login/", "/readyz/"])
def test_what_nobody_declared_is_never_kept(reader: Client, path: str) -> None:
    first, second = reader.get(path), reader.get(path)
    assert "ETag" not in first.headers
    assert "ETag" not in second.headers


def test_readers_get_no_cookie(reader: Client) -> None:
    for path in LIVE:
        assert not reader.get(path).cookies
        assert not reader.get(path).cookies


def test_an_unchanged_page_is_not_sent_again(
    reader: Client, funding: Funding, committing: Committing
) -> None:
    for path in LIVE:
        etag = reader.get(path)["ETag"]
        again = reader.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == etag
    with committing():
        give(funding, at=timezone.now())
    assert reader.get(PAGE, headers={"If-None-Match": etag}).status_code == 200


def test_pages_travel_compressed(reader: Client) -> None:
    plain = reader.get(PAGE)
    for coding, decode in {"br": brotli.decompress, "gzip": gzip.decompress}.items():
        packed = reader.get(PAGE, headers={"Accept-Encoding": f"identity, {coding}"})
        assert packed["Content-Encoding"] == coding
        assert "Accept-Encoding" in packed["Vary"]
        assert decode(packed.content) == plain.content
        assert int(packed["Content-Length"]) == len(packed.content)


def test_the_policies_of_a_kept_page_are_those_of_a_fresh_one(reader: Client) -> None:
    fresh, kept = reader.get(PAGE), reader.get(PAGE)
    assert kept.headers == fresh.headers
    assert "default-src 'none'" in kept["Content-Security-Policy"]
    assert kept["X-Frame-Options"] == "DENY"


def test_problems_and_languages_of_the_api_are_kept_apart(reader: Client) -> None:
    read(reader, BAR)
    assert reader.get("/api/v1/campaigns/nessuna/progress/").status_code == 404
    italian = reader.get("/api/v1/calls/", headers={"Accept-Language": "it"})
    english = reader.get("/api/v1/calls/", headers={"Accept-Language": "en"})
    assert italian["Content-Language"] != english["Content-Language"]


def test_one_host_never_reads_the_pages_of_another(reader: Client) -> None:
    ours = reader.get(HOME)
    assert reader.get(HOME, headers={"Host": "localhost"})["Vary"] == ours["Vary"]
    assert reader.get(HOME, headers={"Host": "evil.example"}).status_code == 400


def test_processes_that_share_a_cache_see_a_change_at_once(
    funding: Funding, committing: Committing, settings: Any, tmp_path: Path
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path),
        }
    }
    cache.clear()
    another_process = Generations()
    key = str(funding.translation_key)
    before = another_process.of(key)
    with committing():
        give(funding, at=timezone.now())
    assert another_process.of(key) != before


def test_every_fact_of_the_bar_counts_its_generation_on(funding: Funding) -> None:
    """As many gifts as it takes to cross the threshold: campaign and fund both move."""
    key = str(funding.translation_key)
    before = generations.of(key)
    give(funding, str(funding.threshold), at=timezone.now())
    generations.forget()
    site, campaign = generations.of(key)
    assert site > before[0] and campaign > before[1]
    assert Fund.objects.get().reserved == Decimal("500.00")
