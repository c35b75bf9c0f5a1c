"""The rules of money (DESIGN, section 4) in integer cents and plain Python: no database, no code
of the platform. It knows what the provider did, and what of it the platform has been told."""

from dataclasses import dataclass, field
from datetime import datetime

ENDED = ("succeeded", "failed", "cancelled")


@dataclass(eq=False)
class Campaign:
    cost: int
    threshold: int
    due: int
    opens_at: datetime
    closes_at: datetime
    window_ends: datetime
    fills_gap: bool = True
    payer_limit: int | None = None
    state: str = "scheduled"
    gifts: list["Gift"] = field(default_factory=list)
    stops: list[list[datetime]] = field(default_factory=list)
    confirmed: int = 0
    refunded: int = 0
    disputed: int = 0
    late: int = 0
    late_refunded: int = 0
    crossed: bool = False
    reserved: int = 0
    granted: int = 0
    commitment: str = ""

    @property
    def net(self) -> int:
        return self.confirmed - self.refunded - self.disputed

    @property
    def reaches(self) -> bool:
        """R3; of one payer's gifts no more than the limit counts (R17)."""
        parts: dict[str, int] = {}
        for gift in self.gifts:
            if gift.payment is not None and not gift.late:
                parts[gift.payment.payer] = parts.get(gift.payment.payer, 0) + gift.left
        limit = self.payer_limit if self.payer_limit is not None else self.confirmed
        return sum(min(part, limit) for part in parts.values()) >= self.threshold

    @property
    def at_risk(self) -> bool:
        return self.crossed and self.state in ("live", "suspended", "settling") and not self.reaches

    @property
    def shortfall(self) -> int:
        held = self.commitment in ("reserved", "granted")
        return self.due - self.reserved - self.granted if held else 0

    @property
    def owed(self) -> int:
        """Decided refunds that no donor has yet."""
        refunds = [refund for gift in self.gifts for refund in gift.refunds]
        return sum(refund.amount for refund in refunds if refund.state in ("intended", "owed"))

    def takes_money(self, now: datetime) -> bool:
        is_open = self.state in ("scheduled", "live")
        return is_open and self.opens_at <= now < self.closes_at

    def is_in_time(self, payment: "Payment") -> bool:
        """R8: by the provider's instant at which the payment began."""
        began, settled = payment.began, payment.settled
        assert began is not None and settled is not None
        stopped = any(
            stop[0] <= began and (len(stop) == 1 or began < stop[1]) for stop in self.stops
        )
        in_window = began == settled or settled < self.window_ends
        is_open = self.opens_at <= began < self.closes_at and not stopped
        return is_open and in_window and self.state not in ENDED


@dataclass(eq=False)
class Payment:
    """A payment page, and what became of it at the provider."""

    gift: "Gift"
    expires_at: datetime
    payer: str = ""
    truth: str = "open"
    began: datetime | None = None
    settled: datetime | None = None


@dataclass(eq=False)
class Refund:
    amount: int
    state: str = "intended"


@dataclass(eq=False)
class Dispute:
    amount: int
    truth: str = "open"
    known: str = ""
    counted: int = 0
    excess: int = 0


@dataclass(eq=False)
class Gift:
    campaign: Campaign
    amount: int
    known: str = "open"
    page: Payment | None = None
    payment: Payment | None = None
    late: bool = False
    refunded: int = 0
    disputed: int = 0
    refunds: list[Refund] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)

    @property
    def left(self) -> int:
        return self.amount - self.refunded - self.disputed

    @property
    def not_gone(self) -> list[Refund]:
        return [refund for refund in self.refunds if refund.state in ("intended", "owed")]


