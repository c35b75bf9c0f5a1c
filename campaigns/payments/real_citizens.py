"""Who reached the threshold: payers, and gifts from a proponent's own people (R17).

Finance reads it before a grant is final. Nothing here moves money; amounts are in EUR.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import OrganizationPerson
from campaigns.funding.models import Funding, State
from campaigns.money import ZERO
from campaigns.payments.models import Donation

WATCHED = (State.LIVE, State.SUSPENDED, State.SETTLING)
"""While a campaign stands so, its grant is not final."""
BY_ADDRESS = _("Address of one of the proponent's people")
BY_NAME = _("In the proponent's own name")
BY_PAYER = _("Same card or account as one of the proponent's people")

_PART = F("amount") - F("refunded_amount") - F("disputed_amount")


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A gift that finance should look at, what is left of it in the net, and why."""

    donation: Donation
    amount: Decimal
    why: Any


@dataclass(frozen=True, kw_only=True)
class RealCitizens:
    """A campaign's payers; ``…_without`` is what would be if the flagged gifts were not there."""

    funding: Funding
    flags: list[Flag]
    flagged: Decimal
    payers: int
    counted: Decimal
    payers_without: int
    net_without: Decimal
    counted_without: Decimal

    @property
    def reaches_without(self) -> bool:
        """True when the threshold is reached without the flagged gifts too."""
        return (
            self.counted_without >= self.funding.threshold
            and self.payers_without >= self.funding.min_payers
        )

    @property
    def decides(self) -> bool:
        """True when the threshold is reached by the flagged gifts alone."""
        return bool(self.flags) and self.funding.reaches_threshold and not self.reaches_without

    @property
    def is_watched(self) -> bool:
        """True until the Comune's part is final."""
        return self.funding.state in WATCHED


def real_citizens(funding: Funding) -> RealCitizens:
    """Read who gave to a campaign, in five queries however many gave."""
    flags = _flags(funding)
    gifts = _gifts(funding)
    everybody = _by_payer(gifts)
    others = _by_payer(gifts.exclude(pk__in=[flag.donation.pk for flag in flags]))
    flagged = sum((flag.amount for flag in flags), ZERO)
    return RealCitizens(
        funding=funding,
        flags=flags,
        flagged=flagged,
        payers=len(everybody),
        counted=_counted(funding, everybody),
        payers_without=len(others),
        net_without=funding.net - flagged,
        counted_without=_counted(funding, others),
    )


def context(funding: Funding) -> dict[str, Any]:
    """What ``payments/admin/real_citizens.html`` shows."""
    return {"real_citizens": real_citizens(funding)}


def _gifts(funding: Funding) -> QuerySet[Donation]:
    """The donations that have something in the net."""
    return funding.gifts.counted().annotate(part=_PART).filter(part__gt=0)


def _by_payer(gifts: QuerySet[Donation]) -> list[Decimal]:
    """What each payer has in the net; a gift that tells of no payer is one of its own."""
    payer = Case(
        When(payer="", then=Cast("pk", CharField())),
        default=F("payer"),
        output_field=CharField(),
    )
    rows = gifts.order_by().values(key=payer).annotate(sum=Sum("part"))
    return [row["sum"] for row in rows]


def _counted(funding: Funding, parts: Iterable[Decimal]) -> Decimal:
    """What counts toward the threshold of what each payer gave."""
    limit = funding.payer_limit
    return sum((part if limit is None else min(part, limit) for part in parts), ZERO)


def _flags(funding: Funding) -> list[Flag]:
    """The gifts of the proponent's people, oldest first."""
    if funding.organization is None:
        return []
    people = OrganizationPerson.objects.filter(organization=funding.organization)
    addresses = set(people.values_list(Lower("email"), flat=True)) - {""}
    name = funding.organization.name.strip().casefold()
    own = Donation.objects.annotate(address=Lower("email")).filter(
        Q(address__in=addresses) | Q(company__iexact=name)
    )
    payers = set(own.exclude(payer="").values_list("payer", flat=True))
    gifts = _gifts(funding).annotate(address=Lower("email"))
    suspects = gifts.filter(
        Q(address__in=addresses) | Q(company__iexact=name) | Q(payer__in=payers)
    )
    why = _reason(addresses, name)
    return [
        Flag(donation=gift, amount=gift.left, why=why(gift))
        for gift in suspects.order_by("paid_at", "pk")
    ]


def _reason(addresses: set[str], name: str) -> Callable[[Donation], Any]:
    def why(gift: Donation) -> Any:
        if gift.email.lower() in addresses:
            return BY_ADDRESS
        return BY_NAME if gift.company.casefold() == name else BY_PAYER

    return why
