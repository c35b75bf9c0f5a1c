"""R14: the ledger's export is proved by a program that knows nothing of the platform."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from campaigns.ledger import export, verify_export
from campaigns.ledger.models import Entry
from campaigns.transparency.audit import audit
from tests import databases
from tests.factories import CallFactory, give, make_fund, make_funding
from tests.transparency.balanced_books import load, load_grants, load_provider

DATABASE = f"civic_export_{os.getpid()}"
VERIFIER = Path(verify_export.__file__)
FIELDS = [field.name for field in Entry._meta.fields if field.name != "id"]
Lines = list[str]
Verify = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[Lines, Any]:
    """The export of books with movements of many kinds, and what the audit says of them."""
    with django_db_blocker.unblock():
        databases.clone(databases.template_database(), DATABASE)
        with databases.using(DATABASE):
            load()
            load_provider()
            load_grants()
            told = (list(export.lines()), audit())
        databases.drop(DATABASE)
    return told


@pytest.fixture
def lines(books: tuple[Lines, Any]) -> Lines:
    return list(books[0])


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Run the verifier as anyone would, away from the project; its exit status and words."""

    def run(lines: Lines, told: Any = None) -> tuple[int, str]:
        (tmp_path / "ledger.jsonl").write_text("".join(f"{line}\n" for line in lines))
        (tmp_path / "audit.json").write_text(json.dumps(told))
        files = ["ledger.jsonl", *([] if told is None else ["audit.json"])]
        ended = subprocess.run(
            [sys.executable, "-I", "-S", str(VERIFIER), *files],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    return run


def reason(lines: Lines) -> str:
    """Why the verifier does not believe an export; empty where it does."""
    try:
        verify_export.add_up(iter(f"{line}\n" for line in lines))
    except ValueError as error:
        return str(error)
    return ""


def other(value: Any) -> Any:
    """A value of the same kind that is not the same."""
    if value is None or isinstance(value, int):
        return 1 + (value or 0)
    return value[:-1] + ("0" if value[-1:] != "0" else "1")


def place(lines: Lines, chain: str, seq: int) -> int:
    """Where an entry stands in the export."""
    entries = [json.loads(line) for line in lines[:-1]]
    return [(entry["chain"], entry["seq"]) for entry in entries].index((chain, seq))


def altered(line: str, **fields: Any) -> str:
    return json.dumps(json.loads(line) | fields)


def test_r14_the_export_alone_gives_the_totals_of_the_audit(
    books: tuple[Lines, Any], verify: Verify
) -> None:
    lines, told = books
    status, said = verify(lines, told)
    assert (status, "WRONG" in said) == (0, False)
    rows = {row.split()[0]: row.split()[1:] for row in said.splitlines()}
    for campaign in told["campaigns"]:
        names = ("confirmed", "refunded", "disputed", "net")
        assert rows[campaign["slug"]][:4] == [campaign[name] for name in names]
    for fund in told["funds"]:
        names = ("total", "reserved", "granted", "available")
        assert rows[fund["call"]] == [fund[name] for name in names]
    assert rows["banca"] == ["600.00", "130.00", "90.00", "380.00", "100.00"]
    assert rows["fallita"] == ["51.00", "51.00", "0.00", "0.00", "30.00"]
    del rows["account"]
    balances = {name: Decimal(row[0]) for name, row in rows.items() if len(row) == 1}
    assert balances["municipality"] == -1200
    assert rows["contributi"] == ["500.00", "0.00", "260.00", "240.00"]
    assert sum(balances.values()) == 0


def test_every_entry_is_there_once_with_its_hashed_fields(lines: Lines) -> None:
    entries = [json.loads(line) for line in lines[:-1]]
    assert {tuple(sorted(entry)) for entry in entries} == {tuple(sorted(FIELDS))}
    places = [(entry["chain"].encode(), entry["seq"]) for entry in entries]
    assert places == sorted(set(places))
    assert json.loads(lines[-1]) == {"entries": len(entries)}
    assert reason(lines) == ""


def test_the_verifier_is_short_and_needs_nothing_but_python() -> None:
    text = VERIFIER.read_text()
    assert len(text.splitlines()) < 100
    imported = [
        line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))
    ]
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("seq", [1, 2, 5])
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_altered_is_seen_and_its_chain_named(lines: Lines, field: str, seq: int) -> None:
    index = place(lines, "campaign:banca", seq)
    value = json.loads(lines[index])[field]
    lines[index] = altered(lines[index], **{field: other(value)})
    assert "breaks at entry" in reason(lines)
    assert field == "chain" or reason(lines).startswith(f"campaign:banca breaks at entry {seq},")


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_removed_is_seen(lines: Lines, field: str) -> None:
    index = place(lines, "campaign:banca", 2)
    entry = json.loads(lines[index])
    del entry[field]
    lines[index] = json.dumps(entry)
    assert reason(lines).startswith("campaign:banca breaks at entry 2,")


def test_a_field_added_is_seen(lines: Lines) -> None:
    index = place(lines, "fund:avviso", 1)
    lines[index] = altered(lines[index], note="")
    assert reason(lines).startswith("fund:avviso breaks at entry 1,")


