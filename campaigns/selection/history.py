"""The history of a selection: append-only, in one hash chain a call."""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any, Final

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.ledger.chain import GENESIS
from campaigns.selection.models import EventKind, HistoryEntry, Proposal

HASH_VERSION: Final = 2
"""In version 1 the chain held the reason itself: those reasons cannot be erased."""

_GROUNDS: Final = (EventKind.EXCLUDED, EventKind.RANKED, EventKind.SELECTED)
"""Their reasons are the grounds of a decision: kept as long as the decision."""


def record(
    *,
    kind: EventKind,
    call: Call,
    at: datetime,
    actor: User | None = None,
    proposal: Proposal | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> HistoryEntry:
    """Append one event in the caller's transaction; it locks the call's row until that ends.

    ``data`` holds JSON values and no personal data; ``actor`` is ``None`` for the platform's
    clock. The call's lock comes after the proposal's, wherever both are taken.
    """
    Call.objects.select_for_update(no_key=True).only("pk").get(pk=call.pk)
    head = HistoryEntry.objects.filter(call=call).order_by("-seq").values_list("seq", "hash")
    seq, prev_hash = head.first() or (0, GENESIS)
    entry = HistoryEntry(
        call=call,
        proposal=proposal,
        seq=seq + 1,
        kind=kind,
        actor=actor,
        at=at,
        reason=reason,
        data=data or {},
        prev_hash=prev_hash,
        hash_version=HASH_VERSION,
    )
    if reason:
        entry.reason_salt = secrets.token_hex(16)
        entry.reason_digest = _reason_digest(entry)
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    return entry


def digest(entry: HistoryEntry) -> str:
    """The SHA-256 that seals an entry and, through ``prev_hash``, all before it."""
    return digest_of(
        {
            "actor": entry.actor_id,
            "at": entry.at.astimezone(UTC).isoformat(),
            "call": entry.call_id,
            "data": entry.data,
            "kind": str(entry.kind),
            "prev_hash": entry.prev_hash,
            "proposal": str(entry.proposal_id) if entry.proposal_id else None,
            "reason": entry.reason if entry.hash_version == 1 else entry.reason_digest,
            "seq": entry.seq,
        }
    )


def digest_of(value: Any) -> str:
    """SHA-256, in hexadecimal, of a JSON value in canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value that has a digest here; as UTF-8, for people read it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def erase_reasons(*, proposal: Proposal) -> int:
    """Erase the reasons about a proposal that ground no decision; how many.

    The caller records ``EventKind.ERASED`` in the same transaction: without it the chain breaks.
    """
    reasons = HistoryEntry.objects.filter(proposal=proposal).exclude(reason_salt="")
    return reasons.exclude(kind__in=_GROUNDS).update(reason="", reason_salt="")


def broken_at(call: Call) -> int | None:
    """The number of the first entry that does not follow from those before; ``None``: all do."""
    prev_hash = GENESIS
    entries = HistoryEntry.objects.filter(call=call).order_by("seq")
    erased = set(entries.filter(kind=EventKind.ERASED).values_list("proposal", flat=True))
    for number, entry in enumerate(entries, 1):
        follows = entry.seq == number and entry.prev_hash == prev_hash
        if not follows or entry.hash != digest(entry) or not _reason_holds(entry, erased):
            return number
        prev_hash = entry.hash
    return None


def _reason_holds(entry: HistoryEntry, erased: set[Any]) -> bool:
    """True if the reason is the one recorded, or was erased on record."""
    if entry.hash_version == 1 or (not entry.reason_digest and not entry.reason):
        return True
    if not entry.reason_salt and not entry.reason:
        return entry.proposal_id in erased and entry.kind not in _GROUNDS
    return entry.reason_digest == _reason_digest(entry)


def _reason_digest(entry: HistoryEntry) -> str:
    """The salt keeps a short reason, once erased, from being guessed from its digest."""
    return hashlib.sha256(f"{entry.reason_salt}{entry.reason}".encode()).hexdigest()
