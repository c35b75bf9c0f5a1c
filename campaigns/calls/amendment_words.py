"""What an amendment changed, in the reader's words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from campaigns.accounts.models import LegalForm
from campaigns.calls.amendments import AREAS, REMOVED, Change
from campaigns.calls.models import Amendment, Area, Call
from campaigns.money import EuroField, format_eur


@dataclass(frozen=True, kw_only=True)
class ChangeInWords:
    """One rule, and its value before and after.

    ``before`` is empty for what was added, ``after`` for a row that was taken away.
    """

    rule: str
    before: str
    after: str

    def __str__(self) -> str:
        told = {"rule": self.rule, "before": self.before, "after": self.after}
        if not self.after:
            return _("%(rule)s: “%(before)s” is taken away.") % told
        if not self.before:
            return _("%(rule)s: %(after)s.") % told
        return _("%(rule)s: it was “%(before)s”, it becomes “%(after)s”.") % told


def changes_in_words(amendments: list[Amendment]) -> dict[int, list[ChangeInWords]]:
    """The changes of some amendments, by their keys; one query for all."""
    names = {area.slug: area.short_name for area in Area.objects.all()}
    return {
        amendment.pk: [in_words(key, change, names) for key, change in amendment.changes.items()]
        for amendment in amendments
    }


def in_words(key: str, change: Change, areas: dict[str, str]) -> ChangeInWords:
    """One change; ``areas`` has the names of the areas by slug."""
    if key.endswith(f".{REMOVED}"):
        return ChangeInWords(rule=_relation(key), before=change["before"], after="")
    field = _field(key)
    before, after = (_value(field, change.get(side, ""), areas) for side in ("before", "after"))
    rule = _capitalized(str(field.verbose_name))
    if change.get("of"):
        rule = f"{change['of']} · {field.verbose_name}"
    return ChangeInWords(rule=rule, before=before, after=after or _("none"))


def _relation(key: str) -> str:
    field: Any = Call._meta.get_field(key.partition(".")[0])
    return _capitalized(str(field.related_model._meta.verbose_name))


def _field(key: str) -> Any:
    relation, _dot, rest = key.partition(".")
    field: Any = Call._meta.get_field(relation)
    return field.related_model._meta.get_field(rest.split(".")[-1]) if rest else field


def _value(field: Any, text: str, areas: dict[str, str]) -> str:
    if not text:
        return ""
    if field.name == AREAS:
        return ", ".join(areas.get(slug, slug) for slug in text.split(", "))
    if field.name == "legal_forms":
        return ", ".join(str(LegalForm(value).label) for value in text.split(", "))
    for kind, in_reader_s_words in _KINDS:
        if isinstance(field, kind):
            return in_reader_s_words(text)
    return str(dict(field.flatchoices).get(text, text))


def _instant(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")


_KINDS: Final[tuple[tuple[Any, Callable[[str], str]], ...]] = (
    (models.DateTimeField, _instant),
    (models.DateField, lambda text: date_format(date.fromisoformat(text))),
    (EuroField, lambda text: format_eur(Decimal(text))),
    (models.DecimalField, lambda text: number_format(Decimal(text))),
    (models.BooleanField, lambda text: _("yes") if text == "True" else _("no")),
)
"""How values of each kind of field are told; the first that fits counts."""


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
