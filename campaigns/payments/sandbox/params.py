"""Kinds of request parameters: each turns the wire's text into a value or refuses it by name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from .wire import ParameterError

INTEGER = re.compile(r"-?[0-9]{1,18}")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
METADATA_KEYS = 50
METADATA_KEY_LENGTH = 40
METADATA_VALUE_LENGTH = 500


class Kind(Protocol):
    def parse(self, value: Any, path: str) -> Any:
        """The value of the parameter at `path`; ParameterError when it is refused."""


@dataclass(frozen=True)
class Text:
    max_length: int = 5000

    def parse(self, value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise ParameterError(f"Invalid string: {path}", param=path)
        if not value:
            raise ParameterError(
                f"You passed an empty string for '{path}'. It cannot be unset.",
                param=path,
                code="parameter_invalid_empty",
            )
        if len(value) > self.max_length:
            raise ParameterError(
                f"Invalid string: {path} must be at most {self.max_length} characters", param=path
            )
        return value


@dataclass(frozen=True)
class Choice:
    options: tuple[str, ...]

    def parse(self, value: Any, path: str) -> str:
        if value not in self.options:
            allowed = ", ".join(self.options)
            raise ParameterError(f"Invalid {path}: must be one of {allowed}", param=path)
        return str(value)


@dataclass(frozen=True)
class Integer:
    minimum: int = 0
    maximum: int = 99_999_999_999

    def parse(self, value: Any, path: str) -> int:
        if not isinstance(value, str) or not INTEGER.fullmatch(value):
            raise ParameterError(
                f"Invalid integer: {value}", param=path, code="parameter_invalid_integer"
            )
        number = int(value)
        if not self.minimum <= number <= self.maximum:
            raise ParameterError(
                f"Invalid {path}: must be between {self.minimum} and {self.maximum}",
                param=path,
                code="parameter_invalid_integer",
            )
        return number


class Boolean:
    def parse(self, value: Any, path: str) -> bool:
        if value not in ("true", "false"):
            raise ParameterError(f"Invalid boolean: {value}", param=path)
        return bool(value == "true")


class Url:
    def parse(self, value: Any, path: str) -> str:
        text = Text().parse(value, path)
        try:
            parts = urlsplit(text)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", text):
            raise ParameterError("Not a valid URL", param=path, code="url_invalid")
        return text


class Email:
    def parse(self, value: Any, path: str) -> str:
        text = Text(800).parse(value, path)
        if not EMAIL.fullmatch(text):
            raise ParameterError(f"Invalid email address: {text}", param=path, code="email_invalid")
        return text


class Metadata:
    """Up to 50 texts by name, as Stripe limits them; an empty value means the name is not set."""

    def parse(self, value: Any, path: str) -> dict[str, str]:
        if value == "":
            return {}
        if not isinstance(value, dict) or len(value) > METADATA_KEYS:
            raise ParameterError(
                f"Invalid metadata: {path} must be at most {METADATA_KEYS} key-value pairs",
                param=path,
            )
        for name, text in value.items():
            if len(name) > METADATA_KEY_LENGTH:
                raise ParameterError(
                    f"Metadata keys must be at most {METADATA_KEY_LENGTH} characters", param=path
                )
            if not isinstance(text, str) or len(text) > METADATA_VALUE_LENGTH:
                raise ParameterError(
                    f"Metadata values must be texts of at most {METADATA_VALUE_LENGTH} characters",
                    param=f"{path}[{name}]",
                )
        return {name: text for name, text in value.items() if text}


@dataclass(frozen=True)
class List:
    of: Kind
    max_length: int = 100

    def parse(self, value: Any, path: str) -> list[Any]:
        if not isinstance(value, dict) or not all(name.isdecimal() for name in value):
            raise ParameterError("Invalid array", param=path)
        if len(value) > self.max_length:
            raise ParameterError(f"Array is longer than {self.max_length}", param=path)
        ordered = sorted(value.items(), key=lambda item: int(item[0]))
        return [self.of.parse(item, f"{path}[{index}]") for index, item in ordered]


@dataclass(frozen=True)
class Object:
    """Named parameters. Names in `required` must be there; names in no table are refused."""

    fields: Mapping[str, Kind]
    required: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)

    def parse(self, value: Any, path: str = "") -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ParameterError("Invalid object", param=path)
        for name in value:
            if name not in self.fields:
                self._refuse(name, _join(path, name))
        for name in self.required:
            if name not in value:
                where = _join(path, name)
                raise ParameterError(
                    f"Missing required param: {where}.", param=where, code="parameter_missing"
                )
        return {
            name: self.fields[name].parse(item, _join(path, name)) for name, item in value.items()
        }

    def _refuse(self, name: str, where: str) -> None:
        hint = f". Did you mean {self.hints[name]}?" if name in self.hints else ""
        raise ParameterError(
            f"Received unknown parameter: {where}{hint}", param=where, code="parameter_unknown"
        )


@dataclass(frozen=True)
class InstantOrRange:
    """`created=1700000000` or `created[gte]=…&created[lt]=…`, always given back as a range."""

    def parse(self, value: Any, path: str) -> dict[str, int]:
        if isinstance(value, str):
            instant: int = Integer().parse(value, path)
            return {"gte": instant, "lte": instant}
        return Object({name: Integer() for name in ("gt", "gte", "lt", "lte")}).parse(value, path)


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
