"""A version of a ranking in the database: its rows, and the digest that seals them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.selection import history
from campaigns.selection.arithmetic import rules_of
from campaigns.selection.models import Ranking, RankingKind, RankingRow
from campaigns.selection.ranking import Row, sendings


class SaidAlready(Exception):
    """The last version says just this, by the same act."""

    def __init__(self, version: Ranking) -> None:
        super().__init__(str(version))
        self.version = version


@dataclass(frozen=True, kw_only=True)
class Document:
    """The act that a version rests on."""

    number: str
    date: date
    reason: str


def write(
    *,
    call: Call,
    kind: RankingKind,
    rows: list[Row],
    document: Document,
    by: User,
    now: datetime,
) -> Ranking:
    """Write the call's next version, in the caller's transaction, which holds the call's lock.

    Raises ``SaidAlready`` if the last version says the same by the same act.
    """
    last = call.rankings.order_by("-number").first()
    rules = rules_of(call)
    unsaved = [_row_of(row) for row in rows]
    digest = digest_of(
        rules=rules,
        rows=_sorted(
            [
                _written(row, computed.protocol_number)
                for row, computed in zip(unsaved, rows, strict=True)
            ]
        ),
    )
    if last is not None and _says_the_same(last, kind, digest, document):
        raise SaidAlready(last)
    version = Ranking.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        kind=kind,
        act_number=document.number,
        act_date=document.date,
        reason=document.reason,
        rules=rules,
        digest=digest,
        published_at=now,
        published_by=by,
    )
    for row in unsaved:
        row.ranking = version
    RankingRow.objects.bulk_create(unsaved)
    return version


def _says_the_same(last: Ranking, kind: RankingKind, digest: str, document: Document) -> bool:
    return (last.kind, last.digest, last.act_number, last.act_date) == (
        kind,
        digest,
        document.number,
        document.date,
    )


def _row_of(row: Row) -> RankingRow:
    return RankingRow(
        proposal=row.proposal,
        position=row.position,
        numerator=None if row.total is None else row.total.numerator,
        denominator=None if row.total is None else row.total.denominator,
        outcome=row.outcome,
        arithmetic=row.arithmetic,
        reason=row.reason,
    )


def _written(row: RankingRow, protocol_number: str) -> dict[str, Any]:
    """A row as it enters the digest."""
    has_points = row.numerator is not None
    return {
        "protocol_number": protocol_number,
        "position": row.position,
        "points": f"{row.numerator}/{row.denominator}" if has_points else None,
        "outcome": str(row.outcome),
        "arithmetic": row.arithmetic,
        "reason": row.reason,
    }


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: row["protocol_number"])


def digest_of(*, rules: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """The SHA-256 of a version's rules and rows."""
    return history.digest_of({"rules": rules, "rows": rows})


def is_intact(version: Ranking) -> bool:
    """True if rules and rows, as they stand in the database, still give the version's digest."""
    stored = version.rows.select_related("proposal").order_by("position", "pk")
    protocols = sendings(row.proposal_id for row in stored)
    rows = [_written(row, protocols[row.proposal_id].protocol_number) for row in stored]
    return digest_of(rules=version.rules, rows=_sorted(rows)) == version.digest
