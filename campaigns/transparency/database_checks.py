"""Checks of the audit on the database itself: what it refuses, it still refuses."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection, models
from django.db.models import CheckConstraint, UniqueConstraint

from campaigns.cofinancing.models import (
    Commitment,
    CommitmentAct,
    Fund,
    FundChange,
    GrantChange,
    Payout,
    Recovery,
)
from campaigns.funding.models import Funding, PayerTotal
from campaigns.ledger.models import Entry
from campaigns.payments.models import (
    Dispute,
    Donation,
    Notice,
    ProviderCall,
    ProviderEvent,
    Refund,
    RefundRequest,
)
from campaigns.transparency.models import LedgerDigest

GUARDED: Final[tuple[type[models.Model], ...]] = (
    *(Entry, Funding, PayerTotal, Fund, FundChange, Commitment, CommitmentAct),
    *(GrantChange, Payout, Recovery),
    *(Donation, Refund, RefundRequest, Dispute, ProviderEvent, ProviderCall, Notice),
    LedgerDigest,
)
_BEFORE: Final = 1 << 1
_REFUSED: Final = {"DELETE": 1 << 3, "UPDATE": 1 << 4, "TRUNCATE": 1 << 5}
"""Bits of ``pg_trigger.tgtype``."""


def unguarded_ledger() -> Iterator[str]:
    """Acts on the ledger, and on its digests, that no enabled trigger refuses (R14)."""
    for model in (Entry, LedgerDigest):
        yield from _not_refused(model)


def _not_refused(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A') AND NOT tgisinternal"
            " AND tgqual IS NULL AND prosrc LIKE '%%RAISE EXCEPTION%%'",
            [table],
        )
        guards = [kind for (kind,) in cursor.fetchall() if kind & _BEFORE]
    for act, bit in _REFUSED.items():
        if not any(kind & bit for kind in guards):
            yield f"{table}: the append-only trigger is missing or disabled: {act} is not refused"


def missing_constraints() -> Iterator[str]:
    """Constraints that the models declare and the tables of money lack."""
    for model in GUARDED:
        found = _constraints_of(model)
        for constraint in model._meta.constraints:
            if isinstance(constraint, CheckConstraint | UniqueConstraint):
                kept = found.get(constraint.name, {})
                if not kept.get("check") and not kept.get("unique"):
                    yield f"{model._meta.db_table}: {constraint.name} is missing"
        unique = {tuple(kept["columns"]) for kept in found.values() if kept["unique"]}
        for field in model._meta.local_fields:
            if field.unique and (field.column,) not in unique:
                yield f"{model._meta.db_table}: {field.column} is not unique"


def unproved_constraints() -> Iterator[str]:
    """Constraints that were put back without a look at the rows that were there."""
    tables = [model._meta.db_table for model in GUARDED]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE NOT convalidated AND conrelid = ANY(%s::regclass[])",
            [tables],
        )
        for table, name in cursor.fetchall():
            yield f"{table}: {name} is not validated"


def _constraints_of(model: type[models.Model]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        return dict(connection.introspection.get_constraints(cursor, model._meta.db_table))


def unguarded_rows() -> Iterator[str]:
    """Both of what is missing and what is not proved."""
    yield from missing_constraints()
    yield from unproved_constraints()
