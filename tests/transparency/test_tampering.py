"""``audit`` turns red on each kind of tampering, done past the platform with SQL."""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from campaigns.transparency.audit import CHECKS, audit
from tests import databases

from .balanced_books import load, tamper

DATABASE = f"civic_tampering_{os.getpid()}"

TAMPERED: list[tuple[str, str]] = [
    ("ledger is append-only", "ALTER TABLE ledger_entry DISABLE TRIGGER ALL"),
    ("campaign totals agree with the ledger", "confirmed = confirmed + 1"),
    ("campaign totals agree with the ledger", "refunded = refunded - 1 WHERE refunded > 0"),
    ("campaign totals agree with the ledger", "disputed = 1 WHERE slug = 'viva'"),
    ("campaign totals agree with the ledger", "late = late + 1"),
    ("campaign totals agree with the ledger", "late_refunded = 0 WHERE late > 0"),
    ("campaign totals agree with the ledger", "donations = donations + 1"),
    ("campaign totals agree with the donations", "confirmed = confirmed + 1"),
    ("campaign totals agree with the donations", "donations = 0 WHERE slug = 'viva'"),
    ("the rules hold", "threshold = 500.01 WHERE slug = 'viva'"),
    ("the rules hold", "cost = 1000.01 WHERE slug = 'viva'"),
    ("the rules hold", "threshold_reached_at = NULL WHERE slug = 'viva'"),
    ("the rules hold", "threshold_reached_at = now() WHERE slug = 'fallita'"),
    ("the rules hold", "state = 'failed' WHERE slug = 'riuscita'"),
    ("the rules hold", "state = 'succeeded' WHERE slug = 'fallita'"),
    ("the rules hold", "state = 'cancelled' WHERE slug = 'viva'"),
    ("the rules hold", "settled_net = 499.99 WHERE slug = 'riuscita'"),
    ("the rules hold", "settled_net = 500.00 WHERE slug = 'fallita'"),
    ("the rules hold", "overfunding = 'fixed_share' WHERE slug = 'riuscita'"),
]
"""Checks, and the tampering with a funding (or the whole statement) that each must see."""

TAMPERED_ELSEWHERE: list[tuple[str, str]] = [
    ("campaign totals agree with the donations", "donation SET amount = 499 WHERE amount = 500"),
    ("campaign totals agree with the donations", "donation SET late = NOT late"),
    (
        "campaign totals agree with the donations",
        "donation SET status = 'cancelled', confirmed_at = NULL WHERE amount = 500",
    ),
    (
        "donations agree with the ledger",
        "donation SET amount = CASE amount WHEN 400 THEN 200 ELSE 400 END"
        " WHERE amount IN (200, 400)",
    ),
    ("donations agree with the ledger", "donation SET refunded_amount = 0"),
    ("donations agree with the ledger", "refund SET state = 'pending', paid_at = NULL"),
    ("donations agree with the ledger", "donation SET status = 'failed', confirmed_at = NULL"),
    ("refunds agree with the donations", "refund SET amount = amount - 1"),
    ("refunds agree with the donations", "donation SET refunded_amount = 1 WHERE amount = 500"),
]

TAMPERED_FUNDS: list[tuple[str, str]] = [
    ("funds agree with the ledger", "fund SET total = total + 1"),
    ("funds agree with the ledger", "fund SET reserved = reserved - 1"),
    ("funds agree with the ledger", "fund SET granted = granted - 1"),
    ("funds agree with the commitments", "fund SET reserved = reserved - 1, granted = granted + 1"),
    ("funds agree with the commitments", "commitment SET reserved = 1 WHERE reserved > 0"),
    ("commitments agree with the ledger", "commitment SET reserved = reserved - 1"
     " WHERE reserved > 0"),
    ("commitments agree with the ledger", "commitment SET granted = granted - 1 WHERE granted > 0"),
    ("the rules hold", "commitment SET due = due + 1 WHERE state = 'reserved'"),
    ("the rules hold", "commitment SET due = due + 1 WHERE state = 'granted'"),
    ("the rules hold", "commitment SET cap = cap + 1"),
    ("the rules hold", "commitment SET state = 'reserved', granted = 0 WHERE state = 'granted'"),
    ("no money lies idle while somebody waits", "fund SET total = total + 1"),
]  # fmt: skip