@dataclass
class Model:
    total: int
    campaigns: list[Campaign]
    crossings: list[Campaign] = field(default_factory=list)

    @property
    def available(self) -> int:
        return self.total - sum(each.reserved + each.granted for each in self.campaigns)

    def learn_payment(self, payment: Payment, now: datetime) -> None:
        """R10–R12: the platform learns how a payment stands; a second one of a gift is late."""
        gift, campaign = payment.gift, payment.gift.campaign
        if payment.truth != "paid":
            if gift.payment is None and gift.page is payment:
                gift.known = payment.truth
            return
        if any(each.payment is payment for each in campaign.gifts):
            return
        if campaign.state == "scheduled" and campaign.opens_at <= now:
            campaign.state = "live"
        is_second = gift.payment is not None
        if is_second:
            gift = Gift(campaign, gift.amount)
            campaign.gifts.append(gift)
        gift.payment, gift.known = payment, "paid"
        gift.late = is_second or not campaign.is_in_time(payment)
        if gift.late:
            campaign.late += gift.amount
            self.refund(gift, gift.left)
        else:
            campaign.confirmed += gift.amount
            self._cross(campaign)

    def refund(self, gift: Gift, amount: int) -> Refund:
        """R3: a refund counts from its intent, and never comes back."""
        refund = Refund(amount)
        gift.refunds.append(refund)
        self._take_out(gift, amount)
        return refund

    def send_refunds(self) -> None:
        """R9: all of what failed and cancelled campaigns hold; one under dispute waits."""
        for campaign in self.campaigns:
            for gift in [gift for gift in campaign.gifts if gift.payment is not None]:
                if campaign.state in ("failed", "cancelled") and gift.left:
                    self.refund(gift, gift.left)
                if not any(dispute.known == "open" for dispute in gift.disputes):
                    for refund in [each for each in gift.refunds if each.state == "intended"]:
                        refund.state = "paid"

    def learn_dashboard_refund(self, gift: Gift, amount: int) -> Refund:
        """A refund made at the provider takes the place of those of ours not gone out."""
        counted = min(amount, gift.left)
        self._settle_not_gone(gift, amount - counted, "withdrawn")
        refund = Refund(amount, "paid")
        gift.refunds.append(refund)
        self._take_out(gift, counted)
        return refund

    def learn_failed_refund(self, gift: Gift, refund: Refund) -> None:
        """A failed refund is owed, never the net's again; the bank may have taken it already."""
        if refund.state in ("intended", "paid"):
            refund.state = "owed"
            self._cover(gift)

    def learn_dispute(self, gift: Gift, dispute: Dispute) -> None:
        """R3: what the bank takes leaves the net, what was refunded before is the operator's."""
        campaign, known, dispute.known = gift.campaign, dispute.known, dispute.truth
        if dispute.truth in ("open", "lost") and not known:
            dispute.counted = min(dispute.amount, gift.left)
            dispute.excess = dispute.amount - dispute.counted
            gift.disputed += dispute.counted
            campaign.disputed += dispute.counted
        if dispute.truth == "won" and known == "open":
            gift.disputed -= dispute.counted
            campaign.disputed -= dispute.counted
            dispute.counted = dispute.excess = 0
            self._cross(campaign)
        if dispute.truth == "lost":
            self._cover(gift)

    def move_clock(self, now: datetime) -> None:
        """R8: closings, settlements, openings; pages of whatever takes no money are closed."""
        in_order = sorted(self.campaigns, key=lambda each: each.closes_at)
        for each in in_order:
            if each.closes_at <= now and each.state in ("scheduled", "live", "suspended"):
                each.state = "settling"
        for each in in_order:
            if each.state in ("settling", "suspended", "cancelled"):
                self._close_pages(each, now)
            awaited = any(gift.known == "processing" for gift in each.gifts)
            if each.state == "settling" and not (awaited and now < each.window_ends):
                self._conclude(each)
        for each in in_order:
            if each.opens_at <= now and each.state == "scheduled":
                each.state = "live"

    def change_fund(self, total: int) -> None:
        self.total = total
        self._top_up()

    def suspend(self, campaign: Campaign, now: datetime) -> None:
        campaign.state = "suspended"
        campaign.stops.append([now])

    def resume(self, campaign: Campaign, now: datetime) -> None:
        campaign.state = "live"
        campaign.stops[-1].append(now)

    def cancel(self, campaign: Campaign) -> None:
        campaign.state = "cancelled"
        self._release(campaign)

    def _cross(self, campaign: Campaign) -> None:
        """R4: one commitment, ever."""
        if campaign.crossed or campaign.state in ENDED or not campaign.reaches:
            return
        campaign.crossed, campaign.commitment = True, "reserved"
        campaign.reserved = min(campaign.due, self.available)
        self.crossings.append(campaign)

    def _conclude(self, campaign: Campaign) -> None:
        """R9."""
        campaign.state = "succeeded" if campaign.reaches else "failed"
        if campaign.state == "failed":
            self._release(campaign)
            return
        if campaign.fills_gap:
            campaign.due = min(campaign.due, max(0, campaign.cost - campaign.net))
        campaign.granted, campaign.reserved = min(campaign.reserved, campaign.due), 0
        campaign.commitment = "granted"
        self._top_up()

    def _release(self, campaign: Campaign) -> None:
        campaign.reserved = 0
        campaign.commitment = campaign.commitment and "released"
        self._top_up()

    def _top_up(self) -> None:
        """R5: in the order in which thresholds were crossed."""
        for each in self.crossings:
            amount = min(each.shortfall, self.available)
            each.granted += amount if each.commitment == "granted" else 0
            each.reserved += amount if each.commitment == "reserved" else 0

    def _close_pages(self, campaign: Campaign, now: datetime) -> None:
        for gift in list(campaign.gifts):
            if gift.page is not None and gift.known in ("open", "processing"):
                if gift.page.truth == "open":
                    gift.page.truth = "expired"
                self.learn_payment(gift.page, now)

    def _take_out(self, gift: Gift, amount: int) -> None:
        gift.refunded += amount
        gift.campaign.late_refunded += amount if gift.late else 0
        gift.campaign.refunded += 0 if gift.late else amount

    def _cover(self, gift: Gift) -> None:
        lost = sum(each.excess for each in gift.disputes if each.known == "lost")
        covered = sum(each.amount for each in gift.refunds if each.state == "covered")
        self._settle_not_gone(gift, lost - covered, "covered")

    def _settle_not_gone(self, gift: Gift, amount: int, state: str) -> None:
        for refund in gift.not_gone:
            taken = min(amount, refund.amount)
            amount, refund.amount = amount - taken, refund.amount - taken
            if taken:
                gift.refunds.append(Refund(taken, state))
        gift.refunds = [refund for refund in gift.refunds if refund.amount]
