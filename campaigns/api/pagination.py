"""Lists in pages: ``{"next", "previous", "results"}``."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

PAGE_SIZE: Final = 20
MOST_A_PAGE: Final = 100
Item = TypeVar("Item")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,18}", text) is not None


def _is_amount(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", text) is not None


def _is_instant(text: str) -> bool:
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


POSITIONS: Final[dict[str, Callable[[str], bool]]] = {
    "pk": _is_number,
    "opens_at": _is_instant,
    "closes_at": _is_instant,
    "published_at": _is_instant,
    "written_at": _is_instant,
    "removed_at": _is_instant,
    "collected": _is_amount,
    "day": _is_day,
}
"""What a cursor's position looks like, by the column that the list is ordered by."""


class ListPagination(CursorPagination):
    """Pages whose addresses stay right while rows are added; ``page_size`` up to 100."""

    page_size = PAGE_SIZE
    max_page_size = MOST_A_PAGE
    page_size_query_param = "page_size"

    def __init__(self, *ordering: str) -> None:
        self._columns = ordering or ("pk",)

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return self._columns

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Read the cursor. Raises ``NotFound`` for one that was not made here."""
        cursor = super().decode_cursor(request)
        is_position = POSITIONS[self._columns[0].removeprefix("-")]
        if cursor and cursor.position is not None and not is_position(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


def page_of(
    request: Request, rows: Sequence[Item], size: int
) -> tuple[list[Item], dict[str, str | None]]:
    """A page of rows that are all at hand, and the addresses of its neighbours.

    Raises ``NotFound`` for a cursor that was not made here.
    """
    start = _offset(request.query_params.get("cursor", ""))
    if start and start >= len(rows):
        raise NotFound(ListPagination.invalid_cursor_message)
    previous = max(0, start - size) if start else None
    following = start + size if start + size < len(rows) else None
    addresses = {"next": _address(request, following), "previous": _address(request, previous)}
    return list(rows[start : start + size]), addresses


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = b64decode(cursor.encode(), validate=True).decode()
    except ValueError:
        text = ""
    if re.fullmatch(r"o=[0-9]{1,6}", text) is None:
        raise NotFound(ListPagination.invalid_cursor_message)
    return int(text[2:])


def _address(request: Request, offset: int | None) -> str | None:
    if offset is None:
        return None
    query = request.query_params.dict()
    query.pop("cursor", None)
    if offset:
        query["cursor"] = b64encode(f"o={offset}".encode()).decode()
    path = f"{settings.SITE_URL}{request.path}"
    return f"{path}?{urlencode(query)}" if query else path
