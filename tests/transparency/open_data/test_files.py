"""The files of the open data: right in each format, and without a person."""

import csv
import io
import json
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.accounts.models import Organization
from campaigns.calls.models import Phase
from campaigns.funding.models import Funding
from campaigns.payments.models import Donation, Provider, Status
from campaigns.selection.models import (
    CheckOutcome,
    EligibilityCheck,
    Proposal,
    ProposalState,
    RankingKind,
)
from campaigns.transparency.open_data.catalogue import DATA_SETS
from campaigns.transparency.open_data.formats import FORMATS
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    give,
    make_campaign_page,
    make_fund,
    make_open_funding,
)
from tests.selection import factories
from tests.selection.ranking.factories import make_judged, publish

PERSON = "Ada Brambilla"


@pytest.fixture
def funding(db: None) -> Funding:
    """A campaign whose title a spreadsheet would compute, with three gifts of one anonymous."""
    call = CallFactory.create(phase=Phase.CAMPAIGNS)
    make_fund(call)
    organization: Organization = OrganizationFactory.create(name='Orti "uniti", Milano')
    funding = make_open_funding(call, slug="orto", title="=SUM(A1:A9)", organization=organization)
    make_campaign_page(funding, municipio=3)
    for amount in ("25.00", "100.50", "400.00"):
        give(funding, amount, at=timezone.now(), name=PERSON, anonymous=True, message="Forza!")
    return funding


def body(name: str, extension: str) -> str:
    answer: Any = Client().get(f"/dati/{name}.{extension}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def objects(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(body(name, "json"))["rows"]
    return rows


def test_a_campaign_tells_how_its_money_stands(funding: Funding) -> None:
    (row,) = objects("campaigns")
    assert row["campaign"] == "orto"
    assert (row["cost"], row["threshold"]) == ("1000.00", "500.00")
    assert (row["confirmed"], row["net"], row["donations"]) == ("525.50", "525.50", 3)
    assert (row["committed"], row["shortfall"], row["granted"]) == ("500.00", "0.00", "0.00")
    assert row["municipio"] == 3
    assert row["threshold_reached_at"].endswith("+01:00")


def test_a_donation_is_an_amount_and_a_day(funding: Funding) -> None:
    rows = objects("donations")
    assert [row["amount"] for row in rows] == ["25.00", "100.50", "400.00"]
    assert {row["day"] for row in rows} == {timezone.localdate().isoformat()}
    assert set(rows[0]) == {
        *("donation", "campaign", "day", "amount", "refunded", "disputed", "late"),
    }


def test_a_movement_of_the_fund_carries_its_link_in_the_chain(funding: Funding) -> None:
    endowment, reserve = objects("fund_movements")
    assert (endowment["kind"], reserve["kind"]) == ("endowment", "reserve")
    assert reserve["prev_hash"] == endowment["hash"]
    (commitment,) = objects("commitments")
    assert (commitment["campaign"], commitment["reserved"]) == ("orto", "500.00")


def test_the_three_formats_say_the_same(funding: Funding) -> None:
    for name, data in DATA_SETS.items():
        lines = [json.loads(line) for line in body(name, "jsonl").splitlines()]
        assert lines == objects(name)
        table = list(csv.DictReader(io.StringIO(body(name, "csv"), newline="")))
        assert [set(row) for row in table] == [{c.name for c in data.columns}] * len(lines)
        keys = [tuple(row[column] for column in data.key) for row in lines]
        assert len(set(keys)) == len(keys)


def test_csv_is_of_rfc_4180_and_computes_nothing(funding: Funding) -> None:
    text = body("campaigns", "csv")
    assert text.endswith("\r\n")
    assert text.count("\r\n") == text.count("\n") == 2
    assert '"Orti ""uniti"", Milano"' in text
    assert ",'=SUM(A1:A9)," in text
    assert objects("campaigns")[0]["title"] == "=SUM(A1:A9)"


def test_no_file_holds_a_person(funding: Funding) -> None:
    for name in DATA_SETS:
        for extension in FORMATS:
            text = body(name, extension)
            assert PERSON not in text and "Brambilla" not in text
            assert "example.org" not in text and "Forza" not in text


def test_what_is_unknown_is_not_found(funding: Funding) -> None:
    for path in ("/dati/people.csv", "/dati/campaigns.xml", "/dati/campaigns.", "/dati/.csv"):
        assert Client().get(path).status_code == 404
    assert Client().post("/dati/campaigns.csv").status_code == 405


def test_who_has_the_file_as_it_is_gets_it_once(funding: Funding) -> None:
    from campaigns.freshness.services import generations

    generations.forget()
    etag = Client().get("/dati/campaigns.csv")["ETag"]
    known = {"If-None-Match": etag}
    assert Client().get("/dati/campaigns.csv", headers=known).status_code == 304
    assert Client().get("/dati/campaigns.json", headers=known).status_code == 200
    give(funding, at=timezone.now())
    generations.forget()
    assert Client().get("/dati/campaigns.csv", headers=known).status_code == 200


def test_the_ranking_in_force_is_open_by_protocol_number(db: None) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    make_judged(call, [9, 9, 9], title="Primo")
    make_judged(call, [7, 7, 7], title="Secondo")
    publish(call, RankingKind.PROVISIONAL)
    publish(call, RankingKind.FINAL, number="101/2026")
    rows = objects("proposals")
    assert [row["ranking_kind"] for row in rows] == ["final", "final"]
    assert {row["call"] for row in rows} == {call.slug}
    first = next(row for row in rows if row["position"] == 1)
    assert first["protocol"].startswith(f"{call.slug}/")
    assert first["outcome"] == "selected"
    scores = [row for row in objects("scores") if row["protocol"] == first["protocol"]]
    assert scores and all(row["points_exact"] for row in scores)
    assert "title" not in first and "organization" not in first


def test_who_was_excluded_is_told_with_the_checks_that_were_not_met(db: None) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    make_judged(call, [9, 9, 9], title="Primo")
    excluded = factories.make_in_eligibility(call)
    item = call.eligibility_items.all()[0]
    EligibilityCheck.objects.create(
        proposal=excluded,
        item=item,
        outcome=CheckOutcome.NOT_MET,
        note="Manca la firma di Ada Brambilla",
        checked_at=timezone.now(),
        checked_by=factories.make_staff("Segreteria"),
    )
    Proposal.objects.filter(pk=excluded.pk).update(state=ProposalState.EXCLUDED)
    publish(call, RankingKind.PROVISIONAL)
    rows = {row["outcome"]: row for row in objects("proposals")}
    assert rows["excluded"]["not_met"] == item.text_it
    assert rows["selected"]["not_met"] is None
    assert PERSON not in body("proposals", "csv")


def test_many_rows_take_no_more_memory(funding: Funding) -> None:
    def peak() -> int:
        tracemalloc.start()
        for _piece in Client().get("/dati/donations.jsonl"):
            pass
        measured = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return measured

    add_donations(funding, 2_000)
    few = peak()
    add_donations(funding, 8_000)
    assert peak() < 1.5 * few


def add_donations(funding: Funding, count: int) -> None:
    when = timezone.now()
    Donation.objects.bulk_create(
        [
            Donation(
                funding=funding,
                amount=5,
                status=Status.CONFIRMED,
                provider=Provider.REPLAY,
                created_at=when,
                paid_at=when,
                confirmed_at=when + timedelta(microseconds=number),
            )
            for number in range(count)
        ],
        batch_size=2_000,
    )
