"""Lines of what waits: how many, and the page where they are worked on, a call each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Line:
    """How many of something wait, and where they are worked on.

    What waits in several calls has a part for each, and its own address is that of the first.
    """

    label: str
    count: int
    url: str
    is_late: bool = False
    parts: tuple["Line", ...] = ()


def by_call(
    label: str,
    rows: Iterable[tuple[str, str, int]],
    page: str,
    *,
    query: str = "",
    is_late: bool = False,
) -> Line:
    """A line that leads to a call's ``page``; ``rows`` are slug, title and count of each call."""
    parts = tuple(
        Line(title, count, reverse(page, args=[slug]) + query)
        for slug, title, count in rows
        if count
    )
    return Line(
        label,
        sum(part.count for part in parts),
        parts[0].url if parts else reverse("wagtailadmin_home"),
        is_late,
        parts if len(parts) > 1 else (),
    )
