"""The rules of money (DESIGN, section 4) in integer cents: no database, nothing of the platform.

It holds what happened at the provider, and what of it the platform has learned.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

ENDED = ("succeeded", "failed", "cancelled")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
PAGE_LIFE = timedelta(days=1)
"""Pages older than this have closed by themselves."""


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
    gifts: list["Gift"] = field(default_factory=list)
    stops: list[list[datetime]] = field(default_factory=list)
    confirmed: int = 0
    refunded: int = 0
    disputed: int = 0
    late: int = 0
    late_refunded: int = 0
    commitment: str = ""
    reserved: int = 0
    granted: int = 0

    @property
    def net(self) -> int:
        return self.confirmed - self.refunded - self.disputed

    @property
    def reaches(self) -> bool:
        """R3; of one payer's gifts no more than the limit counts (R17)."""
        parts: dict[str, int] = {}
        for gift in self.gifts:
            if gift.payment and not gift.late:
                parts[gift.payment.payer] = parts.get(gift.payment.payer, 0) + gift.left
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
    def owed(self) -> int:
        """Decided refunds that no donor has yet."""
        return sum(refund.amount for gift in self.gifts for refund in gift.not_gone)

    def takes_money(self, now: datetime) -> bool:
        return self.state in ("scheduled", "live") and self.opens_at <= now < self.closes_at

    def has_in_time(self, payment: "Payment") -> bool:
        """R8: by the provider's instant at which the payment began."""
        began, window_ends = payment.began, self.window_ends
        stopped = any(stop[0] <= began < (*stop, NEVER)[1] for stop in self.stops)
        in_time = self.opens_at <= began < self.closes_at and not stopped
        settled = payment.settled
        return in_time and self.state not in ENDED and (settled == began or settled < window_ends)


@dataclass(eq=False)
class Refund:
    """A decided one: intended, paid, owed, or settled otherwise; ``failed`` is the provider's."""

    amount: int
    state: str = "intended"
    failed: bool = False


@dataclass(eq=False)
class Dispute:
    amount: int
    truth: str = "open"
    known: str = ""
    counted: int = 0


@dataclass(eq=False)
class Payment:
    """A payment page, and all that its money did at the provider."""

    gift: "Gift"
    asked: datetime
    payer: str = ""
    truth: str = "open"
    began: datetime = NEVER
    settled: datetime = NEVER
    given_back: int = 0
    unknown: list[Refund] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)


