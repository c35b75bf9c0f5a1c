"""``audit`` turns red on each kind of tampering, done past the platform with SQL."""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from campaigns.transparency.audit import CHECKS, audit
from campaigns.transparency.digests import make_digest
from tests import databases

from .balanced_books import load, load_grants, load_provider, tamper

DATABASE = f"civic_tampering_{os.getpid()}"
GUARD = "pgtrigger_append_only_af900"
"""The trigger of the ledger, and its function."""

TAMPERED: list[tuple[str, str]] = [
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
    ("payers agree with the donations", "payers = payers + 1"),
    ("payers agree with the donations", "over_limit = over_limit + 1 WHERE slug = 'banca'"),
    ("payers agree with the donations", "payer_limit = payer_limit + 1 WHERE slug = 'banca'"),
    ("payers agree with the donations", "payer_limit = 1 WHERE slug = 'viva'"),
    ("payers agree with the donations", "payer_limit = NULL, min_payers = 0 WHERE slug = 'banca'"),
]
"""Checks, and the tampering with a funding that each must see."""

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
    ("donations agree with the ledger", "donation SET disputed_amount = 0"),
    ("donations agree with the ledger", "donation SET fee = fee + 1"),
    ("donations agree with the ledger", "donation SET fee_covered = 0 WHERE fee_covered > 0"),
    ("refunds agree with the ledger", "refund SET state = 'pending' WHERE state = 'paid'"),
    ("refunds agree with the ledger", "refund SET state = 'paid' WHERE state = 'owed'"),
    ("refunds agree with the ledger", "refund SET state = 'paid' WHERE state = 'covered'"),
    ("refunds agree with the ledger", "refund SET state = 'paid' WHERE state = 'intended'"),
    ("donations agree with the ledger", "donation SET status = 'failed', confirmed_at = NULL"),
    ("refunds agree with the donations", "refund SET amount = amount - 1"),
    ("refunds agree with the donations", "donation SET refunded_amount = 1 WHERE amount = 500"),
    ("refunds agree with the donations", "refund SET state = 'withdrawn' WHERE state = 'paid'"),
    ("disputes agree with the donations", "donation SET disputed_amount = 0"),
    ("disputes agree with the donations", "dispute SET state = 'won', counted = 0, excess = 0"),
    (
        "disputes agree with the donations",
        "dispute SET counted = counted - 1, excess = excess + 1 WHERE counted > 0",
    ),
    (
        "disputes agree with the ledger",
        "dispute SET counted = counted - 1, excess = excess + 1 WHERE counted > 0",
    ),
    ("disputes agree with the ledger", "dispute SET state = 'open' WHERE state = 'lost'"),
    ("disputes agree with the ledger", "dispute SET fee = 0"),
    ("accounts hold what they should", "dispute SET state = 'lost' WHERE state = 'open'"),
    ("accounts hold what they should", "dispute SET fee = 0"),
    ("accounts hold what they should", "refund SET state = 'paid' WHERE state = 'owed'"),
    (
        "accounts hold what they should",
        "refund SET state = 'owed', owed_at = now() WHERE state = 'covered'",
    ),
    ("accounts hold what they should", "donation SET fee = fee + 1"),
    ("no gift is counted wrongly", "donation SET duplicate_of_id = id WHERE amount = 500"),
    (
        "no gift is counted wrongly",
        "donation SET refunded_amount = 0 WHERE late AND provider = 'stripe'",
    ),
    (
        "no gift is counted wrongly",
        "donation SET status = 'failed', confirmed_at = NULL WHERE disputed_amount > 0",
    ),
    ("payers agree with the donations", "donation SET payer = 'other' WHERE payer <> ''"),
]

TAMPERED_FUNDS: list[tuple[str, str]] = [
    ("funds agree with the ledger", "fund SET total = total + 1"),
    ("funds agree with the ledger", "fund SET reserved = reserved - 1 WHERE reserved > 0"),
    ("funds agree with the ledger", "fund SET granted = granted - 1"),
    ("funds agree with the commitments", "fund SET reserved = reserved - 1, granted = granted + 1"
     " WHERE reserved > 0"),
    ("funds agree with the commitments", "commitment SET reserved = 1 WHERE reserved > 0"),
    ("commitments agree with the ledger", "commitment SET reserved = reserved - 1"
     " WHERE reserved > 0"),
    ("commitments agree with the ledger", "commitment SET granted = granted - 1"
     " WHERE granted > paid"),
    ("the rules hold", "commitment SET due = due + 1 WHERE state = 'reserved'"),
    ("the rules hold", "commitment SET due = due + 1 WHERE state = 'granted'"),
    ("the rules hold", "commitment SET cap = cap + 1"),
    ("the rules hold", "commitment SET state = 'reserved', granted = 0"
     " WHERE state = 'granted' AND paid = 0"),
    ("no money lies idle while somebody waits", "fund SET total = total + 1"),
    ("commitments agree with the ledger", "commitment SET paid = paid - 1 WHERE paid > 0"),
    ("funds agree with the commitments", "commitment SET receivable = receivable + 1"),
    ("commitments agree with the ledger", "commitment SET receivable = 0 WHERE receivable > 0"),
    ("grants agree with their documents", "payout SET amount = amount + 1"),
    ("grants agree with their documents", "recovery SET amount = amount + 1"),
    ("grants agree with their documents", "grantchange SET released = 0,"
     " granted_before = granted_before - released WHERE released > 0"),
    ("grants agree with their documents", "grantchange SET due_before = due_before + 1"),
    ("the rules hold", "grantchange SET due_after = due_after - 1,"
     " granted_after = granted_after - 1, owed = owed + 1 WHERE owed > 0"),
]  # fmt: skip

