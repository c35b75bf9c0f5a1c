"""What a data set is: columns with their meaning, and rows read a few at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from campaigns.money import wire_format

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ROWS_AT_ONCE: Final = 2000
Written = str | int | bool | None


class ValueKind(StrEnum):
    """How the values of a column are written."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    """EUR, a text with two decimals and a dot."""
    INSTANT = "instant"
    """ISO 8601 with the offset of Rome."""
    DAY = "day"
    """ISO 8601, the day in Rome."""
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its name in files, how it is written, what it means."""

    name: str
    kind: ValueKind
    meaning: "StrPromise"
    source: str
    """The path of the value from the row's model."""


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """A table that anybody may download. ``key`` names the columns that tell a row for ever."""

    name: str
    title: "StrPromise"
    about: "StrPromise"
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    read: Callable[[tuple[str, ...]], Iterable[Sequence[Any]]]
    """The values of every row, in the order of the sources that it is given."""

    def rows(self) -> Iterator[tuple[Written, ...]]:
        """Every row, its values in the columns' order, as JSON writes them."""
        kinds = [column.kind for column in self.columns]
        for values in self.read(tuple(column.source for column in self.columns)):
            yield tuple(written(value, kind) for value, kind in zip(values, kinds, strict=True))


def of_query(query: Callable[[], QuerySet[Any]]) -> Callable[[tuple[str, ...]], Iterable[Any]]:
    """Read the rows of a query, a few at a time."""

    def read(sources: tuple[str, ...]) -> Iterable[Any]:
        return query().values_list(*sources).iterator(chunk_size=ROWS_AT_ONCE)

    return read


def written(value: Any, kind: ValueKind) -> Written:
    """A value of the database as a file holds it; ``None`` where there is none."""
    if value is None:
        return None
    if kind == ValueKind.AMOUNT:
        return wire_format(Decimal(value))
    if kind == ValueKind.INSTANT:
        assert isinstance(value, datetime)
        return timezone.localtime(value).isoformat()
    if kind == ValueKind.DAY:
        is_instant = isinstance(value, datetime)
        day: date = timezone.localdate(value) if is_instant else value
        return day.isoformat()
    return value if kind in (ValueKind.NUMBER, ValueKind.FLAG) else str(value)


def text(name: str, meaning: "StrPromise", source: str = "") -> Column:
    """A column of texts."""
    return Column(name=name, kind=ValueKind.TEXT, meaning=meaning, source=source or name)


def number(name: str, meaning: "StrPromise", source: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name=name, kind=ValueKind.NUMBER, meaning=meaning, source=source or name)


def amount(name: str, meaning: "StrPromise", source: str = "") -> Column:
    """A column of amounts in EUR."""
    return Column(name=name, kind=ValueKind.AMOUNT, meaning=meaning, source=source or name)


def instant(name: str, meaning: "StrPromise", source: str = "") -> Column:
    """A column of instants."""
    return Column(name=name, kind=ValueKind.INSTANT, meaning=meaning, source=source or name)


def day(name: str, meaning: "StrPromise", source: str = "") -> Column:
    """A column of days."""
    return Column(name=name, kind=ValueKind.DAY, meaning=meaning, source=source or name)


def flag(name: str, meaning: "StrPromise", source: str = "") -> Column:
    """A column of true and false."""
    return Column(name=name, kind=ValueKind.FLAG, meaning=meaning, source=source or name)