@dataclass(eq=False)
class Gift:
    campaign: Campaign
    amount: int
    page: Payment | None = None
    known: str = "open"
    payment: Payment | None = None
    late: bool = False
    refunded: int = 0
    disputed: int = 0
    refunds: list[Refund] = field(default_factory=list)

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

    def learn_payment(self, payment: Payment) -> Gift:
        """R10–R12: how a payment stands; a second one of a gift is recorded and given back."""
        gift, campaign = payment.gift, payment.gift.campaign
        holder = next((each for each in campaign.gifts if each.payment is payment), None)
        if holder or payment.truth != "paid":
            if not gift.payment and gift.page is payment:
                gift.known = payment.truth
            return holder or gift
        is_second = gift.payment is not None
        if is_second:
            gift = Gift(campaign, gift.amount)
            campaign.gifts.append(gift)
        gift.payment, gift.known = payment, "paid"
        gift.late = is_second or not campaign.has_in_time(payment)
        if gift.late:
            campaign.late += gift.amount
            self.refund(gift, gift.left)
        else:
            campaign.confirmed += gift.amount
            self._cross(campaign)
        return gift

    def refund(self, gift: Gift, amount: int) -> None:
        """R3: a refund counts from its intent."""
        gift.refunds.append(Refund(amount))
        self._take_out(gift, amount)

    def send_refunds(self) -> None:
        """R9: all that failed and cancelled campaigns hold; what is disputed waits."""
        for gift in [gift for each in self.campaigns for gift in each.gifts if gift.payment]:
            if gift.campaign.state in ("failed", "cancelled") and gift.left:
                self.refund(gift, gift.left)
            if any(each.known == "open" for each in gift.payment.disputes):
                continue
            while waiting := [each for each in gift.refunds if each.state == "intended"]:
                if not self._send(gift, gift.payment, waiting[0]):
                    break

    def learn_refund(self, payment: Payment, refund: Refund) -> None:
        """The dashboard's takes the place of ours not gone out; a failed one is owed for ever."""
        gift = self.learn_payment(payment)
        if refund in payment.unknown:
            payment.unknown.remove(refund)
            counted = min(refund.amount, gift.left)
            self._settle(gift, refund.amount - counted, "withdrawn")
            gift.refunds.append(refund)
            self._take_out(gift, counted)
        if refund.failed and refund.state == "paid":
            refund.state = "owed"
            self._cover(gift)

    def learn_refunds(self, payment: Payment) -> None:
        for refund in [*payment.unknown, *self.learn_payment(payment).refunds]:
            self.learn_refund(payment, refund)

    def learn_dispute(self, payment: Payment, dispute: Dispute) -> None:
        """R3: what the bank takes leaves the net; what had been refunded is the operator's."""
        gift, known = self.learn_payment(payment), dispute.known
        dispute.known = dispute.truth
        if dispute.truth in ("open", "lost") and not known:
            dispute.counted = min(dispute.amount, gift.left)
            self._dispute(gift, dispute.counted)
        elif dispute.truth == "won" and known == "open":
            self._dispute(gift, -dispute.counted)
            dispute.counted = 0
            self._cross(gift.campaign)
        if dispute.truth == "lost":
            self._cover(gift)

    def move_clock(self, now: datetime) -> None:
        """R8: closings, settlements, openings; then the pages of whatever takes no money."""
        in_order = sorted(self.campaigns, key=lambda each: each.closes_at)
        for each in in_order:
            if each.closes_at <= now and each.state in ("scheduled", "live", "suspended"):
                each.state = "settling"
        for each in [each for each in in_order if each.state == "settling"]:
            self._close_pages([gift for gift in each.gifts if gift.known in ("open", "processing")])
            awaited = any(gift.known == "processing" for gift in each.gifts)
            if not awaited or now >= each.window_ends:
                self._conclude(each)
        for each in in_order:
            if each.opens_at <= now and each.state == "scheduled":
                each.state = "live"
            if each.state in ("suspended", *ENDED):
                pages = [gift for gift in each.gifts if gift.known == "open" and gift.page]
                self._close_pages([gift for gift in pages if gift.page.asked > now - PAGE_LIFE])

    def change_fund(self, total: int) -> None:
        self.total = total
        self._top_up()

    def release(self, campaign: Campaign, state: str) -> None:
        """R9, failure and cancellation."""
        campaign.state, campaign.reserved = state, 0
        campaign.commitment = campaign.commitment and "released"
        self._top_up()

    def _cross(self, campaign: Campaign) -> None:
        """R4: one commitment, ever."""
        if not campaign.commitment and campaign.state not in ENDED and campaign.reaches:
            campaign.commitment = "reserved"
            campaign.reserved = min(campaign.due, self.available)
            self.crossings.append(campaign)

    def _conclude(self, campaign: Campaign) -> None:
        """R9, success."""
        if not campaign.reaches:
            self.release(campaign, "failed")
            return
        campaign.state, campaign.commitment = "succeeded", "granted"
        if campaign.fills_gap:
            campaign.due = min(campaign.due, max(0, campaign.cost - campaign.net))
        campaign.granted, campaign.reserved = min(campaign.reserved, campaign.due), 0
        self._top_up()

    def _top_up(self) -> None:
        """R5: in the order in which thresholds were crossed."""
        for each in self.crossings:
            amount = min(each.shortfall, self.available)
            each.granted += amount if each.commitment == "granted" else 0
            each.reserved += amount if each.commitment == "reserved" else 0

    def _close_pages(self, gifts: list[Gift]) -> None:
        for page in [gift.page for gift in gifts if gift.page]:
            page.truth = "expired" if page.truth == "open" else page.truth
            self.learn_payment(page)

    def _send(self, gift: Gift, payment: Payment, refund: Refund) -> bool:
        """The provider refuses what is disputed, and more than it has left of a payment."""
        disputed = [each for each in payment.disputes if each.truth in ("open", "lost")]
        if not disputed and refund.amount <= gift.amount - payment.given_back:
            payment.given_back += refund.amount
            refund.state = "paid"
            return True
        self.learn_refunds(payment)
        if all(each.known == "lost" for each in disputed) and refund.state == "intended":
            refund.state = "owed" if disputed else refund.state
        return not disputed

    def _take_out(self, gift: Gift, amount: int) -> None:
        gift.refunded += amount
        gift.campaign.late_refunded += amount if gift.late else 0
        gift.campaign.refunded += 0 if gift.late else amount

    def _dispute(self, gift: Gift, amount: int) -> None:
        gift.disputed += amount
        gift.campaign.disputed += amount

    def _cover(self, gift: Gift) -> None:
        """What a lost dispute took beyond the net, the donor need not be given again."""
        assert gift.payment
        lost = [each for each in gift.payment.disputes if each.known == "lost"]
        covered = sum(each.amount for each in gift.refunds if each.state == "covered")
        self._settle(gift, sum(each.amount - each.counted for each in lost) - covered, "covered")

    def _settle(self, gift: Gift, amount: int, state: str) -> None:
        for refund in gift.not_gone:
            taken = min(amount, refund.amount)
            amount, refund.amount = amount - taken, refund.amount - taken
            gift.refunds.append(Refund(taken, state))
        gift.refunds = [refund for refund in gift.refunds if refund.amount]
