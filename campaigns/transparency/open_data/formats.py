"""Files of a data set, piece by piece: CSV, JSON, JSON lines."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from campaigns.ledger.snapshot import snapshot
from campaigns.staff.exports import as_plain_text
from campaigns.transparency.open_data.catalogue import LICENCE, LICENCE_URL
from campaigns.transparency.open_data.tables import DataSet, ValueKind, Written

Pieces = Iterator[bytes]
_ROWS_A_PIECE: Final = 500


def as_csv(data: DataSet, now: datetime) -> Pieces:
    """RFC 4180 in UTF-8: a header, CRLF, empty where there is no value, and no formula."""
    texts = [column.kind == ValueKind.TEXT for column in data.columns]
    yield _csv_of([[column.name for column in data.columns]])
    for rows in _batches(data):
        yield _csv_of(
            [_cell(value, is_text) for value, is_text in zip(row, texts, strict=True)]
            for row in rows
        )


def as_json(data: DataSet, now: datetime) -> Pieces:
    """One object: what it is, its licence, its columns, and ``rows`` as objects."""
    with override(settings.LANGUAGE_CODE):
        columns = [
            {"name": column.name, "type": column.kind, "meaning": str(column.meaning)}
            for column in data.columns
        ]
    head = {
        "data_set": data.name,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "read_at": timezone.localtime(now).isoformat(),
        "key": data.key,
        "columns": columns,
    }
    yield _json(head)[:-1] + b', "rows": ['
    separator = b"\n"
    for rows in _batches(data):
        yield separator + b",\n".join(_json(_object(data, row)) for row in rows)
        separator = b",\n"
    yield b"\n]}\n"


def as_json_lines(data: DataSet, now: datetime) -> Pieces:
    """One object a line."""
    for rows in _batches(data):
        yield b"".join(_json(_object(data, row)) + b"\n" for row in rows)


FORMATS: Final[dict[str, tuple[str, Callable[[DataSet, datetime], Pieces]]]] = {
    "csv": ("text/csv; charset=utf-8; header=present", as_csv),
    "json": ("application/json", as_json),
    "jsonl": ("application/jsonl; charset=utf-8", as_json_lines),
}
"""By extension: media type, and what writes the file."""


def _batches(data: DataSet) -> Iterator[list[tuple[Written, ...]]]:
    """A few rows at a time, all as they stood at one instant."""
    with snapshot():
        rows = data.rows()
        while batch := list(islice(rows, _ROWS_A_PIECE)):
            yield batch


def _cell(value: Written, is_text: bool) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_plain_text(value) if is_text and isinstance(value, str) else value


def _csv_of(rows: Any) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _object(data: DataSet, row: tuple[Written, ...]) -> dict[str, Written]:
    return {column.name: value for column, value in zip(data.columns, row, strict=True)}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
