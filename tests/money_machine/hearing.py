"""What happened at the provider, and what of it the platform has heard: it acts on no more."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .reference_model import ENDED, Campaign, Gift, Model, Refund

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
PAGE_LIFE = timedelta(days=1)
"""Pages older than this have closed by themselves."""


@dataclass(eq=False)
class Dispute:
    """``truth`` is the provider's, ``known`` what was heard; ``counted`` is out of the net."""

    amount: int
    truth: str = "open"
    known: str = ""
    counted: int = 0


@dataclass(eq=False)
class Payment:
    """A payment page, and all that its money did; ``holder`` is the gift that it confirmed."""

    intent: "Intent"
    asked: datetime
    payer: str = ""
    truth: str = "open"
    began: datetime = NEVER
    settled: datetime = NEVER
    holder: Gift | None = None
    given_back: int = 0
    unknown: list[Refund] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)

    @property
    def amount(self) -> int:
        return self.intent.amount

    @property
    def disputed(self) -> list[Dispute]:
        return [each for each in self.disputes if each.truth in ("open", "lost")]


@dataclass(eq=False)
class Intent:
    """A donation that somebody began: its page, how it is known to stand, and all its payments."""

    campaign: Campaign
    amount: int
    page: Payment | None = None
    known: str = "open"
    payments: list[Payment] = field(default_factory=list)


@dataclass
class Hearing(Model):
    """The reference model, moved by what is heard of the provider."""

    intents: list[Intent] = field(default_factory=list)

    def learn_payment(self, payment: Payment) -> Gift | None:
        """R11, R12: how a payment stands; a second one of an intent is late (R10)."""
        intent, campaign = payment.intent, payment.intent.campaign
        if payment.truth != "paid":
            if intent.known != "paid" and intent.page is payment:
                intent.known = payment.truth
        elif payment.holder is None:
            in_time = campaign.has_in_time(payment.began, payment.settled)
            late = intent.known == "paid" or not in_time
            intent.known = "paid"
            payment.holder = Gift(campaign, intent.amount, payment.payer, late)
            self.confirm(payment.holder)
        return payment.holder

    def learn_refund(self, payment: Payment, refund: Refund) -> None:
        gift = self.learn_payment(payment)
        assert gift
        if refund in payment.unknown:
            payment.unknown.remove(refund)
            self._take_in(payment, gift, refund)
        if refund.failed and refund.state == "paid":
            refund.state = "owed"
            self.cover(gift)

    def _take_in(self, payment: Payment, gift: Gift, refund: Refund) -> None:
        """What a dispute took had been given back, so it was not there to take.

        Of what failed before it was heard of, so much is owed as nobody gave back otherwise.
        """
        room = gift.left + sum(each.amount for each in gift.not_gone)
        if refund.failed:
            counted = sum(each.counted for each in payment.disputes if each.known != "won")
            refund.amount = min(refund.amount, room + counted)
        missing = refund.amount - room
        for dispute in [each for each in payment.disputes if each.known in ("open", "lost")]:
            taken = max(0, min(missing, dispute.counted))
            missing -= taken
            dispute.counted -= taken
            gift.disputed -= taken
            gift.campaign.disputed -= taken
            gift.excess += taken if dispute.known == "lost" else 0
        self.refund_elsewhere(gift, refund)

    def learn_refunds(self, payment: Payment) -> None:
        gift = self.learn_payment(payment)
        assert gift
        for refund in [*payment.unknown, *gift.refunds]:
            self.learn_refund(payment, refund)

    def learn_dispute(self, payment: Payment, dispute: Dispute) -> None:
        gift, known = self.learn_payment(payment), dispute.known
        assert gift
        dispute.known = dispute.truth
        if dispute.truth in ("open", "lost") and not known:
            dispute.counted = self.dispute(gift, dispute.amount)
        elif dispute.truth == "won" and known == "open":
            self.dispute_won(gift, dispute.counted)
        if dispute.truth == "lost" != known:
            gift.excess += dispute.amount - dispute.counted
            self.cover(gift)

    def send_refunds(self) -> None:
        """R9; what is known to be disputed waits."""
        self.refund_ended()
        for payment in [each for intent in self.intents for each in intent.payments]:
            if payment.holder and not any(each.known == "open" for each in payment.disputes):
                self._send(payment, payment.holder)

    def move_clock(self, now: datetime) -> None:
        """R8: closings, settlements, openings; then the pages of whatever takes no money."""
        for each in self.campaigns:
            if each.closes_at <= now and each.state in ("scheduled", "live", "suspended"):
                each.state = "settling"
        for each in [each for each in self.campaigns if each.state == "settling"]:
            self._close_pages(each, ("open", "processing"))
            awaited = any(i.known == "processing" for i in self.intents if i.campaign is each)
            if not awaited or now >= each.window_ends:
                self.conclude(each)
        for each in self.campaigns:
            if each.opens_at <= now and each.state == "scheduled":
                each.state = "live"
            if each.state in ("suspended", *ENDED):
                self._close_pages(each, ("open",), since=now - PAGE_LIFE)

    def _close_pages(
        self, campaign: Campaign, known: tuple[str, ...], since: datetime | None = None
    ) -> None:
        for intent in [i for i in self.intents if i.campaign is campaign and i.known in known]:
            page = intent.page
            if page and (since is None or page.asked > since):
                page.truth = "expired" if page.truth == "open" else page.truth
                self.learn_payment(page)

    def _send(self, payment: Payment, gift: Gift) -> None:
        """The provider refuses what is disputed, and more than it has left of a payment."""
        while waiting := [each for each in gift.refunds if each.state == "intended"]:
            refund = waiting[0]
            if not payment.disputed and refund.amount <= payment.amount - payment.given_back:
                payment.given_back += refund.amount
                refund.state = "paid"
                continue
            self.learn_refunds(payment)
            if payment.disputed:
                if refund.state == "intended" and all(d.known == "lost" for d in payment.disputed):
                    refund.state = "owed"
                return
