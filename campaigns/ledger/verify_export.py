"""Check an export of the ledger by itself: python verify_export.py FILE [AUDIT].

FILE is what ``manage.py export_ledger`` wrote; AUDIT what ``manage.py audit --json`` said then.
Every hash is made anew from all the fields of its entry, and all totals from the movements alone.
Needs nothing but Python. Exits 1, and says why, when anything is wrong.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

Totals = dict[str, dict[str, dict[str, Decimal]]]
COLUMNS = {
    "campaign": ("confirmed", "refunded", "disputed", "net", "late"),
    "fund": ("total", "reserved", "granted", "available"),
    "account": ("balance",),
}
ADDED = {  # What a movement adds to its campaign's totals: its amount times 1 or -1.
    "donation": {"confirmed": 1, "net": 1},
    "refund": {"refunded": 1, "net": -1},
    "dispute": {"disputed": 1, "net": -1},
    "dispute_won": {"disputed": -1, "net": 1},
    "late_donation": {"late": 1},
}
OF_FUND = {"fund_available": "available", "fund_reserved": "reserved", "municipality": "total"}
OF_FUND |= dict.fromkeys(("granted", "beneficiary", "receivable"), "granted")


def entries(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The entries of an export, each proved to follow from the one before; else ``ValueError``."""
    chain, seq, previous, number = "", 0, "", 0
    movements: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            if entry == {"entries": number - 1}:
                break
            if entry["chain"] > chain:
                chain, seq, previous = entry["chain"], 0, "0" * 64
            place, movement = (chain, seq + 1, previous), (entry["kind"], entry["reference"])
            follows = place == (entry["chain"], entry["seq"], entry["prev_hash"])
            previous = entry.pop("hash")
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{chain} breaks at entry {seq + 1}, in line {number}") from error
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        is_true = previous == hashlib.sha256(text.encode()).hexdigest()
        if not (follows and is_true) or movement in movements:
            raise ValueError(f"{chain} breaks at entry {seq + 1}, in line {number}")
        movements.add(movement)
        seq += 1
        yield entry
    else:
        raise ValueError(f"{chain} is cut short after entry {seq}: the count at the end is missing")
    if next(lines, None) is not None:
        raise ValueError(f"{chain} breaks after entry {seq}: line {number} is not the last")


def add_up(lines: Iterator[str]) -> Totals:
    """Totals of campaigns and funds, and the balance of each account, in EUR."""
    totals: Totals = {kind: defaultdict(lambda: defaultdict(Decimal)) for kind in COLUMNS}
    for entry in entries(lines):
        owner, amount = entry["chain"].partition(":")[2], Decimal(entry["amount"])
        for name, times in ADDED.get(entry["kind"], {}).items():
            totals["campaign"][owner][name] += times * amount
        for account, moved in ((entry["source"], -amount), (entry["destination"], amount)):
            totals["account"][account]["balance"] += moved
            if entry["chain"].startswith("fund:") and account in OF_FUND:
                side = -moved if account == "municipality" else moved
                totals["fund"][owner][OF_FUND[account]] += side
    return totals


def main(export: str, audit: str = "") -> None:
    with Path(export).open(encoding="ascii") as file:
        totals = add_up(file)
    for kind, names in COLUMNS.items():
        sys.stdout.write(f"{kind:40}{''.join(f'{name:>14}' for name in names)}\n")
        for owner, row in sorted(totals[kind].items()):
            amounts = (f"{row.get(name, Decimal('0.00')):>14}" for name in names)
            sys.stdout.write(f"{owner:40}{''.join(amounts)}\n")
    told = json.loads(Path(audit).read_text()) if audit else {}
    for kind, key in (("campaign", "slug"), ("fund", "call")) if audit else ():
        names, rows = COLUMNS[kind][:4], totals[kind]
        audited = {row[key]: [Decimal(row[name]) for name in names] for row in told[f"{kind}s"]}
        for owner in sorted(audited | rows):
            if audited.get(owner) != [rows.get(owner, {}).get(name, 0) for name in names]:
                raise ValueError(f"{kind} {owner}: the audit tells other totals")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, OSError) as error:
        sys.exit(f"WRONG: {error}")
