"""Days in addresses."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A day as ``2026-12-01``."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Raises ``ValueError`` where the calendar has no such day."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")