TAMPERED_ENTRIES: list[tuple[str, str]] = [
    *(
        ("ledger chains hold", f"UPDATE ledger_entry SET {column} WHERE kind = 'reserve'")
        for column in (
            "chain = 'fund:altro'",
            "seq = seq + 100",
            "kind = 'top_up'",
            "reference = reference || ':altro'",
            "source = 'donors'",
            "destination = 'granted'",
            "amount = amount + 1",
            "campaign = 'altra'",
            "donation = gen_random_uuid()",
            "occurred_at = occurred_at + interval '1 microsecond'",
            "recorded_at = recorded_at + interval '1 microsecond'",
            "prev_hash = hash",
            "hash = md5(hash) || md5(hash)",
            "hash_version = 2",
        )
    ),
    ("ledger chains hold", "DELETE FROM ledger_entry WHERE seq = 1"),
    ("ledger chains hold", "DELETE FROM ledger_entry WHERE seq = 2"),
    ("funds agree with the ledger", "DELETE FROM ledger_entry WHERE chain LIKE 'fund:%'"),
    (
        "campaign totals agree with the ledger",
        "DELETE FROM ledger_entry WHERE chain = 'campaign:viva' AND seq = 2",
    ),
    ("donations agree with the ledger", "DELETE FROM ledger_entry WHERE kind = 'refund_paid'"),
    (
        "donations agree with the ledger",
        "DELETE FROM ledger_entry WHERE chain = 'campaign:fallita' AND seq = 6",
    ),
    ("commitments agree with the ledger", "DELETE FROM ledger_entry WHERE kind = 'grant'"),
]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for the whole module, whose books agree."""
    with django_db_blocker.unblock():
        databases.clone(databases.template_database(), DATABASE)
        with databases.using(DATABASE):
            load()
            assert audit()["ok"]
            yield
        databases.drop(DATABASE)


@pytest.fixture
def undone(loaded: None) -> Iterator[None]:
    """Take back what the test does to the books."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def red() -> set[str]:
    return {check["name"] for check in audit()["checks"] if not check["ok"]}


@pytest.mark.usefixtures("undone")
class TestTampering:
    @pytest.mark.parametrize(("check", "change"), TAMPERED)
    def test_with_a_funding(self, check: str, change: str) -> None:
        is_statement = change.startswith("ALTER")
        tamper(change if is_statement else f"UPDATE funding_funding SET {change}")
        assert check in red()

    @pytest.mark.parametrize(("check", "change"), TAMPERED_ELSEWHERE)
    def test_with_donations_and_refunds(self, check: str, change: str) -> None:
        tamper(f"UPDATE payments_{change}")
        assert check in red()

    @pytest.mark.parametrize(("check", "change"), TAMPERED_FUNDS)
    def test_with_fund_and_commitments(self, check: str, change: str) -> None:
        tamper(f"UPDATE cofinancing_{change}")
        assert check in red()

    @pytest.mark.parametrize(("check", "statement"), TAMPERED_ENTRIES)
    def test_with_the_ledger(self, check: str, statement: str) -> None:
        tamper("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
        tamper(statement)
        tamper("ALTER TABLE ledger_entry ENABLE TRIGGER ALL")
        assert check in red()


def test_every_check_is_turned_red_by_some_tampering() -> None:
    tables = (TAMPERED, TAMPERED_ELSEWHERE, TAMPERED_FUNDS, TAMPERED_ENTRIES)
    assert {check for table in tables for check, _change in table} == set(CHECKS)
