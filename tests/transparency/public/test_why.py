"""Why a project gets what it gets: the page tells what the ledger holds, in a few queries."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from campaigns.calls.models import Call
from campaigns.cofinancing.acts import change_fund, record_act
from campaigns.cofinancing.models import Commitment, Fund
from campaigns.freshness.services import generations
from campaigns.funding.models import Funding
from campaigns.payments.closing import advance
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.transparency.public.why import account_of
from tests.cofinancing import grants
from tests.cofinancing.stories import end
from tests.factories import CallFactory, give, make_fund, make_open_funding


@pytest.fixture
def call(db: None) -> Call:
    """A notice whose fund has 700 EUR; each campaign costs 1,000 EUR."""
    call = CallFactory.create(title="Avviso dei cortili")
    make_fund(call, "700.00")
    return call


@pytest.fixture
def first(call: Call) -> Funding:
    funding = make_open_funding(call, slug="primo", title="Il primo")
    give(funding, "600.00", at=timezone.now())
    return funding


@pytest.fixture
def second(first: Funding) -> Funding:
    funding = make_open_funding(first.call, slug="secondo", title="Il secondo")
    give(funding, "500.00", at=timezone.now())
    return funding


def words(slug: str, language: str = "") -> str:
    with override("it"):
        answer = Client().get(f"{language}/trasparenza/progetti/{slug}/")
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&nbsp;", " ")
    return " ".join(text.replace("\xa0", " ").split())


def test_the_fund_is_told_as_it_was_at_the_crossing(first: Funding, second: Funding) -> None:
    account = account_of("secondo", timezone.now())
    assert account is not None and account.crossing is not None
    crossing = account.crossing
    assert (crossing.fund.total, crossing.fund.reserved) == (700, 500)
    assert (crossing.due, crossing.fund.available, crossing.reserved) == (500, 200, 200)
    assert (crossing.shortfall, crossing.serial) == (300, 2)
    text = words("secondo")
    assert "Perché a «Il secondo» sono riservati 200 €" in text
    assert "Dovuto 500 € Disponibile 200 € Mancava, e aspetta soldi del fondo 300 €" in text
    assert "Soglia: il 50% del costo 500 €" in text
    assert "Why €200 are reserved for “Il secondo”" in words("secondo", "/en")


def test_a_top_up_is_told_with_its_cause(first: Funding, second: Funding) -> None:
    change_fund(
        fund=Fund.objects.get(),
        total=Decimal("800.00"),
        number="77/2026",
        date=timezone.localdate(),
        reason="Altri fondi",
        by=None,
        now=timezone.now(),
    )
    account = account_of("secondo", timezone.now())
    assert account is not None
    assert [(told.entry.kind, told.entry.amount) for told in account.movements] == [
        ("reserve", 200),
        ("top_up", 100),
    ]
    assert "77/2026" in account.movements[1].cause
    assert "sono riservati 300 €" in words("secondo")


def test_a_success_fills_the_gap_and_names_its_act(
    first: Funding, second: Funding, gateway: StripeGateway
) -> None:
    Funding.objects.filter(pk=first.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    now = timezone.now()
    advance(now=now, gateway=gateway)
    advance(now=now + timedelta(days=15), gateway=gateway)
    text = words("primo")
    assert "Perché «Il primo» ha avuto 400 €" in text
    assert "le donazioni erano 600 € su 1.000 €: mancavano 400 €" in text
    assert "non è ancora stata registrata" in text
    # What it did not need went to the one that waited.
    assert "sono riservati 300 €" in words("secondo")
    record_act(
        commitment=Commitment.objects.get(funding=first),
        number="1234/2026",
        date=timezone.localdate(),
        budget_chapter="2002",
        budget_year=2026,
        cup="",
        by=None,
        now=timezone.now(),
    )
    generations.forget()
    assert "determina 1234/2026" in words("primo")


def test_a_campaign_on_its_way_is_told_honestly(first: Funding, second: Funding) -> None:
    third = make_open_funding(first.call, slug="terzo", title="Il terzo")
    give(third, "100.00", at=timezone.now())
    text = words("terzo")
    assert "donati 100 €, ne mancano 400 €" in text
    assert "Sarebbe dovuto 500 € Disponibile oggi 0 € Oggi il Comune aggiungerebbe 0 €" in text
    give(third, "400.00", at=timezone.now())
    generations.forget()
    text = words("terzo")
    assert "Perché «Il terzo» aspetta il fondo" in text and "Ancora niente" in text


def test_a_campaign_without_fund_and_an_unknown_one(db: None) -> None:
    make_open_funding(slug="sola")
    assert "Perché il Comune aggiungerebbe 0 €" in words("sola")
    assert Client().get("/trasparenza/progetti/nessuna/").status_code == 404


def test_many_movements_take_no_more_queries(second: Funding) -> None:
    def queries() -> int:
        generations.forget()
        with CaptureQueriesContext(connection) as captured:
            assert Client().get("/trasparenza/progetti/secondo/").status_code == 200
        return sum("freshness_generation" not in query["sql"] for query in captured)

    queries()
    few = queries()
    for total in range(710, 800, 10):
        change_fund(
            fund=Fund.objects.get(),
            total=Decimal(total),
            number=f"{total}/2026",
            date=timezone.localdate(),
            reason="Altri fondi",
            by=None,
            now=timezone.now(),
        )
    account = account_of("secondo", timezone.now())
    assert account is not None and len(account.movements) == 10
    assert len({told.cause for told in account.movements}) == 10
    # Telling what freed the money takes two: the rows, and the acts behind them.
    assert queries() <= few + 2


def test_a_grant_set_anew_is_told_beside_what_the_rules_had_given(first: Funding) -> None:
    grants.with_act(end(first))
    grants.pay(first, "300.00")
    grants.set_anew(first, "250.00")
    grants.set_anew(first, "200.00", number="DD 2")
    text = words("primo")
    assert "Perché «Il primo» ha avuto 200 €" in text
    assert "mancavano 400 €." in text and "erano dovuti 400 €" in text
    assert "la parte del Comune è di 250 €: era di 400 €" in text
    assert "la parte del Comune è di 200 €: era di 250 €" in text
    grants.set_anew(first, "0.00", number="DD 3")
    generations.forget()
    assert "il Comune ha ritirato la sua parte, 200 €" in words("primo")


def test_the_fund_at_a_crossing_is_whole_whatever_was_paid_before(first: Funding) -> None:
    grants.with_act(end(first))
    grants.pay(first, "300.00")
    grants.set_anew(first, "250.00")
    second = make_open_funding(first.call, slug="secondo", title="Il secondo")
    give(second, "500.00", at=timezone.now())
    account = account_of("secondo", timezone.now())
    assert account is not None and account.crossing is not None
    stand = account.crossing.fund
    # 250 are granted and paid, 50 more were paid and are to come back.
    assert (stand.total, stand.granted, stand.available) == (700, 300, 400)
