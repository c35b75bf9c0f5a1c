"""Check daily digests against an export: python verify_digests.py DIGESTS LEDGER [HASH].

DIGESTS is the published file of all digests, LEDGER the published export, HASH a hash that you kept
of some day. Every digest is made anew and followed back to the first; every entry that a digest
names must stand in the ledger as it stood that day. First check LEDGER with verify_export.py.
Needs nothing but Python. Exits 1, and says why, when anything is wrong.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Heads = dict[tuple[str, int], tuple[str, str]]


def digests(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The digests of a file, each proved to follow from the one before; else ``ValueError``."""
    previous, found = "0" * 64, []
    for number, line in enumerate(lines, start=1):
        try:
            digest = json.loads(line)
            claimed = digest.pop("hash")
            follows = (digest["number"], digest["prev_hash"]) == (number, previous)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"line {number} is no digest") from error
        text = json.dumps(digest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        if not follows or claimed != hashlib.sha256(text.encode()).hexdigest():
            raise ValueError(f"the digests break at number {number}")
        previous = claimed
        found.append(digest | {"hash": claimed})
    return found


def compare(found: list[dict[str, Any]], ledger: Iterable[str]) -> int:
    """How many heads the ledger confirms. Raises ``ValueError`` for one that it does not."""
    awaited: Heads = {}
    for digest in found:
        for chain, head in digest["heads"].items():
            known = awaited.setdefault((chain, head["seq"]), (head["hash"], digest["day"]))
            if known[0] != head["hash"]:
                raise ValueError(f"the digests of {known[1]} and {digest['day']} contradict")
    count = len(awaited)
    for line in ledger:
        entry = json.loads(line)
        kept = awaited.pop((entry.get("chain"), entry.get("seq")), None)
        if kept is not None and kept[0] != entry["hash"]:
            raise ValueError(f"{entry['chain']} was changed since {kept[1]}")
    for (chain, seq), (_hash, day) in awaited.items():
        raise ValueError(f"{chain} had {seq} entries on {day}, and has fewer now")
    return count


def main(digests_file: str, ledger_file: str, kept: str = "") -> None:
    with Path(digests_file).open(encoding="ascii") as file:
        found = digests(file)
    with Path(ledger_file).open(encoding="ascii") as file:
        count = compare(found, file)
    days = {digest["hash"]: digest["day"] for digest in found}
    if kept and kept.strip().lower() not in days:
        raise ValueError("the hash that you kept is not among the digests")
    sys.stdout.write(f"{len(found)} digests and {count} heads hold.\n")
    for digest in found[-1:]:
        sys.stdout.write(f"Keep this hash of {digest['day']}: {digest['hash']}\n")
    if kept:
        day = days[kept.strip().lower()]
        sys.stdout.write(f"Your hash is that of {day}: nothing before that day was changed.\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, OSError) as error:
        sys.exit(f"WRONG: {error}")
