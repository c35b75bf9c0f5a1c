"""How a check tells that two accounts of the same money do not agree."""

from collections.abc import Iterator
from typing import Any


def differences(name: str, row: object, expected: dict[str, Any]) -> Iterator[str]:
    """Say which fields of a row are not what they should be."""
    for field, value in expected.items():
        actual = getattr(row, field)
        if actual != value:
            yield f"{name}: {field} is {actual}, should be {value}"
