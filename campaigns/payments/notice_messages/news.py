"""What the messages of a campaign are made of."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.cofinancing.progress import Progress, progress_of, with_match
from campaigns.funding.models import Act, Funding
from campaigns.money import ZERO, format_eur
from campaigns.payments.models import Donation, Notice, RefundState
from campaigns.payments.notice_recipients import ENDINGS, gifts_told_of

_NAMED_GIFTS: Final = 10
"""How many gifts of one address a message names."""


@dataclass(frozen=True, kw_only=True)
class News:
    """What one address gave, and how the campaign stands. Amounts in EUR."""

    gifts: list[Donation]
    progress: Progress
    act: Act | None

    @property
    def given(self) -> Decimal:
        """What this address gave."""
        return sum((gift.amount for gift in self.gifts), ZERO)

    @property
    def going_back(self) -> Decimal:
        """What this address gets back because the campaign ended without success."""
        decided = (
            refund.amount
            for gift in self.gifts
            for refund in gift.refunds.all()
            if refund.reason in ENDINGS and refund.state != RefundState.WITHDRAWN
        )
        return sum((gift.left for gift in self.gifts), ZERO) + sum(decided, ZERO)

    @property
    def reason(self) -> str:
        """The act's public reason, in the donor's language."""
        return self.act.public_reason if self.act else ""

    @property
    def said(self) -> dict[str, str]:
        """What the texts fill in."""
        progress = self.progress
        collected = progress.closed_collected
        if collected is None:
            collected = progress.collected
        return {
            "campaign": progress.title,
            "given": format_eur(self.given),
            "back": format_eur(self.going_back),
            "collected": format_eur(collected),
            "threshold": format_eur(progress.threshold),
            "match": format_eur(progress.match.amount),
            "missing": format_eur(progress.match.shortfall),
            "total": format_eur(collected + progress.match.amount),
            "last_day": date_format(progress.last_day, "DATE_FORMAT"),
            "since": date_format(localtime(self.act.at), "DATE_FORMAT") if self.act else "",
        }

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What a donor needs to name the gifts to us."""
        references = [gift.reference for gift in self.gifts[:_NAMED_GIFTS]]
        more = ["…"] if len(self.gifts) > _NAMED_GIFTS else []
        return [
            (_("Campaign"), self.progress.title),
            (_("You gave"), format_eur(self.given)),
            (_("Reference"), ", ".join(references + more)),
        ]


def news_of(notice: Notice, now: datetime) -> News | None:
    """``None`` where nothing of what this address gave is concerned any more."""
    gifts = gifts_told_of(notice)
    if not gifts:
        return None
    funding = with_match(Funding.objects.all()).get(pk=notice.donation.funding_id)
    acts = funding.acts.filter(pk=notice.object_id) if notice.object_id else funding.acts.none()
    return News(gifts=gifts, progress=progress_of(funding, now), act=acts.first())
