"""The rules of money in integer cents: no database, nothing of the platform."""

from dataclasses import dataclass, field
from datetime import datetime

ENDED = ("succeeded", "failed", "cancelled")


@dataclass(eq=False)
class Refund:
    amount: int
    state: str = "intended"  # then paid, owed, or settled otherwise
    failed: bool = False  # at the provider


@dataclass(eq=False)
class Gift:
    campaign: "Campaign"
    amount: int
    payer: str
    late: bool
    refunded: int = 0
    disputed: int = 0
    excess: int = 0  # what lost disputes took beyond what was left
    refunds: list[Refund] = field(default_factory=list)

    @property
    def left(self) -> int:
        return self.amount - self.refunded - self.disputed

    @property
    def not_gone(self) -> list[Refund]:
        return [refund for refund in self.refunds if refund.state in ("intended", "owed")]


@dataclass(eq=False)
class Campaign:
    cost: int
    threshold: int
    due: int
    opens_at: datetime
    closes_at: datetime
    window_ends: datetime
    fills_gap: bool
    payer_limit: int | None
    state: str = "scheduled"
    gifts: list[Gift] = field(default_factory=list)
    stops: list[tuple[datetime, datetime]] = field(default_factory=list)
    confirmed: int = 0
    refunded: int = 0
    disputed: int = 0
    late: int = 0
    late_refunded: int = 0
    commitment: str = ""
    reserved: int = 0
    granted: int = 0
    paid: int = 0
    receivable: int = 0

    @property
    def net(self) -> int:
        return self.confirmed - self.refunded - self.disputed

    @property
    def reaches(self) -> bool:
        """R3; of one payer's gifts no more than the limit counts (R17)."""
        parts: dict[str, int] = {}
        for gift in self.gifts:
            if not gift.late:
                parts[gift.payer] = parts.get(gift.payer, 0) + gift.left
        limit = self.confirmed if self.payer_limit is None else self.payer_limit
        return sum(min(part, limit) for part in parts.values()) >= self.threshold

    @property
    def at_risk(self) -> bool:
        return bool(self.commitment) and self.state not in ENDED and not self.reaches

    @property
    def shortfall(self) -> int:
        held = self.commitment in ("reserved", "granted")
        return self.due - self.reserved - self.granted if held else 0

    @property
    def to_pay_out(self) -> int:
        return self.granted - self.paid

    @property
    def owed(self) -> int:
        """Decided refunds that no donor has yet."""
        return sum(refund.amount for gift in self.gifts for refund in gift.not_gone)

    def takes_money(self, now: datetime) -> bool:
        return self.state in ("scheduled", "live") and self.opens_at <= now < self.closes_at

    def has_in_time(self, began: datetime, settled: datetime) -> bool:
        """R8: by the provider's instants at which the payment began and its money came in."""
        stopped = any(start <= began < end for start, end in self.stops)
        in_time = self.opens_at <= began < self.closes_at and not stopped
        in_window = settled == began or settled < self.window_ends
        return in_time and in_window and self.state not in ENDED


@dataclass
class Model:
    total: int
    campaigns: list[Campaign]  # in the order in which they close
    crossings: list[Campaign] = field(default_factory=list)

    @property
    def available(self) -> int:
        return self.total - sum(
            each.reserved + each.granted + each.receivable for each in self.campaigns
        )

    def confirm(self, gift: Gift) -> None:
        """R10: late money is recorded and given back, and never enters the net."""
        campaign = gift.campaign
        campaign.state = "live" if campaign.state == "scheduled" else campaign.state
        campaign.gifts.append(gift)
        if gift.late:
            campaign.late += gift.amount
            self.refund(gift, gift.amount)
        else:
            campaign.confirmed += gift.amount
            self._cross(campaign)

    def refund(self, gift: Gift, amount: int) -> None:
        """R3: a refund counts from its intent."""
        gift.refunds.append(Refund(amount))
        self._take_out(gift, amount)

    def refund_ended(self) -> None:
        """R9: all that failed and cancelled campaigns still hold goes back."""
        for each in self.campaigns:
            for gift in each.gifts if each.state in ("failed", "cancelled") else []:
                if gift.left:
                    self.refund(gift, gift.left)

    def refund_elsewhere(self, gift: Gift, refund: Refund) -> None:
        """One made on the provider's dashboard takes the place of ours that have not gone out."""
        counted = min(refund.amount, gift.left)
        self._settle(gift, refund.amount - counted, "withdrawn")
        gift.refunds.append(refund)
        self._take_out(gift, counted)

    def dispute(self, gift: Gift, amount: int) -> int:
        """R3: what the bank takes leaves the net, so far as it is there; return how much did."""
        counted = min(amount, gift.left)
        gift.disputed += counted
        gift.campaign.disputed += counted
        return counted

    def dispute_won(self, gift: Gift, counted: int) -> None:
        gift.disputed -= counted
        gift.campaign.disputed -= counted
        self._cross(gift.campaign)

    def cover(self, gift: Gift) -> None:
        """What a lost dispute took beyond the net, the donor need not be given again."""
        covered = sum(each.amount for each in gift.refunds if each.state == "covered")
        self._settle(gift, gift.excess - covered, "covered")

    def change_fund(self, total: int) -> None:
        self.total = total
        self._top_up()

    def conclude(self, campaign: Campaign) -> None:
        if not campaign.reaches:
            self.release(campaign, "failed")
            return
        campaign.state, campaign.commitment = "succeeded", "granted"
        if campaign.fills_gap:
            campaign.due = min(campaign.due, max(0, campaign.cost - campaign.net))
        campaign.granted, campaign.reserved = min(campaign.reserved, campaign.due), 0
        self._top_up()

    def release(self, campaign: Campaign, state: str) -> None:
        """R9, failure and cancellation."""
        campaign.state, campaign.reserved = state, 0
        campaign.commitment = campaign.commitment and "released"
        self._top_up()

    def set_grant(self, campaign: Campaign, due: int) -> None:
        """An act sets a grant anew: what was paid beyond it is to be paid back."""
        campaign.due, campaign.granted = due, min(campaign.granted, due)
        over = max(0, campaign.paid - campaign.granted)
        campaign.paid, campaign.receivable = campaign.paid - over, campaign.receivable + over
        self._top_up()

    def pay_back(self, campaign: Campaign, amount: int) -> None:
        campaign.receivable -= amount
        self._top_up()

    def _cross(self, campaign: Campaign) -> None:
        """R4: one commitment, ever."""
        if not campaign.commitment and campaign.state not in ENDED and campaign.reaches:
            campaign.commitment = "reserved"
            campaign.reserved = min(campaign.due, self.available)
            self.crossings.append(campaign)

    def _top_up(self) -> None:
        """R5: in the order in which thresholds were crossed."""
        for each in self.crossings:
            amount = min(each.shortfall, self.available)
            each.granted += amount if each.commitment == "granted" else 0
            each.reserved += amount if each.commitment == "reserved" else 0

    def _take_out(self, gift: Gift, amount: int) -> None:
        gift.refunded += amount
        gift.campaign.late_refunded += amount if gift.late else 0
        gift.campaign.refunded += 0 if gift.late else amount

    def _settle(self, gift: Gift, amount: int, state: str) -> None:
        for refund in gift.not_gone:
            taken = min(amount, refund.amount)
            amount, refund.amount = amount - taken, refund.amount - taken
            gift.refunds.append(Refund(taken, state))
        gift.refunds = [refund for refund in gift.refunds if refund.amount]
