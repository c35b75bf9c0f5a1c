"""``load_scenario`` checks the whole file first; an error names the member's path."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from campaigns.calls.models import Call
from home.scenario.document import read_scenario
from home.scenario.loading import load_scenario
from home.scenario.members import ScenarioError

from .documents import AFTER, campaign, changed, document, gift, whole, without

NOW = datetime.fromisoformat(AFTER)

BAD_AMOUNTS: list[Any] = [
    "1e3", "1E3", "NaN", "Infinity", "-25.00", "+25.00", "0", "0.00", "25.505", "25,50", "1.000,00",
    "1_000", " 25.00", "25.00\n", "", "25.", ".50", "٢٥.00", "25.00 €", "99999999999.00",
    25, 25.5, True, None, [], {},
]  # fmt: skip
BAD_INSTANTS: list[Any] = [
    "2026-03-10T12:00:00", "2026-03-10", "10/03/2026", "", "oggi", "2026-02-30T00:00:00+01:00",
    "2026-03-10T25:00:00+01:00", "0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00",
    1773140400, None, True,
]  # fmt: skip
BAD_SLUGS: list[Any] = [
    "",
    "Orto",
    "orto_uno",
    "orto--uno",
    "-orto",
    "è",
    "a/b",
    "a" * 101,
    7,
    None,
]
BAD_PERCENTS: list[Any] = ["100.01", "-1", "50%", "5e1", "NaN", "33.333", "", 50, 0.5, None, True]
BAD_TEXTS: list[Any] = ["", "   ", "a\x00b", "\ud800", "a" * 201, 7, None, []]


def table() -> list[tuple[str, Any]]:
    """Members and the values that each refuses."""
    rows: list[tuple[str, Any]] = []
    rows += [("campaigns[0].cost", value) for value in BAD_AMOUNTS]
    rows += [("campaigns[0].donations[1].amount", value) for value in BAD_AMOUNTS]
    rows += [("campaigns[0].donations[1].amount", value) for value in ("0.99", "10000.01")]
    rows += [("call.rules.donation_min", value) for value in ("0.00", 1, "1e0")]
    rows += [("call.rules.donation_max", value) for value in ("0.99", 10_000, "1e4")]
    rows += [(f"call.{name}", value) for name in ("fund.total", "rules.cap") for value in ("-1", 1)]
    rows += [("call.fund.total", value) for value in ("1e3", "NaN", None, "")]
    rows += [("campaigns[1].opens_at", value) for value in BAD_INSTANTS]
    rows += [("campaigns[1].donations[0].at", value) for value in BAD_INSTANTS]
    rows += [("campaigns[1].donations[0].at", "2026-05-01T00:00:00.000001+02:00")]
    rows += [("campaigns[1].closes_at", "2026-03-01T00:00:00+01:00")]
    rows += [("campaigns[1].closes_at", "2026-02-28T23:00:00+00:00")]
    rows += [("campaigns[1].closes_at", "2026-02-01T00:00:00+01:00")]
    rows += [(path, value) for path in ("call.slug", "campaigns[1].slug") for value in BAD_SLUGS]
    rows += [("campaigns[1].slug", value) for value in ("orto", "dona", "api", "admin", "en")]
    rows += [
        (f"call.rules.{name}_percent", v) for name in ("match", "threshold") for v in BAD_PERCENTS
    ]
    rows += [("call.rules.threshold_percent", value) for value in ("0", "0.00")]
    no_policies: list[Any] = ["fill", "", None, [], 1]
    rows += [("call.rules.overfunding", value) for value in no_policies]
    rows += [("call.rules.settlement_days", value) for value in ("14", 14.0, -1, 366, True, None)]
    rows += [(path, value) for path in ("call.title", "campaigns[0].title") for value in BAD_TEXTS]
    rows += [("campaigns[0].donations[0].anonymous", value) for value in ("true", 1, None)]
    rows += [("campaigns[0].donations[0].email", value) for value in ("ada", "@", 7, "a b@c.it")]
    rows += [("campaigns[0].donations[0].name", value) for value in ("a" * 121, 7, None, "a\x00")]
    rows += [(path, 7) for path in ("call", "call.rules", "call.fund", "campaigns")]
    rows += [("campaigns[0]", []), ("campaigns[0].donations", {}), ("campaigns", {})]
    rows += [("campaigns[0].donations[0]", "25.00"), ("call.rules", None), ("campaigns[0]", None)]
    rows += [("extra", 1), ("call.extra", 1), ("call.rules.extra", 1), ("call.fund.extra", 1)]
    rows += [("campaigns[1].extra", 1), ("campaigns[1].donations[0].extra", 1)]
    return rows


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "value"), table())
def test_an_error_names_the_members_path(path: str, value: Any) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario(changed(path, value), now=NOW)
    assert error.value.path == path
    assert str(error.value).startswith(f"{path}: ")
    assert not Call.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        *("call", "campaigns", "call.slug", "call.title", "call.fund", "call.fund.total"),
        *(f"campaigns[1].{name}" for name in ("slug", "title", "cost", "opens_at", "closes_at")),
        *(f"campaigns[0].donations[1].{name}" for name in ("amount", "at")),
    ],
)
def test_a_missing_member_is_named(path: str) -> None:
    with pytest.raises(ScenarioError, match="is missing") as error:
        load_scenario(without(path), now=NOW)
    assert error.value.path == path


@pytest.mark.parametrize(
    "path",
    [
        *("call.rules", "campaigns[0].donations"),
        *(f"call.rules.{name}" for name in whole()["call"]["rules"]),
        *(f"campaigns[0].donations[1].{name}" for name in ("name", "email", "anonymous")),
    ],
)
def test_members_that_may_be_left_out(path: str) -> None:
    assert read_scenario(without(path)).slug == "avviso"


@pytest.mark.django_db
@pytest.mark.parametrize("value", [None, [], "avviso", 7])
def test_a_file_that_is_no_object(value: Any) -> None:
    with pytest.raises(ScenarioError, match=r"^file: "):
        load_scenario(value, now=NOW)


@pytest.mark.django_db
def test_the_last_wrong_member_stops_the_load_before_anything_is_made() -> None:
    pages = Page.objects.count()
    good = campaign("orto", *[gift("1.00") for _ in range(20)])
    with pytest.raises(ScenarioError, match=r"^campaigns\[1\]\.donations\[0\]\.amount"):
        load_scenario(document(good, campaign("teatro", gift("0"))), now=NOW)
    assert Page.objects.count() == pages


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"call": ' + b"1" * 5000 + b"}",
        "è".encode("latin-1"),
    ],
)
def test_what_is_not_json_is_said_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "scenario.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="file: "):
        call_command("load_scenario", str(file))


@pytest.mark.django_db
def test_the_command_tells_the_path_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(changed("campaigns[0].cost", 1000.5)))
    with pytest.raises(CommandError, match=r"^campaigns\[0\]\.cost: "):
        call_command("load_scenario", str(file), stdout=StringIO())
    assert not Call.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["2026-05-01", "2026-05-01T00:00:00", "domani"])
def test_now_needs_an_instant_with_offset(tmp_path: Path, now: str) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(whole()))
    with pytest.raises(CommandError, match="--now"):
        call_command("load_scenario", str(file), "--now", now)
