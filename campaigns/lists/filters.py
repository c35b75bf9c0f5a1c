"""The filters of the list: what can be chosen, how many campaigns each choice leaves."""

from collections import Counter
from dataclasses import dataclass
from math import ceil

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.calls.models import Area, Round
from campaigns.lists.rows import (
    AREA,
    MUNICIPIO,
    ROUND,
    STATE,
    STATES_IN_ORDER,
    WHOLE_CITY,
    ListRow,
    round_value,
)
from campaigns.municipi import MUNICIPI_ON_MAP, Municipio

TEXT, ORDER, PAGE = "q", "ordine", "pagina"
OWN_PARAMETERS = (TEXT, STATE, AREA, MUNICIPIO, ROUND, ORDER, PAGE)


@dataclass(frozen=True)
class Option:
    """A value of a filter: how many campaigns it leaves, and the address that chooses it."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True)
class Filter:
    """A filter of the list. The first option is no choice."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        """The chosen option, unless it is no choice."""
        return next((option for option in self.options[1:] if option.selected), None)


@dataclass(frozen=True)
class Place:
    """A Municipio on the map, with its option."""

    municipio: Municipio
    option: Option
    level: int
    """How many campaigns it has beside the others: from 0 for none to 3 for the most."""


class Address:
    """The address of the list as it is read, for links that change one choice alone."""

    def __init__(self, path: str, query: QueryDict) -> None:
        self._path = path
        self._query = {name: value for name in OWN_PARAMETERS if (value := query.get(name))}
        self._query.pop(PAGE, None)

    def having(self, **changes: str) -> str:
        """The address with other choices; an empty value takes a choice away."""
        query = QueryDict(mutable=True)
        for name in OWN_PARAMETERS:
            if value := changes.get(name, self._query.get(name, "")):
                query[name] = value
        return f"{self._path}?{query.urlencode()}" if query else self._path


def without_empty_choices(query: QueryDict) -> str | None:
    """The query of a form's address without what was left empty; ``None`` if nothing was."""
    empty = [name for name in OWN_PARAMETERS if name in query and not query.get(name, "").strip()]
    if not empty:
        return None
    kept = query.copy()
    for name in empty:
        del kept[name]
    return kept.urlencode()


@dataclass(frozen=True)
class Question:
    """What a filter asks: its label, the words for no choice, and every value with its label."""

    label: str
    no_choice: str
    values: list[tuple[str, str]]


def questions() -> dict[str, Question]:
    """What can be asked of the list, by filter: two queries."""
    states = [(state.value, str(state.label)) for state in STATES_IN_ORDER]
    areas = [(area.slug, area.short_name) for area in Area.objects.all()]
    municipi = [(str(place.number), place.name) for place in MUNICIPI_ON_MAP]
    municipi.append((WHOLE_CITY, _("The whole city")))
    return {
        STATE: Question(_("State"), _("All"), states),
        AREA: Question(_("Area"), _("Any area"), areas),
        MUNICIPIO: Question(_("Municipio"), _("Any Municipio"), municipi),
        ROUND: Question(_("Round"), _("Any round"), _rounds()),
    }


def chosen_values(asked: dict[str, Question], query: QueryDict) -> dict[str, str]:
    """The choices of an address; values that do not exist count for nothing."""
    return {
        name: value
        for name, question in asked.items()
        if (value := query.get(name, "")) in dict(question.values)
    }


def filters_of(
    asked: dict[str, Question], rows: list[ListRow], chosen: dict[str, str], address: Address
) -> list[Filter]:
    """The filters, each option with how many of ``rows`` it would leave, the others as chosen."""
    return [
        Filter(name, question.label, _options(name, question, rows, chosen, address))
        for name, question in asked.items()
    ]


def places_of(municipio: Filter) -> list[Place]:
    """The nine Municipi of the map, those without campaigns too."""
    options = {option.value: option for option in municipio.options}
    none = Option("", "", 0, selected=False, url="")
    found = [(place, options.get(str(place.number), none)) for place in MUNICIPI_ON_MAP]
    most = max(option.count for _place, option in found) or 1
    return [Place(place, option, ceil(3 * option.count / most)) for place, option in found]


def _options(
    name: str, question: Question, rows: list[ListRow], chosen: dict[str, str], address: Address
) -> list[Option]:
    counts = Counter(row.values[name] for row in rows if row.answers(chosen, but=name))
    now = chosen.get(name, "")
    no_choice = Option(
        "", question.no_choice, counts.total(), not now, address.having(**{name: ""})
    )
    return [no_choice] + [
        Option(value, label, counts[value], value == now, address.having(**{name: value}))
        for value, label in question.values
        if counts[value] or value == now
    ]


def _rounds() -> list[tuple[str, str]]:
    rounds = Round.objects.select_related("call").order_by("-opens_at", "number")
    return [
        (
            round_value(row.call.slug, row.number),
            f"{row.name}, {date_format(row.opens_at, 'YEAR_MONTH_FORMAT')}",
        )
        for row in rounds
    ]
