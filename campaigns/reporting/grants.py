"""A grant set anew after the reports: the act, and the mail to who gave, in one transaction."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from campaigns.calls.models import Overfunding
from campaigns.cofinancing import grant_acts
from campaigns.cofinancing.grant_acts import GrantPaper, Reasons
from campaigns.cofinancing.models import Commitment, GrantChange
from campaigns.funding.models import Funding
from campaigns.money import ZERO, share_rounded_down
from campaigns.payments import notices
from campaigns.payments.models import NoticeKind


@transaction.atomic
def change_grant(
    *, commitment: Commitment, due: Decimal, paper: GrantPaper, reasons: Reasons, now: datetime
) -> GrantChange:
    """Set a grant anew to ``due`` EUR and tell who gave. Raises ``FundActRefused``."""
    change = grant_acts.change_grant(
        commitment_id=commitment.pk, due=due, paper=paper, reasons=reasons, now=now
    )
    notices.queue_for_campaign(
        kind=NoticeKind.GRANT_CHANGED, funding=commitment.funding, about=str(change.pk)
    )
    return change


def due_for(funding: Funding, spent: Decimal) -> Decimal:
    """What R9 would have made due, had the project cost what was ``spent`` (EUR)."""
    share = min(share_rounded_down(spent, funding.match_percent), funding.cap)
    if funding.overfunding == Overfunding.FIXED_SHARE:
        return share
    return min(share, max(ZERO, spent - (funding.settled_net or ZERO)))
