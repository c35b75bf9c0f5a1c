"""Steps with rows: costs, partners, rewards. They work without JavaScript.

A row is known by its position: fields are called ``row-<position>-<column>``. A row left empty is
no row; a wrong one leaves what is stored at its position as it is.
"""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.selection.area.forms.step_form import StepForm
from campaigns.selection.steps import TABLES

_NAME: Final = re.compile(r"row-([0-9]{1,3})-[a-z_]+")


@dataclass(frozen=True)
class Row:
    """One row as it is shown; ``is_new`` if nothing is stored of it."""

    position: int
    fields: list[BoundField]
    remove: BoundField
    is_new: bool
    title: str
    has_errors: bool


class RowsForm(StepForm):
    """A step's form with rows after its own fields; subclasses say which fields a row has."""

    row_name: ClassVar[Promise]
    """What a row is called, with its ``%(number)d``."""

    def row_fields(self) -> dict[str, forms.Field]:
        """The fields of one row, in order, by column."""
        raise NotImplementedError

    def required_columns(self) -> dict[str, Any]:
        """Columns without which no row can be kept, each with what is said then."""
        raise NotImplementedError

    def complete(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row as it is stored; may raise ``ValidationError`` with a message a column."""
        return row

    def add_fields(self) -> None:
        self.positions = self._positions()
        for position in self.positions:
            for column, field in self.row_fields().items():
                name = f"row-{position}-{column}"
                self.fields[name] = field
                stored = self.stored["rows"].get(position)
                if stored is not None:
                    self.initial[name] = stored[column]
            self.fields[f"row-{position}-remove"] = forms.BooleanField(
                label=_("Remove"), required=False
            )

    def rows(self) -> list[Row]:
        """All rows for the page, the last one empty."""
        return [self._row(number, position) for number, position in enumerate(self.positions, 1)]

    def valid_data(self) -> dict[str, Any]:
        data = super().valid_data()
        rows: dict[int, dict[str, Any]] = {}
        for position in self.positions:
            row = self._valid_row(position)
            if row is not None:
                rows[position] = row
        self.check_rows(rows)
        return data | {"rows": rows}

    def check_rows(self, rows: dict[int, dict[str, Any]]) -> None:
        """Take out rows that cannot stand beside the others, with an error each."""

    def labels_of_errors(self) -> list[str]:
        labels = []
        for name in self.errors:
            match = _NAME.fullmatch(name)
            label = str(self.fields[name].label) if name in self.fields else ""
            if match:
                number = self.positions.index(int(match[1])) + 1
                label = f"{self.row_name % {'number': number}}: {label}"
            labels.append(label)
        return labels

    def _positions(self) -> list[int]:
        """The positions stored, those sent, and an empty one while there is room."""
        sent = {int(match[1]) for name in self.data if (match := _NAME.fullmatch(name))}
        positions = sorted({*self.stored["rows"], *sent})
        most = TABLES[self.step].most
        if not self.is_bound and len(positions) < most:
            positions.append(positions[-1] + 1 if positions else 0)
        return positions[:most]

    def _row(self, number: int, position: int) -> Row:
        names = [f"row-{position}-{column}" for column in self.row_fields()]
        return Row(
            position=position,
            fields=[self[name] for name in names],
            remove=self[f"row-{position}-remove"],
            is_new=position not in self.stored["rows"] and not self._is_written(position),
            title=str(self.row_name % {"number": number}),
            has_errors=any(name in self.errors for name in names),
        )

    def _is_written(self, position: int) -> bool:
        """True if anything but a tick was sent of the row."""
        return any(
            str(self.data.get(f"row-{position}-{column}", "")).strip()
            for column, field in self.row_fields().items()
            if not isinstance(field, forms.BooleanField)
        )

    def _valid_row(self, position: int) -> dict[str, Any] | None:
        """The row to store: as sent, or what is stored if that is wrong; ``None``: no row."""
        stored: dict[str, Any] | None = self.stored["rows"].get(position)
        names = {column: f"row-{position}-{column}" for column in self.row_fields()}
        if self.cleaned_data.get(f"row-{position}-remove"):
            return None
        if not any(name in self.data for name in names.values()):
            return stored
        if not self._is_written(position):
            return None
        row = {column: self.cleaned_data.get(name) for column, name in names.items()}
        for column, message in self.required_columns().items():
            if row[column] in (None, "") and names[column] not in self.errors:
                self.add_error(names[column], message)
        if any(name in self.errors for name in names.values()):
            return stored
        try:
            return self.complete(row)
        except ValidationError as error:
            for column, messages in error.message_dict.items():
                self.add_error(names[column], messages[0])
            return stored
