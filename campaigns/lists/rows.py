"""What filters and orders of the list read of each campaign: two queries, however many they are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet

from campaigns.funding.models import ENDED, Funding, State
from campaigns.models import CampaignPage
from campaigns.money import ZERO

STATE, AREA, MUNICIPIO, ROUND = "stato", "area", "municipio", "tornata"
WHOLE_CITY: Final = "citta"
STATES_IN_ORDER: Final = (
    State.LIVE,
    State.SCHEDULED,
    State.SUSPENDED,
    State.SETTLING,
    State.SUCCEEDED,
    State.FAILED,
    State.CANCELLED,
)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """A campaign as filters and orders see it. ``values`` holds, by filter, what it answers to."""

    pk: int
    title: str
    values: dict[str, str]
    state: State | None
    opens_at: datetime
    closes_at: datetime
    share: Decimal
    reached: bool
    donations: int

    def answers(self, chosen: dict[str, str], *, but: str = "") -> bool:
        """True if it has every chosen value, that of the filter ``but`` aside."""
        return all(self.values[name] == value for name, value in chosen.items() if name != but)


def round_value(call_slug: str | None, number: int | None) -> str:
    """A round in an address; empty for none."""
    return f"{call_slug}-{number}" if call_slug else ""


def list_rows(pages: QuerySet[CampaignPage], now: datetime) -> list[ListRow]:
    """The rows of a list's campaigns, in no order."""
    fields = ("pk", "title", "translation_key", "area__slug", "municipio")
    fundings = Funding.objects.filter(translation_key__in=pages.values("translation_key"))
    by_key = {funding.translation_key: funding for funding in fundings}
    return [
        _row(page, by_key.get(page["translation_key"]), now)
        for page in pages.order_by().values(*fields, "round__call__slug", "round__number")
    ]


def _row(page: dict[str, Any], funding: Funding | None, now: datetime) -> ListRow:
    state = funding.state_at(now) if funding else None
    return ListRow(
        pk=page["pk"],
        title=page["title"],
        values={
            STATE: state.value if state else "",
            AREA: page["area__slug"] or "",
            MUNICIPIO: str(page["municipio"] or WHOLE_CITY),
            ROUND: round_value(page["round__call__slug"], page["round__number"]),
        },
        state=state,
        opens_at=funding.opens_at if funding else _NEVER,
        closes_at=funding.closes_at if funding else _NEVER,
        share=funding.net / funding.threshold if funding else ZERO,
        reached=funding is not None and funding.reaches_threshold,
        donations=funding.donations if funding else 0,
    )


def _rank(row: ListRow) -> int:
    return STATES_IN_ORDER.index(row.state) if row.state else len(STATES_IN_ORDER)


def _by_date(row: ListRow) -> tuple[Any, ...]:
    """Open ones first, the next to end before the others; then what opens next; then the past,
    the latest first."""
    if row.state in ENDED:
        return (_rank(row), -row.closes_at.timestamp())
    awaited = row.opens_at if row.state == State.SCHEDULED else row.closes_at
    return (_rank(row), awaited.timestamp())


def _by_threshold(row: ListRow) -> tuple[Any, ...]:
    """Open ones first: those that miss the least before those that miss nothing."""
    if row.state != State.LIVE:
        return (2, *_by_date(row))
    return (int(row.reached), -row.share)


def _by_opening(row: ListRow) -> tuple[Any, ...]:
    """The latest to open first; then what is still to open, the next first."""
    if row.state in (State.SCHEDULED, None):
        return (1, row.opens_at.timestamp())
    return (0, -row.opens_at.timestamp())


def _by_donations(row: ListRow) -> tuple[Any, ...]:
    return (-row.donations,)


ORDERS: Final[dict[str, Callable[[ListRow], tuple[Any, ...]]]] = {
    "scadenza": _by_date,
    "soglia": _by_threshold,
    "recenti": _by_opening,
    "sostegni": _by_donations,
}
FIRST_ORDER: Final = "scadenza"


def in_order(rows: Iterable[ListRow], order: str) -> list[ListRow]:
    """The rows in one of ``ORDERS``; those alike by title."""
    key = ORDERS[order]
    return sorted(rows, key=lambda row: (*key(row), row.title, row.pk))
