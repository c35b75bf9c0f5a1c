"""Spreadsheets that finance downloads: nothing a donor typed runs as a formula."""

import csv
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped]

from campaigns.staff.exports import as_plain_text
from tests.admin.conftest import SignIn
from tests.factories import make_donation, make_open_funding

ATTACKS = (
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
)
HARMLESS = ("Ada Brambilla", "3 - 2 = 1", "ada@example.org", "", "è + bello")
URL_NAME = "payments_donation_modeladmin_index"


def rows_of_csv(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


def cells_of_xlsx(response: Any) -> list[tuple[Any, ...]]:
    workbook = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return list(workbook.active.iter_rows())


@pytest.mark.parametrize("text", ATTACKS)
def test_formulas_are_made_text(text: str) -> None:
    assert as_plain_text(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert as_plain_text(text) == text


@pytest.mark.parametrize("attack", ATTACKS[:4])
def test_csv_holds_no_formula(sign_in: SignIn, attack: str) -> None:
    make_donation(make_open_funding(), name=attack, message=attack)
    response = sign_in("Ragioneria").get(reverse(URL_NAME), {"export": "csv"})
    values = [value for row in rows_of_csv(response) for value in row.values()]
    assert values.count(f"'{attack}") == 2
    assert not [value for value in values if value.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("attack", ATTACKS[:4])
def test_xlsx_holds_no_formula(sign_in: SignIn, attack: str) -> None:
    make_donation(make_open_funding(), name=attack, message=attack)
    response = sign_in("Ragioneria").get(reverse(URL_NAME), {"export": "xlsx"})
    cells = [cell for row in cells_of_xlsx(response) for cell in row]
    assert [cell.value for cell in cells].count(f"'{attack}") == 2
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_amounts_stay_numbers_and_instants_are_romes(sign_in: SignIn) -> None:
    make_donation(make_open_funding(), "25.50")
    client = sign_in("Ragioneria")
    (row,) = rows_of_csv(client.get(reverse(URL_NAME), {"export": "csv"}))
    assert "25.50" in row.values()
    assert "2026-03-10T13:00:00+01:00" in row.values()
    _headings, cells = cells_of_xlsx(client.get(reverse(URL_NAME), {"export": "xlsx"}))
    values = [cell.value for cell in cells]
    assert Decimal("25.5") in values
    assert datetime(2026, 3, 10, 13) in values  # noqa: DTZ001 (a spreadsheet has no time zone)


def test_zero_is_written_as_zero(sign_in: SignIn) -> None:
    make_donation(make_open_funding())
    (row,) = rows_of_csv(sign_in("Ragioneria").get(reverse(URL_NAME), {"export": "csv"}))
    assert list(row.values()).count("0.00") == 2


def test_export_keeps_to_the_filter(sign_in: SignIn) -> None:
    funding = make_open_funding()
    make_donation(funding, anonymous=True)
    make_donation(funding)
    response = sign_in("Ragioneria").get(
        reverse(URL_NAME), {"export": "csv", "anonymous__exact": "1"}
    )
    assert len(rows_of_csv(response)) == 1


@pytest.mark.parametrize("role", ["Redazione", "Amministrazione", "anonymous"])
def test_others_download_nothing(sign_in: SignIn, role: str) -> None:
    make_donation(make_open_funding(), name="Ada Brambilla")
    client = sign_in(role)
    for kind in ("csv", "xlsx"):
        assert client.get(reverse(URL_NAME), {"export": kind}).status_code == 302
