"""``audit``: green on good data, in the shape of section 6; exit 1 when anything is wrong."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from campaigns.transparency import ledger_sums
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import give, make_funding

from .balanced_books import load, tamper


def test_nothing_at_all_agrees(db: None) -> None:
    told = audit()
    assert (told["ok"], told["funds"], told["campaigns"]) == (True, [], [])


def run(*options: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("audit", *options, stdout=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


@pytest.mark.committed
def test_the_command_prints_what_design_says_and_exits_1_when_wrong(committed_db: str) -> None:
    load()
    status, said = run("--json")
    assert status == 0
    told: dict[str, Any] = json.loads(said)
    assert set(told) == {"ok", "checks", "funds", "campaigns"}
    assert told["ok"] is True
    for check in told["checks"]:
        assert check == {"name": check["name"], "ok": True, "detail": ""}
    assert told["funds"] == [
        {
            "call": "avviso",
            "total": "700.00",
            "reserved": "300.00",
            "granted": "400.00",
            "available": "0.00",
        }
    ]
    assert told["campaigns"] == [
        _figures("riuscita", "succeeded", "600.00", "0.00", "400.00", "0.00", "400.00"),
        _figures("fallita", "failed", "51.00", "51.00", "0.00", "0.00", "0.00"),
        _figures("viva", "live", "510.00", "0.00", "300.00", "200.00", "0.00"),
    ]
    assert "ok  the rules hold" in run()[1]

    tamper("UPDATE cofinancing_fund SET total = total + 1")

    for options in (("--json",), ()):
        status, said = run(*options)
        assert status == 1
    assert "WRONG  funds agree with the ledger avviso: total is 701.00, should be 700.00" in said


@pytest.mark.committed
def test_money_that_moves_during_the_audit_does_not_turn_it_red(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    funding = make_funding()
    sums_of = ledger_sums.by_kind
    given: list[Any] = []

    def sums_and_then_a_gift(field: str) -> ledger_sums.Sums:
        sums = sums_of(field)
        given.extend(at_once([lambda: give(funding)]))
        return sums

    monkeypatch.setattr(ledger_sums, "by_kind", sums_and_then_a_gift)
    told = audit()
    assert given
    assert told["ok"], told["checks"]
    assert told["campaigns"][0]["confirmed"] == "0.00"


def _figures(slug: str, state: str, confirmed: str, refunded: str, *committed: str) -> Any:
    net = f"{Decimal(confirmed) - Decimal(refunded):.2f}"
    return {
        "slug": slug,
        "state": state,
        "cost": "1000.00",
        "confirmed": confirmed,
        "refunded": refunded,
        "disputed": "0.00",
        "net": net,
        "threshold": "500.00",
        "committed": committed[0],
        "shortfall": committed[1],
        "granted": committed[2],
    }
