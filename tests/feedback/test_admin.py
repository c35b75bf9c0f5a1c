"""What staff see of ratings and requests: role × page, filters, exports, acts."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.feedback import ratings, support
from home.feedback.models import RatedThing, SupportRequest
from tests.admin.conftest import ROLES, SignIn, make_user, sign_in
from tests.feedback.test_support import written

__all__ = ["sign_in"]

RATINGS = "/admin/riscontri/voti/"
REQUESTS = "/admin/riscontri/richieste/"
EVERYBODY = (*ROLES, "superuser", "anonymous")
DESK = ("Redazione", "Amministrazione", "superuser")
READERS = (*DESK, "Ragioneria")


def rate(stars: int = 5, **facts: Any) -> None:
    known: dict[str, Any] = {"address": "/guida/", "language": "it", "now": timezone.now()}
    facts = known | facts
    ratings.rate(thing=RatedThing.PAGE, stars=stars, **facts)


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_may_read_what(sign_in: SignIn, role: str) -> None:
    client, one = sign_in(role), f"{REQUESTS}{written().pk}/"
    may_read = {RATINGS: DESK, f"{RATINGS}risultati/": DESK, REQUESTS: READERS, one: READERS}
    for path, roles in may_read.items():
        assert (client.get(path).status_code == 200) == (role in roles), path
        assert (client.get(f"{path}?export=csv").status_code == 200) == (role in roles), path


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_may_deal_with_a_request(sign_in: SignIn, role: str) -> None:
    request = written()
    sign_in(role).post(f"{REQUESTS}{request.pk}/")
    request.refresh_from_db()
    assert (request.closed_at is not None) == (role in DESK)
    if role in ROLES and role not in DESK:
        with pytest.raises(support.RequestRefused):
            support.close(request=request, by=make_user(role), now=timezone.now())


def test_a_request_is_dealt_with_and_opened_again(sign_in: SignIn) -> None:
    client, request = sign_in("Redazione"), written()
    page = client.get(f"{REQUESTS}{request.pk}/").content.decode()
    assert "Aiuto" in page and "mailto:ada@example.org" in page
    client.post(f"{REQUESTS}{request.pk}/")
    assert request.reference not in client.get(f"{REQUESTS}?waits=true").content.decode()
    assert request.reference in client.get(f"{REQUESTS}?waits=false").content.decode()
    client.post(f"{REQUESTS}{request.pk}/", {"reopen": "1"})
    assert SupportRequest.objects.get().closed_at is None
    assert request.reference in client.get(f"{REQUESTS}?waits=true").content.decode()


def test_what_is_written_is_shown_as_text(sign_in: SignIn) -> None:
    request = written(text="<script>alert(1)</script>", address='"><script>x</script>')
    page = sign_in("Redazione").get(f"{REQUESTS}{request.pk}/").content.decode()
    assert "<script>alert(1)" not in page and "<script>x" not in page


@pytest.mark.parametrize("formula", ["=1+1", "+39", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_exports_hold_no_formula(sign_in: SignIn, formula: str) -> None:
    rate(details=formula)
    written(text=formula)
    client = sign_in("Redazione")
    for path in (RATINGS, REQUESTS):
        rows = list(csv.reader(exported(client, path).splitlines()))
        assert f"'{formula}" in rows[1], path
        assert formula not in rows[1], path


def exported(client: Any, path: str, **filters: str) -> str:
    answer = client.get(path, {"export": "csv", **filters})
    return b"".join(answer.streaming_content).decode()


def test_exports_hold_what_the_filters_leave(sign_in: SignIn) -> None:
    rate(2, details="Difficile")
    rate(5, details="Facile")
    text = exported(sign_in("Redazione"), RATINGS, stars="2")
    assert "Difficile" in text and "Facile" not in text


def test_filters_and_average(sign_in: SignIn) -> None:
    now = timezone.now()
    rate(1, address="/privacy/", now=now - timedelta(days=60))
    rate(4)
    client = sign_in("Redazione")
    assert "media 2,50 su 5" in client.get(RATINGS).content.decode()
    since = (now - timedelta(days=1)).date().isoformat()
    recent = client.get(f"{RATINGS}?rated_at_from={since}").content.decode()
    assert "/guida/" in recent and "/privacy/" not in recent
    assert "media 4,00 su 5" in recent
    assert "/guida/" not in client.get(f"{RATINGS}?address=privacy").content.decode()


@pytest.mark.parametrize("query", ["stars=x", "rated_at_from=ieri", "thing=%00", "p=99999999"])
def test_odd_filters_are_no_error(sign_in: SignIn, query: str) -> None:
    rate()
    assert sign_in("Redazione").get(f"{RATINGS}?{query}").status_code in (200, 404)


def test_lists_ask_the_same_number_of_questions(sign_in: SignIn) -> None:
    client = sign_in("Redazione")
    counts = []
    for number in (1, 20):
        for _each in range(number):
            rate()
            written()
        for path in (RATINGS, REQUESTS):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
