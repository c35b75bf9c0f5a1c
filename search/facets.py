"""Facets: how many of the found pages there are of each kind, area, Municipio, state."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.calls.models import Area
from campaigns.funding.models import State
from search.finding import Hit
from search.kinds import KINDS

VALUES: Final[dict[str, Callable[[Hit], str]]] = {
    "tipo": lambda hit: hit.kind.name,
    "area": lambda hit: hit.area,
    "municipio": lambda hit: hit.municipio,
    "stato": lambda hit: hit.state,
}
"""Each facet by its name in addresses, and what a hit says of it: nothing where it has none."""
LABELS: Final = {
    "tipo": gettext_lazy("Type"),
    "area": gettext_lazy("Area"),
    "municipio": gettext_lazy("Municipio"),
    "stato": gettext_lazy("State"),
}


@dataclass(frozen=True)
class Option:
    """A value of a facet: how many pages it leaves, and the address that chooses or drops it."""

    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A facet with the values that the found pages have."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        """The value that is chosen, if any."""
        return next((option for option in self.options if option.selected), None)


def choices(query: QueryDict) -> dict[str, str]:
    """The value that an address chooses for each facet; one that no page has finds nothing."""
    return {
        name: value for name in VALUES if (value := query.get(name, "").replace("\x00", "")[:60])
    }


def chosen_hits(hits: Iterable[Hit], chosen: Mapping[str, str]) -> list[Hit]:
    """The hits that agree with every choice."""
    return [
        hit for hit in hits if all(VALUES[name](hit) == value for name, value in chosen.items())
    ]


def facets(hits: list[Hit], chosen: Mapping[str, str], query: QueryDict) -> list[Facet]:
    """Counts of each facet under the choices of the others: what one more click would leave."""
    found = []
    for name, value_of in VALUES.items():
        others = {key: value for key, value in chosen.items() if key != name}
        counts = Counter(value_of(hit) for hit in chosen_hits(hits, others))
        options = [
            Option(label, counts[value], chosen.get(name) == value, _address(query, name, value))
            for value, label in _labels(name)
            if counts[value] or chosen.get(name) == value
        ]
        if options:
            found.append(Facet(name, str(LABELS[name]), options))
    return found


def _labels(name: str) -> list[tuple[str, str]]:
    if name == "tipo":
        return [(kind.name, str(kind.many)) for kind in KINDS]
    if name == "area":
        return [(area.slug, area.short_name) for area in Area.objects.all()]
    if name == "municipio":
        return [(str(number), _("Municipio %d") % number) for number in range(1, 10)]
    return [(state.value, str(state.label)) for state in State]


def _address(query: QueryDict, name: str, value: str) -> str:
    """The address that chooses a value; that of the chosen one drops it."""
    changed = query.copy()
    changed.pop("pagina", None)
    if query.get(name) == value:
        del changed[name]
    else:
        changed[name] = value
    return f"?{changed.urlencode()}"
