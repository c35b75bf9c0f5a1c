"""``audit``: green on good data, in the shape of section 6; exit 1 when anything is wrong."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from campaigns.transparency.audit import audit

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
