"""Reading one member of a scenario file: each error names the member's path."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campaigns.money import ZERO, InvalidAmount, parse_document

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PERCENT: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_ZERO: Final = re.compile(r"0+(?:\.0{1,2})?")
_YEARS: Final = range(1900, 3000)
"""Far enough from the ends of the calendar for every offset and settlement window."""
_UNWRITABLE: Final = frozenset({"Cc", "Cs", "Cn"})
"""Unicode categories of controls, surrogates and what is not assigned."""
T = TypeVar("T")


class ScenarioError(Exception):
    """The file is not a scenario; ``path`` names the member, such as ``campaigns[0].cost``."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class Member:
    """A value of the file and its path."""

    def __init__(self, value: Any, path: str) -> None:
        self.value = value
        self.path = path

    def error(self, message: str) -> ScenarioError:
        """An error about this member."""
        return ScenarioError(self.path or "file", message)

    def get(self, name: str) -> "Member":
        """A required member of an object."""
        if name not in self.value:
            raise Member(None, self._path_of(name)).error("is missing")
        return Member(self.value[name], self._path_of(name))

    def optional(self, name: str, read: Callable[["Member"], T], default: T) -> T:
        """A member that may be left out."""
        return read(self.get(name)) if name in self.value else default

    def object(self, *known: str) -> "Member":
        """Itself, if it is an object with no unknown members."""
        if not isinstance(self.value, dict):
            raise self.error("must be an object")
        for name in self.value:
            if name not in known:
                raise Member(None, self._path_of(name)).error("is not a known member")
        return self

    def items(self) -> Iterator["Member"]:
        """The elements of a list."""
        if not isinstance(self.value, list):
            raise self.error("must be a list")
        for position, value in enumerate(self.value):
            yield Member(value, f"{self.path}[{position}]")

    def text(self, longest: int = 255) -> str:
        """A text without control characters; may be empty."""
        if not isinstance(self.value, str) or any(
            unicodedata.category(character) in _UNWRITABLE for character in self.value
        ):
            raise self.error("must be a text without control characters")
        if len(self.value) > longest:
            raise self.error(f"must have at most {longest} characters")
        return self.value

    def title(self) -> str:
        """A text that says something."""
        if not self.text(200).strip():
            raise self.error("must not be empty")
        return self.text(200)

    def slug(self) -> str:
        """Small letters, digits and single hyphens."""
        if not SLUG.fullmatch(self.text(100)):
            raise self.error("must be a slug: small letters, digits and hyphens")
        return self.text(100)

    def flag(self) -> bool:
        """``true`` or ``false``."""
        if not isinstance(self.value, bool):
            raise self.error("must be true or false")
        return self.value

    def days(self) -> int:
        """A whole number of days, up to a year."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.error("must be a whole number of days")
        if not 0 <= self.value <= 365:
            raise self.error("must be from 0 to 365 days")
        return self.value

    def choice(self, *choices: str) -> str:
        """One of the given texts."""
        if self.value not in choices:
            raise self.error(f"must be one of {', '.join(choices)}")
        return str(self.value)

    def email(self) -> str:
        """An e-mail address, or an empty text."""
        address = self.text(254)
        if address:
            try:
                validate_email(address)
            except ValidationError as error:
                raise self.error("must be an e-mail address") from error
        return address

    def amount(self) -> Decimal:
        """An amount in EUR greater than zero."""
        try:
            return parse_document(self.value)
        except InvalidAmount as error:
            raise self.error('must be an amount in EUR such as "1000.01"') from error

    def amount_or_zero(self) -> Decimal:
        """An amount in EUR, zero included."""
        if isinstance(self.value, str) and _ZERO.fullmatch(self.value):
            return ZERO
        return self.amount()

    def percent(self) -> Decimal:
        """A percentage from 0 to 100 with at most two decimals."""
        if not isinstance(self.value, str) or not _PERCENT.fullmatch(self.value):
            raise self.error('must be a percentage as a string, such as "50"')
        percent = Decimal(self.value)
        if percent > 100:
            raise self.error("must be at most 100")
        return percent

    def instant(self) -> datetime:
        """An ISO 8601 instant with offset."""
        try:
            instant = datetime.fromisoformat(self.text(40))
        except ValueError as error:
            raise self.error("must be an ISO 8601 instant") from error
        if instant.tzinfo is None:
            raise self.error("must have an offset, such as +01:00")
        if instant.year not in _YEARS:
            raise self.error(f"must be in the years {_YEARS.start} to {_YEARS.stop - 1}")
        return instant

    def _path_of(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name
