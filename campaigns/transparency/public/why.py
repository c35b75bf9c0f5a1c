"""Why a project gets what it gets of the Comune: the rule, the fund at that instant, the sums.

Everything is read from the commitment and from the rows of the ledger, never reckoned as a wish.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from campaigns.cofinancing.causes import ToldMovement, tell_campaign
from campaigns.cofinancing.models import Commitment, Fund, GrantChange
from campaigns.cofinancing.progress import Progress, progress_of, with_match
from campaigns.funding.models import Funding
from campaigns.ledger.models import OF_GRANTS, Account, Entry, Kind
from campaigns.ledger.services import fund_chain
from campaigns.money import ZERO, share_rounded_down


@dataclass(frozen=True, kw_only=True)
class FundStand:
    """What a fund held at an instant, in EUR."""

    available: Decimal
    reserved: Decimal
    granted: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.available + self.reserved + self.granted


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """The instant at which the threshold was reached, and what the rules made of it (R4)."""

    at: datetime
    serial: int
    """Which of the fund's campaigns it was to reach its threshold, from 1."""
    fund: FundStand
    due: Decimal
    reserved: Decimal

    @property
    def shortfall(self) -> Decimal:
        """What was due and not there."""
        return self.due - self.reserved


@dataclass(frozen=True, kw_only=True)
class CampaignAccount:
    """All that explains what one campaign gets; amounts in EUR."""

    funding: Funding
    progress: Progress
    fund: Fund | None
    commitment: Commitment | None
    share: Decimal
    """The Comune's share of the cost, before the cap."""
    crossing: Crossing | None
    movements: list[ToldMovement]
    """The fund's rows for this campaign, oldest first."""
    changes: list[GrantChange]
    """The acts that set its grant anew, oldest first."""

    @property
    def due_at_success(self) -> Decimal | None:
        """What the rules made due at the end (R9), whatever acts made of it; ``None`` before."""
        net = self.funding.settled_net
        return None if net is None else self.funding.due_at_success(net)

    @property
    def missing_at_success(self) -> Decimal | None:
        """What donors had left of the cost at the end (R9); ``None`` before."""
        net = self.funding.settled_net
        return None if net is None else max(ZERO, self.funding.cost - net)


def account_of(slug: str, now: datetime) -> CampaignAccount | None:
    """The account of a campaign, by its permanent name; ``None`` where there is none.

    The queries are as many whatever the number of movements.
    """
    fundings = with_match(Funding.objects.filter(slug=slug))
    funding = fundings.select_related("commitment__act", "call__fund", "organization").first()
    if funding is None:
        return None
    fund: Fund | None = getattr(funding.call, "fund", None)
    commitment: Commitment | None = getattr(funding, "commitment", None)
    movements = tell_campaign(fund, slug) if fund is not None and commitment is not None else []
    return CampaignAccount(
        funding=funding,
        progress=progress_of(funding, now),
        fund=fund,
        commitment=commitment,
        share=share_rounded_down(funding.cost, funding.match_percent),
        crossing=_crossing(commitment, movements) if commitment is not None else None,
        movements=movements,
        changes=list(commitment.grant_changes.all()) if commitment is not None else [],
    )


def _crossing(commitment: Commitment, movements: list[ToldMovement]) -> Crossing:
    reserve = next((told.entry for told in movements if told.entry.kind == Kind.RESERVE), None)
    chain = Entry.objects.filter(chain=fund_chain(commitment.fund.call.slug))
    before = (
        chain.filter(seq__lt=reserve.seq)
        if reserve is not None
        else chain.filter(occurred_at__lte=commitment.crossed_at)
    )
    return Crossing(
        at=commitment.crossed_at,
        serial=commitment.serial,
        fund=_stand(before),
        due=commitment.funding.due,
        reserved=reserve.amount if reserve is not None else ZERO,
    )


def _stand(entries: QuerySet[Entry]) -> FundStand:
    """What the fund held after these movements of its chain."""
    held: dict[str, Decimal] = defaultdict(lambda: ZERO)
    sums = entries.order_by().values_list("source", "destination").annotate(sum=Sum("amount"))
    for source, destination, amount in sums:
        held[source] -= amount
        held[destination] += amount
    return FundStand(
        available=held[Account.FUND_AVAILABLE],
        reserved=held[Account.FUND_RESERVED],
        granted=sum((held[account] for account in OF_GRANTS), ZERO),
    )
