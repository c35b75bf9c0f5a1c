"""The figures of public money: drawing, table and file agree, in a constant number of queries."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from campaigns.calls.models import Call
from campaigns.cofinancing.models import Fund
from campaigns.freshness.services import generations
from campaigns.funding.models import Funding
from campaigns.transparency.public.drawings import bars_of, stack_of
from campaigns.transparency.public.money import FundDay, by_municipio, fund_days
from tests.cofinancing import grants
from tests.cofinancing.stories import end
from tests.factories import CallFactory, give, make_campaign_page, make_fund, make_open_funding
from tests.pages_http.conftest import make_whole_campaign

PAGE = "/trasparenza/"
NAMES = ("fondo", "aree", "municipi")


@pytest.fixture
def call(db: None) -> Call:
    """One campaign of Municipio 3 past its threshold, one of the whole city below it."""
    now = timezone.now()
    call = CallFactory.create(slug="avviso-figure", title="Avviso delle figure")
    make_fund(call, "900.00", now - timedelta(days=40))
    for slug, municipio, amount in (("tre", 3, "510.00"), ("tutti", None, "90.50")):
        funding = make_open_funding(call, slug=slug)
        make_campaign_page(funding, municipio=municipio)
        give(funding, amount, at=now)
    return call


def rows(name: str, query: str = "") -> list[dict[str, str]]:
    answer = Client().get(f"{PAGE}{name}.csv{query}")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def test_the_fund_is_told_by_the_days_on_which_it_moved(call: Call) -> None:
    before, after = rows("fondo", "?avviso=avviso-figure")
    assert (before["available"], before["reserved"], before["granted"]) == (
        "900.00",
        "0.00",
        "0.00",
    )
    assert after == {
        "day": timezone.localdate().isoformat(),
        "available": "400.00",
        "reserved": "500.00",
        "granted": "0.00",
    }


def test_what_was_paid_or_is_to_come_back_is_still_of_the_fund(call: Call) -> None:
    funding = Funding.objects.get(slug="tre")
    grants.with_act(end(funding))
    for act in (
        lambda: grants.pay(funding, "400.00"),
        lambda: grants.set_anew(funding, "300.00"),
        lambda: grants.pay_back(funding, "60.00"),
    ):
        act()
        fund = Fund.objects.get()
        last = fund_days([call])[-1]
        assert last.total == 900
        assert (last.granted, last.available) == (fund.granted, fund.available)


def test_money_is_told_by_municipio(call: Call) -> None:
    by_key = {row["municipio"]: row for row in rows("municipi", "?avviso=avviso-figure")}
    assert set(by_key) == {"", *map(str, range(1, 10))}
    assert (by_key["3"]["collected"], by_key["3"]["reserved"]) == ("510.00", "500.00")
    assert (by_key[""]["collected"], by_key[""]["campaigns"]) == ("90.50", "1")
    assert by_key["9"]["campaigns"] == "0"


def test_a_notice_is_told_apart_from_all(call: Call) -> None:
    other = CallFactory.create(slug="avviso-altro")
    give(make_open_funding(other, slug="altra"), "1.00", at=timezone.now())
    generations.forget()
    assert {row["collected"] for row in rows("aree", "?avviso=avviso-altro")} == {"1.00"}
    assert rows("aree")[0]["collected"] == "601.50"
    page = Client().get(f"{PAGE}?avviso=avviso-altro").content.decode()
    assert 'fondo.svg?avviso=avviso-altro"' in page
    for unknown in ("?avviso=nessuno", "?avviso=%00", "?avviso=" + "x" * 5000):
        assert Client().get(f"{PAGE}{unknown}").status_code == 404


def test_drawings_stand_alone_without_a_style(call: Call) -> None:
    for name in NAMES:
        for prefix in ("", "/en"):
            with override("it"):
                answer = Client().get(f"{prefix}{PAGE}{name}.svg")
            assert answer["Content-Type"] == "image/svg+xml"
            drawn = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
            assert drawn.tag.endswith("svg")
            assert b"style" not in answer.content and b"None" not in answer.content
    assert Client().get(f"{PAGE}fondo.png").status_code == 404
    assert Client().get(f"{PAGE}nulla.svg").status_code == 404


def test_the_parts_of_a_drawing_are_in_proportion(call: Call) -> None:
    bars = {bar.share.key: bar for bar in bars_of(by_municipio([call])).bars}
    assert Decimal(bars["3"].collected) + Decimal(bars["3"].reserved) == 400
    assert bars["3"].collected == "202.0"
    assert bars[""].collected == "35.8"


def test_a_stack_reaches_from_the_first_day_to_the_present() -> None:
    today = timezone.localdate()
    days = [
        FundDay(day=today - timedelta(days=10), granted=Decimal(0), reserved=Decimal(0),
                available=Decimal(1000)),
        FundDay(day=today - timedelta(days=5), granted=Decimal(0), reserved=Decimal(500),
                available=Decimal(500)),
    ]  # fmt: skip
    drawing = stack_of(days, today)
    assert drawing is not None
    # At the middle of the time the reserved half begins; both ends are at the drawing's edges.
    assert drawing.reserved == (
        "M66.0 210.0L230.0 210.0L230.0 111.0L394.0 111.0L394.0 210.0L230.0 210.0L230.0 210.0"
        "L66.0 210.0Z"
    )
    assert [level.amount for level in drawing.levels] == [0, 500, 1000]
    assert stack_of([], today) is None


def test_more_campaigns_take_no_more_queries(db: None) -> None:
    def queries(address: str) -> int:
        Client().get(address)
        generations.forget()
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(address).status_code == 200
        return sum("freshness_generation" not in query["sql"] for query in captured)

    addresses = (PAGE, f"{PAGE}aree.csv", "/trasparenza/verifica/", "/trasparenza/impronte/")
    make_whole_campaign(1)
    few = [queries(address) for address in addresses]
    for number in range(2, 8):
        page = make_whole_campaign(number)
        assert page.live
    assert [queries(address) for address in addresses] == few