@pytest.mark.parametrize("seq", [1, 3])
def test_an_entry_removed_repeated_or_moved_is_seen(lines: Lines, seq: int) -> None:
    index = place(lines, "campaign:viva", 1) if seq == 1 else place(lines, "campaign:banca", 3)
    entry = lines[index]
    for tampered in (
        [*lines[:index], *lines[index + 1 :]],
        [*lines[: index + 1], entry, *lines[index + 1 :]],
        [*lines[:index], lines[index + 1], entry, *lines[index + 2 :]],
        [*lines[:index], *lines[index + 1 : -1], entry, lines[-1]],
    ):
        assert " breaks " in reason(tampered)


def test_chains_that_changed_places_are_seen(lines: Lines) -> None:
    index = place(lines, "fund:avviso", 1)
    assert reason([*lines[index:-1], *lines[:index], lines[-1]])


@pytest.mark.parametrize("left", [0, 1, 7, -1])
def test_an_export_cut_short_is_seen(lines: Lines, left: int) -> None:
    assert "cut short" in reason(lines[:left])


@pytest.mark.parametrize("characters", [1, 40])
def test_a_line_cut_short_is_seen(lines: Lines, characters: int) -> None:
    assert reason([*lines[:3], lines[3][:-characters]])


def test_an_export_of_which_the_last_entries_were_taken_is_seen(lines: Lines) -> None:
    assert reason([*lines[:-2], lines[-1]])


def test_lines_after_the_end_are_seen(lines: Lines) -> None:
    assert "is not the last" in reason([*lines, lines[-1]])


@pytest.mark.parametrize("line", ["", "[]", "1", "null", '"chain"', "{}", "{", '{"chain": 1}'])
def test_nonsense_is_seen(lines: Lines, line: str) -> None:
    assert " breaks " in reason([*lines[:2], line, *lines[2:]])


def forged(lines: Lines, chain: str, forge: Callable[[dict[str, Any]], Any]) -> Lines:
    """The export with a whole chain rewritten, its hashes made anew."""
    written, previous = [], "0" * 64
    for line in lines[:-1]:
        fields = json.loads(line)
        if fields["chain"] == chain:
            del fields["hash"]
            forge(fields)
            fields["prev_hash"] = previous
            previous = fields["hash"] = _hash(fields)
        written.append(json.dumps(fields))
    return [*written, lines[-1]]


def test_a_movement_that_is_there_twice_is_seen(lines: Lines) -> None:
    twice = forged(
        lines,
        "campaign:viva",
        lambda fields: fields.update(kind="donation", reference="replay:the-same"),
    )
    assert reason(twice).startswith("campaign:viva breaks at entry 2,")


def test_a_chain_made_anew_is_seen_where_the_audit_tells_otherwise(
    books: tuple[Lines, Any], verify: Verify
) -> None:
    """Who rewrites a whole chain is caught by what was told before."""
    anew = forged(
        books[0],
        "campaign:banca",
        lambda fields: fields["kind"] == "donation" and fields.update(amount="90.00"),
    )
    assert verify(anew)[0] == 0
    status, said = verify(anew, books[1])
    assert (status, "WRONG: campaign banca" in said) == (1, True)


@pytest.mark.parametrize(
    "told",
    [
        {"campaigns": [], "funds": []},
        {"campaigns": "all", "funds": []},
    ],
    ids=str,
)
def test_an_audit_that_leaves_something_out_is_seen(
    books: tuple[Lines, Any], verify: Verify, told: Any
) -> None:
    told = {name: books[1][name] if rows == "all" else rows for name, rows in told.items()}
    assert verify(books[0], told)[0] == 1


def test_the_verifier_says_wrong_and_exits_1(lines: Lines, verify: Verify) -> None:
    lines[1] = altered(lines[1], amount="0.01")
    status, said = verify(lines)
    assert status == 1
    assert "WRONG: campaign:banca breaks at entry 2, in line 2" in said


@pytest.mark.django_db
def test_an_empty_ledger_has_an_export(verify: Verify) -> None:
    assert list(export.lines()) == ['{"entries":0}']
    assert verify(['{"entries":0}'])[0] == 0


@pytest.mark.django_db
def test_the_command_writes_the_chains_asked_for(tmp_path: Path) -> None:
    call = CallFactory.create(slug="avviso")
    make_fund(call)
    give(make_funding(call, slug="orto"), "600.00")
    give(make_funding(call, slug="altra"), "10.00")
    said = StringIO()
    call_command("export_ledger", stdout=said)
    assert reason(said.getvalue().splitlines()) == ""
    assert len(said.getvalue().splitlines()) == 5

    file = tmp_path / "orto.jsonl"
    call_command("export_ledger", "--output", str(file), "--chain", "campaign:orto")
    entry, _count = file.read_text().splitlines()
    assert json.loads(entry)["chain"] == "campaign:orto"
    assert reason(file.read_text().splitlines()) == ""


@pytest.mark.django_db
def test_the_export_carries_no_personal_data() -> None:
    give(make_funding(), name="Ada Brambilla", email="ada@example.org", message="Forza!")
    text = "".join(export.lines())
    for personal in ("Ada", "Brambilla", "ada@", "example.org", "Forza"):
        assert personal not in text


@pytest.mark.committed
def test_money_that_moves_during_the_export_is_not_in_it(committed_db: str) -> None:
    funding = make_funding(slug="orto")
    give(funding, "10.00")
    exported = export.lines()
    first = next(exported)
    _in_another_connection(lambda: give(funding, "20.00"))
    assert reason([first, *exported]) == ""
    assert len(list(export.lines())) == 3


def _hash(fields: dict[str, Any]) -> str:
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _in_another_connection(act: Callable[[], Any]) -> None:
    def run() -> None:
        act()
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()
