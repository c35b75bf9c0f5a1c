"""Each movement of a fund with its cause in words: which crossing, which release, which act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.cofinancing.fund_ledger import change_reference
from campaigns.cofinancing.models import Fund, FundChange
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry, Kind
from campaigns.ledger.services import fund_chain
from campaigns.money import format_eur

_FREEING: Final = (Kind.RELEASE, Kind.ENDOWMENT, Kind.GRANT_CUT, Kind.GRANT_RETURNED)


_OF_GRANTS: Final[dict[Kind, Any]] = {
    Kind.PAYOUT: gettext_lazy("An instalment was paid for “%(campaign)s”"),
    Kind.GRANT_CUT: gettext_lazy("The grant of “%(campaign)s” was set anew"),
    Kind.GRANT_OWED: gettext_lazy("“%(campaign)s” had been paid more than its grant is now"),
    Kind.GRANT_RETURNED: gettext_lazy("The beneficiary of “%(campaign)s” paid back"),
}


@dataclass(frozen=True, kw_only=True)
class ToldMovement:
    """A movement of a fund, its campaign's title if it concerns one, and why it was made."""

    entry: Entry
    campaign: str
    cause: str


def tell(fund: Fund, entries: Sequence[Entry]) -> list[ToldMovement]:
    """Tell the cause of each of a fund's movements, given newest first.

    The queries are as many whatever the number of movements.
    """
    return _told(fund, entries, _what_freed(fund, entries))


def tell_campaign(fund: Fund, slug: str) -> list[ToldMovement]:
    """Tell the cause of each movement of a fund for one campaign, oldest first.

    The queries are as many whatever the number of movements.
    """
    chain = Entry.objects.filter(chain=fund_chain(fund.call.slug))
    freeing = chain.filter(seq__lt=OuterRef("seq")).exclude(kind=Kind.TOP_UP).order_by("-seq")
    entries = list(
        chain.filter(campaign=slug)
        .annotate(freed_at=Subquery(freeing.values("seq")[:1]))
        .order_by("seq")
    )
    topped_up = {entry.seq: entry.freed_at for entry in entries if entry.kind == Kind.TOP_UP}
    by_seq = {entry.seq: entry for entry in chain.filter(seq__in=topped_up.values())}
    freed_by = {seq: by_seq[at] for seq, at in topped_up.items() if at in by_seq}
    return _told(fund, entries, freed_by)


def _told(fund: Fund, entries: Sequence[Entry], freed_by: dict[int, Entry]) -> list[ToldMovement]:
    told = [*entries, *freed_by.values()]
    slugs = {entry.campaign for entry in told} - {""}
    fundings = {row.slug: row for row in Funding.objects.filter(slug__in=slugs)}
    changes = _changes(fund, {entry.reference for entry in told})
    return [
        ToldMovement(
            entry=entry,
            campaign=_title(entry, fundings),
            cause=_top_up_cause(freed_by.get(entry.seq), fundings, changes)
            if entry.kind == Kind.TOP_UP
            else _cause(entry, fundings, changes),
        )
        for entry in entries
    ]


def _what_freed(fund: Fund, entries: Sequence[Entry]) -> dict[int, Entry]:
    """For each top-up, by number, the movement that freed its money.

    The waiting list is served at once: top-ups follow that movement in the chain.
    """
    freeing: Entry | None = None
    freed_by: dict[int, Entry] = {}
    for entry in reversed(entries):
        if entry.kind != Kind.TOP_UP:
            freeing = entry
            continue
        freeing = freeing or _last_before(fund, entry)
        if freeing is not None:
            freed_by[entry.seq] = freeing
    return freed_by


def _last_before(fund: Fund, top_up: Entry) -> Entry | None:
    before = Entry.objects.filter(chain=fund_chain(fund.call.slug), seq__lt=top_up.seq)
    return before.exclude(kind=Kind.TOP_UP).order_by("-seq").first()


def _changes(fund: Fund, references: set[str]) -> dict[str, FundChange]:
    numbers = [text.rpartition(":change:")[2] for text in references if ":change:" in text]
    changes = fund.changes.filter(pk__in=[int(number) for number in numbers])
    return {change_reference(change): change for change in changes}


def _title(entry: Entry, fundings: dict[str, Funding]) -> str:
    funding = fundings.get(entry.campaign)
    return funding.title if funding is not None else entry.campaign


def _cause(entry: Entry, fundings: dict[str, Funding], changes: dict[str, FundChange]) -> str:
    if entry.kind == Kind.RESERVE:
        return _("“%(campaign)s” reached its threshold") % {"campaign": _title(entry, fundings)}
    if entry.kind in (Kind.RELEASE, Kind.GRANT):
        return _ending(entry, fundings)
    if entry.kind in _OF_GRANTS:
        return _OF_GRANTS[Kind(entry.kind)] % {"campaign": _title(entry, fundings)}
    change = changes.get(entry.reference)
    if change is None:
        return _("What the fund had from the start")
    return _("Act %(number)s of %(date)s: from %(before)s to %(after)s") % {
        "number": change.number,
        "date": formats.date_format(change.date, "SHORT_DATE_FORMAT"),
        "before": format_eur(change.total_before),
        "after": format_eur(change.total_after),
    }


def _ending(entry: Entry, fundings: dict[str, Funding]) -> str:
    """Why a commitment was granted, or given back in part or in full (R9)."""
    funding = fundings.get(entry.campaign)
    state = funding.state if funding is not None else ""
    if entry.kind == Kind.GRANT:
        cause = _("“%(campaign)s” succeeded")
    elif state == State.SUCCEEDED:
        cause = _("“%(campaign)s” succeeded and needed less than was reserved")
    elif state == State.CANCELLED:
        cause = _("“%(campaign)s” was cancelled")
    else:
        cause = _("“%(campaign)s” closed below its threshold")
    return cause % {"campaign": _title(entry, fundings)}


def _top_up_cause(
    freeing: Entry | None, fundings: dict[str, Funding], changes: dict[str, FundChange]
) -> str:
    if freeing is None or freeing.kind not in _FREEING:
        return _("Money that was available")
    cause = _cause(freeing, fundings, changes)
    if freeing.kind == Kind.ENDOWMENT:
        return _("Added to the fund. %(cause)s") % {"cause": cause}
    return _("Freed by a release: %(cause)s") % {"cause": cause}