TAMPERED_GUARDS: list[tuple[str, str]] = [
    ("ledger is append-only", "ALTER TABLE ledger_entry DISABLE TRIGGER ALL"),
    *(
        (
            "ledger is append-only",
            f"CREATE OR REPLACE TRIGGER {GUARD} BEFORE {acts} ON ledger_entry"
            f" EXECUTE FUNCTION {GUARD}()",
        )
        for acts in ("UPDATE OR DELETE", "UPDATE OR TRUNCATE", "DELETE OR TRUNCATE")
    ),
    (
        "ledger is append-only",
        f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END'",
    ),
    *(
        ("the database guards its rows", f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        for table, constraint in (
            ("ledger_entry", "ledger_entry_reference"),
            ("ledger_entry", "ledger_entry_chain_seq"),
            ("ledger_entry", "ledger_entry_amount"),
            ("ledger_entry", "ledger_entry_hash_key"),
            ("cofinancing_fund", "fund_never_overcommitted"),
            ("cofinancing_commitment", "commitment_within_due_and_cap"),
            ("payments_donation", "donation_never_refunded_beyond_amount"),
            ("payments_donation", "payments_donation_payment_id_key"),
            ("payments_providerevent", "provider_event_once"),
            ("payments_dispute", "dispute_parts_match_state"),
        )
    ),
    ("the database guards its rows", "DROP INDEX refund_request_one_open"),
    (
        "the database guards its rows",
        "ALTER TABLE cofinancing_fund DROP CONSTRAINT fund_never_overcommitted,"
        " ADD CONSTRAINT fund_never_overcommitted CHECK (true) NOT VALID",
    ),
]

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
    ("refunds agree with the ledger", "DELETE FROM ledger_entry WHERE kind = 'refund_paid'"),
    *(
        ("accounts hold what they should", f"DELETE FROM ledger_entry WHERE kind = '{kind}'")
        for kind in (
            *("refund_paid", "refund_returned", "refund_covered", "fee", "fee_covered"),
            *("dispute_won", "dispute_excess", "dispute_lost", "dispute_fee"),
        )
    ),
    (
        "refunds agree with the ledger",
        "DELETE FROM ledger_entry WHERE chain = 'campaign:fallita' AND seq = 6",
    ),
    ("commitments agree with the ledger", "DELETE FROM ledger_entry WHERE kind = 'grant'"),
]

TAMPERED_DIGESTS: list[tuple[str, str]] = [
    *(
        ("daily digests hold", f"UPDATE transparency_ledgerdigest SET {column}")
        for column in ("day = day - 1", "number = 2", "heads = '{}'", "hash = repeat('a', 64)")
    ),
    (
        "the ledger is as the daily digests have it",
        "UPDATE ledger_entry SET hash = repeat('a', 64) WHERE chain = 'campaign:viva' AND seq = 2",
    ),
    (
        "the ledger is as the daily digests have it",
        "DELETE FROM ledger_entry WHERE chain = 'campaign:viva'",
    ),
    ("ledger is append-only", "ALTER TABLE transparency_ledgerdigest DISABLE TRIGGER ALL"),
]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for the whole module, whose books agree."""
    with django_db_blocker.unblock():
        databases.clone(databases.template_database(), DATABASE)
        with databases.using(DATABASE):
            load()
            load_provider()
            load_grants()
            make_digest(now=timezone.now())
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
        tamper(f"UPDATE funding_funding SET {change}")
        assert check in red()

    @pytest.mark.parametrize(("check", "change"), TAMPERED_ELSEWHERE)
    def test_with_donations_and_refunds(self, check: str, change: str) -> None:
        tamper(f"UPDATE payments_{change}")
        assert check in red()

    @pytest.mark.parametrize(("check", "change"), TAMPERED_FUNDS)
    def test_with_fund_and_commitments(self, check: str, change: str) -> None:
        tamper(f"UPDATE cofinancing_{change}")
        assert check in red()

    @pytest.mark.parametrize(("check", "statement"), TAMPERED_GUARDS)
    def test_with_what_the_database_refuses(self, check: str, statement: str) -> None:
        tamper(statement)
        assert check in red()

    @pytest.mark.parametrize(("check", "statement"), TAMPERED_ENTRIES)
    def test_with_the_ledger(self, check: str, statement: str) -> None:
        tamper("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
        tamper(statement)
        tamper("ALTER TABLE ledger_entry ENABLE TRIGGER ALL")
        assert check in red()

    @pytest.mark.parametrize(("check", "statement"), TAMPERED_DIGESTS)
    def test_with_the_digests(self, check: str, statement: str) -> None:
        for table in ("ledger_entry", "transparency_ledgerdigest"):
            tamper(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        tamper(statement)
        assert check in red()


def test_every_check_is_turned_red_by_some_tampering() -> None:
    tables = (
        *(TAMPERED, TAMPERED_ELSEWHERE, TAMPERED_FUNDS, TAMPERED_GUARDS, TAMPERED_ENTRIES),
        TAMPERED_DIGESTS,
    )
    assert {check for table in tables for check, _change in table} == set(CHECKS)
