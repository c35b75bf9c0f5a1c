"""What the machine's next act can be done to."""

from .both import MINUTE, Both
from .hearing import Intent, Payment
from .reference_model import Campaign, Refund
from .world import World


class Candidates:
    """Empty where the act is not possible."""

    both: Both
    world: World

    def campaigns_in(self, *states: str) -> list[Campaign]:
        """Campaigns of which the platform knows, a minute from now too, that they stand so."""
        soon = self.world.now + 2 * MINUTE
        return [
            each
            for each in self.both.fundings
            if each.state in states
            and not (each.state in ("scheduled", "live", "suspended") and soon >= each.closes_at)
        ]

    def campaigns_with(self, part: str) -> list[Campaign]:
        """Those granted something, of which a part is there: due, to pay out, to be paid back."""
        granted = [each for each in self.both.fundings if each.commitment == "granted"]
        return [each for each in granted if getattr(each, part)]

    def open_pages(self) -> list[Payment]:
        """Pages still open a minute from now."""
        until = self.world.now + 2 * MINUTE
        return [p for p in self.both.pages("open") if p.asked + 60 * MINUTE > until]

    def gifts_to_try_again(self) -> list[Intent]:
        soon = self.world.now + MINUTE
        gifts = self.both.donations
        return [
            g for g in gifts if g.known in ("failed", "expired") and g.campaign.takes_money(soon)
        ]

    def payments_with_money_left(self) -> list[tuple[Payment, int]]:
        paid = self.both.pages("paid")
        return [(each, each.holder.left) for each in paid if each.holder and each.holder.left]

    def undisputed_payments(self, at_least: int = 0) -> list[Payment]:
        """Payments that the provider lets dispute, or refund by at least so many cents."""
        return [
            page
            for page in self.both.pages("paid")
            if not page.disputed and (not at_least or left_there(page) >= at_least)
        ]

    def open_disputes(self) -> list[str]:
        return [name for name, (_, each) in self.both.disputes.items() if each.truth == "open"]

    def owed_refunds(self) -> list[tuple[Payment, Refund]]:
        holders = ((page, page.holder) for page in self.both.payments if page.holder)
        return [
            (page, each) for page, gift in holders for each in gift.refunds if each.state == "owed"
        ]


def left_there(page: Payment) -> int:
    """What the dashboard may give back: finance gives nothing twice."""
    refunds = page.holder.refunds if page.holder else []
    transferred = sum(refund.amount for refund in refunds if refund.state == "transferred")
    return page.amount - page.given_back - transferred
