"""What guards the kept pages: a view's mistake, or a missing trigger, must not show a wrong one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from campaigns.cofinancing.models import Commitment, Fund
from campaigns.freshness.services import depends_on, generations
from campaigns.funding.models import Funding, Reward
from campaigns.page.conversation import Update
from config.page_cache import PageCacheMiddleware
from tests.factories import give

Spoil = Callable[[HttpRequest, HttpResponse], HttpResponseBase]
FACTS = {
    *("funding_funding", "funding_reward", "cofinancing_fund", "cofinancing_commitment"),
    *("campaigns_update", "campaigns_voice"),
}
"""Tables of what campaigns' pages show that is not published as a page."""
EACH_CHANGE_OF_A_ROW = 1 | 1 << 2 | 1 << 3 | 1 << 4
"""Bits of ``pg_trigger.tgtype``: after, for each row, insert, delete and update."""


def views_of_two_readers(spoil: Spoil, requests: Callable[[], HttpRequest]) -> int:
    """How often a view is run that declares what it depends on, for two requests alike."""
    run = []

    def view(request: HttpRequest) -> HttpResponseBase:
        run.append(request)
        depends_on(request)
        return spoil(request, HttpResponse("<p>Ada</p>" * 100))

    middleware = PageCacheMiddleware(view)
    for _reader in range(2):
        middleware(requests())
    return len(run)


def as_it_is(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    return response


def with_a_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.set_cookie("whose", "ada")
    return response


def not_to_be_stored(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def for_one_reader(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, max-age=60"
    return response


def not_found(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.status_code = 404
    return response


def in_pieces(request: HttpRequest, response: HttpResponse) -> StreamingHttpResponse:
    return StreamingHttpResponse([response.content])


def a_preview(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    request.is_preview = True  # type: ignore[attr-defined]
    return response


@pytest.mark.parametrize(
    "spoil",
    [with_a_cookie, not_to_be_stored, for_one_reader, not_found, in_pieces, a_preview],
)
def test_an_answer_that_is_not_everybodys_is_never_kept(reader: Client, spoil: Spoil) -> None:
    def anybody() -> HttpRequest:
        return RequestFactory().get("/ada/")

    assert views_of_two_readers(as_it_is, anybody) == 1
    assert views_of_two_readers(spoil, anybody) == 2


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "sessionid=x"}, {"Cookie": "csrftoken=x"}, {"Authorization": "x"}, {"Range": "x"}],
)
def test_who_is_not_just_anybody_has_the_view_run(reader: Client, headers: Any) -> None:
    def known() -> HttpRequest:
        return RequestFactory().get("/ada/", headers=headers)

    assert views_of_two_readers(as_it_is, known) == 2


def test_what_is_sent_is_never_answered_from_what_was_kept(reader: Client) -> None:
    assert views_of_two_readers(as_it_is, lambda: RequestFactory().post("/ada/")) == 2


def test_hosts_and_queries_are_kept_apart(reader: Client) -> None:
    addresses = iter([("/?a=1", "testserver"), ("/?a=1", "localhost"), ("/?a=2", "testserver")])

    def next_reader() -> HttpRequest:
        path, host = next(addresses)
        return RequestFactory().get(path, headers={"Host": host})

    assert views_of_two_readers(as_it_is, next_reader) == 2


def test_every_table_of_facts_has_its_trigger(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgtype FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_count_on_%' AND tgenabled = 'O'"
        )
        found = dict(cursor.fetchall())
    assert {table: found.get(table) for table in FACTS} == dict.fromkeys(
        FACTS, EACH_CHANGE_OF_A_ROW
    )


@pytest.mark.parametrize("model", [Reward, Commitment, Fund, Update])
def test_whatever_changes_a_fact_makes_the_page_anew(
    reader: Client, funding: Funding, model: Any
) -> None:
    """Past the code: what another process, or a hand in the database, does."""
    give(funding, str(funding.threshold), at=timezone.now())
    key = funding.translation_key
    Reward.objects.create(campaign_key=key, amount=5, title_it="Vaso", description_it="Di coccio")
    Update.objects.create(campaign_key=key, title="Si pianta", published_at=timezone.now())
    generations.forget()
    before = generations.of(str(key))
    assert model._base_manager.update(**{model._meta.pk.name: F("pk")})
    generations.forget()
    changed = generations.of(str(key))
    assert changed != before
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            model._base_manager.all()._raw_delete("default")
    except IntegrityError:
        return  # money is never deleted: other rows hold it
    generations.forget()
    assert generations.of(str(key)) != changed
