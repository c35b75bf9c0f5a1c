"""Spreadsheets of the admin. What donors typed is text, and never a formula."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CELL_BREAKS = ("\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheet programs that the text is UTF-8."""


def as_plain_text(text: str) -> str:
    """Return ``text`` such that no spreadsheet program reads it as a formula.

    An apostrophe is put before what starts like one, blanks skipped, or like a new cell.
    """
    if text.startswith(_CELL_BREAKS) or text.lstrip().startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text


def csv_for_spreadsheets(rows: Iterable[Iterable[str]], *, delimiter: str = ",") -> str:
    """A table that spreadsheet programs open as it is meant, the headings first."""
    table = io.StringIO(newline="")
    table.write(_BYTE_ORDER_MARK)
    writer = csv.writer(table, delimiter=delimiter)
    writer.writerows([as_plain_text(cell) for cell in row] for row in rows)
    return table.getvalue()


class SafeSpreadsheetMixin(SpreadsheetExportMixin):
    """CSV and XLSX with amounts as numbers, instants in the site's time zone, escaped texts.

    ``list_export`` names fields, dotted across relations; choices are written as their labels.
    """

    custom_value_preprocess: ClassVar[Mapping[Any, Mapping[str, Any]]] = {
        datetime: {
            SpreadsheetExportMixin.FORMAT_CSV: lambda value: timezone.localtime(value).isoformat(
                timespec="seconds"
            ),
            SpreadsheetExportMixin.FORMAT_XLSX: timezone.make_naive,
        },
        bool: dict.fromkeys(
            SpreadsheetExportMixin.FORMATS, lambda value: _("Yes") if value else _("No")
        ),
    }

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """The cells of one row, by the name of their column."""
        return {name: _value(item, name) for name in self.list_export}

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """The value as it goes into the cell."""
        cell = super().preprocess_field_value(field, value, export_format)
        return as_plain_text(cell) if isinstance(cell, str) else cell


def _value(item: Any, name: str) -> Any:
    """The value at a dotted path; where a relation on the way is empty, an empty text."""
    *relations, attribute = name.split(".")
    for relation in relations:
        item = getattr(item, relation)
        if item is None:
            return ""
    label = getattr(item, f"get_{attribute}_display", None)
    value = label() if label else getattr(item, attribute)
    return "" if value is None else value
