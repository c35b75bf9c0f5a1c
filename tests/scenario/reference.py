"""What a scenario must come to: the rules of money written anew, in integer cents, by hand.

It shares no code with the platform and knows no database. Rules are those of ``docs/workflow.md``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass
class Campaign:
    """One campaign; amounts in cents."""

    slug: str
    cost: int
    threshold: int
    due: int
    opens_at: datetime
    closes_at: datetime
    state: str = "scheduled"
    confirmed: int = 0
    refunded: int = 0
    late: int = 0
    crossed: bool = False
    reserved: int = 0
    granted: int = 0

    @property
    def net(self) -> int:
        return self.confirmed - self.refunded

    @property
    def shortfall(self) -> int:
        return self.due - self.reserved - self.granted if self.crossed else 0


@dataclass
class Reference:
    """A fund and its campaigns, moved by a clock."""

    total: int
    fills_gap: bool
    campaigns: list[Campaign]
    crossings: list[Campaign] = field(default_factory=list)

    @property
    def available(self) -> int:
        return self.total - sum(each.reserved + each.granted for each in self.campaigns)

    def move_clock(self, now: datetime) -> None:
        for each in sorted(self.campaigns, key=lambda each: each.closes_at):
            if each.closes_at <= now and each.state in ("scheduled", "live"):
                self._close(each)
        for each in self.campaigns:
            if each.opens_at <= now and each.state == "scheduled":
                each.state = "live"

    def give(self, each: Campaign, amount: int, at: datetime) -> None:
        if not each.opens_at <= at < each.closes_at:
            each.late += amount
            return
        each.confirmed += amount
        if each.net >= each.threshold and not each.crossed:
            each.crossed = True
            each.reserved = min(each.due, self.available)
            self.crossings.append(each)

    def _close(self, each: Campaign) -> None:
        if each.net >= each.threshold:
            each.state = "succeeded"
            if self.fills_gap:
                each.due = min(each.due, max(0, each.cost - each.net))
            each.granted, each.reserved = min(each.reserved, each.due), 0
        else:
            each.state = "failed"
            each.refunded, each.reserved, each.crossed = each.confirmed, 0, False
        self._top_up()

    def _top_up(self) -> None:
        for each in self.crossings:
            if each.crossed:
                amount = min(each.shortfall, self.available)
                part = "granted" if each.state == "succeeded" else "reserved"
                setattr(each, part, getattr(each, part) + amount)


def replayed(document: dict[str, Any], now: datetime) -> Reference:
    """The end of a scenario as of ``now``; donations come after closings and openings."""
    rules = document["call"]["rules"]
    pairs = [(_campaign(each, rules), each["donations"]) for each in document["campaigns"]]
    reference = Reference(
        total=_cents(document["call"]["fund"]["total"]),
        fills_gap=rules["overfunding"] == "fill_gap",
        campaigns=[each for each, _gifts in pairs],
    )
    gifts = [
        (_instant(gift["at"]), each, _cents(gift["amount"]))
        for each, its_gifts in pairs
        for gift in its_gifts
    ]
    for at, each, amount in sorted(gifts, key=lambda gift: gift[0]):
        for instant in _instants(reference, at):
            reference.move_clock(instant)
        reference.give(each, amount, at)
    for instant in _instants(reference, now):
        reference.move_clock(instant)
    return reference


def _instants(reference: Reference, until: datetime) -> list[datetime]:
    """Openings and closings up to an instant, oldest first; passing one twice changes nothing."""
    instants = {each.opens_at for each in reference.campaigns}
    instants |= {each.closes_at for each in reference.campaigns}
    return sorted(instant for instant in instants if instant <= until)


def _campaign(member: dict[str, Any], rules: dict[str, Any]) -> Campaign:
    cost = _cents(member["cost"])
    share = cost * _hundredths(rules["threshold_percent"])
    match = cost * _hundredths(rules["match_percent"]) // 10_000
    return Campaign(
        slug=member["slug"],
        cost=cost,
        threshold=-(-share // 10_000),
        due=min(match, _cents(rules["cap"])),
        opens_at=_instant(member["opens_at"]),
        closes_at=_instant(member["closes_at"]),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _cents(text: str) -> int:
    return int(Decimal(text) * 100)


def _hundredths(percent: str) -> int:
    return int(Decimal(percent) * 100)
