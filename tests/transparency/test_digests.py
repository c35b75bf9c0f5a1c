"""The digests of the days: kept for ever, true of the ledger, and checked by anybody."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from campaigns.ledger import export, verify_digests
from campaigns.ledger.models import Entry
from campaigns.transparency import digests
from campaigns.transparency.audit import audit
from campaigns.transparency.models import LedgerDigest
from tests import databases
from tests.factories import NOW, give, make_funding
from tests.transparency.balanced_books import load

DATABASE = f"civic_digests_{os.getpid()}"
LEDGER_GUARD, DIGEST_GUARD = "ledger_entry", "transparency_ledgerdigest"
NIGHT = timedelta(days=1)
Verify = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        databases.clone(databases.template_database(), DATABASE)
        with databases.using(DATABASE):
            load()
            first = digests.make_digest(now=Entry.objects.latest("recorded_at").recorded_at)
            give(make_funding(slug="nuova"), at=NOW)
            digests.make_digest(now=first.made_at + NIGHT)
            yield
        databases.drop(DATABASE)


@pytest.fixture
def held(books: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Books with two digests; whatever the test does to them is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Run the verifier as anybody would, away from the project; its exit status and words."""

    def run(*kept: str) -> tuple[int, str]:
        told = digests.lines(LedgerDigest.objects.order_by("number"))
        for name, lines in (("digests", told), ("ledger", export.lines())):
            (tmp_path / name).write_text("".join(f"{line}\n" for line in lines))
        ended = subprocess.run(
            [sys.executable, "-I", verify_digests.__file__, "digests", "ledger", *kept],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    return run


def unguarded(table: str, statement: str) -> None:
    """What an administrator of the database can do, who stops at nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def wrong() -> set[str]:
    return {check["name"] for check in audit()["checks"] if not check["ok"]}


def test_a_day_has_one_digest_of_every_chain(held: None) -> None:
    first, second = LedgerDigest.objects.order_by("number")
    chains = set(Entry.objects.values_list("chain", flat=True))
    assert set(first.heads) == chains - {"campaign:nuova"}
    assert set(second.heads) - set(first.heads) == {"campaign:nuova"}
    assert second.prev_hash == first.hash
    assert digests.make_digest(now=second.made_at + timedelta(minutes=1)) == second
    assert second.entries == Entry.objects.count()
    assert not wrong()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transparency_ledgerdigest SET hash = 'x'",
        "DELETE FROM transparency_ledgerdigest",
        "TRUNCATE transparency_ledgerdigest",
    ],
)
def test_a_digest_is_for_ever(held: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_anybody_can_check_the_digests(held: None, verify: Verify) -> None:
    first = LedgerDigest.objects.get(number=1)
    status, words = verify(first.hash)
    assert status == 0
    assert f"Your hash is that of {first.day}" in words
    assert verify("0" * 64)[0] == 1


def test_a_chain_written_anew_is_found_out(held: None, verify: Verify) -> None:
    """It holds in itself: only the digest of an earlier day tells."""
    unguarded(
        LEDGER_GUARD,
        "UPDATE ledger_entry SET amount = amount + 1, hash = repeat('a', 64)"
        " WHERE chain = 'campaign:viva' AND seq = 2",
    )
    assert "the ledger is as the daily digests have it" in wrong()
    status, words = verify()
    assert (status, "campaign:viva was changed since" in words) == (1, True)


def test_a_chain_cut_short_is_found_out(held: None, verify: Verify) -> None:
    unguarded(LEDGER_GUARD, "DELETE FROM ledger_entry WHERE chain = 'campaign:nuova'")
    assert "the ledger is as the daily digests have it" in wrong()
    status, words = verify()
    assert (status, "campaign:nuova had 1 entries on" in words) == (1, True)


@pytest.mark.parametrize("change", ["day = day - 100", "heads = '{}'", "prev_hash = hash"])
def test_a_digest_that_was_altered_is_found_out(held: None, verify: Verify, change: str) -> None:
    unguarded(DIGEST_GUARD, f"UPDATE transparency_ledgerdigest SET {change} WHERE number = 1")
    assert "daily digests hold" in wrong()
    assert verify() == (1, "WRONG: the digests break at number 1\n")


def test_a_digest_without_its_guard_is_found_out(held: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {DIGEST_GUARD} DISABLE TRIGGER ALL")
    assert wrong() == {"ledger is append-only"}


def test_a_movement_is_covered_by_the_first_digest_after_it(held: None) -> None:
    first, second = LedgerDigest.objects.order_by("number")
    assert digests.covering(Entry.objects.get(chain="campaign:viva", seq=1)) == first
    assert digests.covering(Entry.objects.get(chain="campaign:nuova", seq=1)) == second
    late = give(make_funding(slug="altra"), at=NOW)
    unseen = Entry.objects.get(donation=late.pk)
    unseen.recorded_at = second.made_at + NIGHT
    assert digests.covering(unseen) is None


def test_the_files_are_the_same_for_everybody(held: None, tmp_path: Path) -> None:
    reader = Client()
    answer = reader.get("/dati/digests.jsonl")
    told = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [json.loads(line)["number"] for line in told] == [1, 2]
    day = json.loads(told[0])["day"]
    assert reader.get(f"/dati/digests/{day}.json").json() == json.loads(told[0])
    assert reader.get("/dati/digests/1999-01-01.json").status_code == 404
    ledger = reader.get("/dati/ledger.jsonl")
    lines = b"".join(ledger.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines == list(export.lines())
    known = {"If-None-Match": ledger["ETag"]}
    assert reader.get("/dati/ledger.jsonl", headers=known).status_code == 304
    for program in ("verify_export.py", "verify_digests.py"):
        served = reader.get(f"/dati/{program}")
        assert served["Content-Type"].startswith("text/x-python")
        assert served.content == Path(verify_digests.__file__).with_name(program).read_bytes()
