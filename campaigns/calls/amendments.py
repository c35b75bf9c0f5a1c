"""Amendments of a published notice: the only way in which what applicants rely on changes.

``changes`` maps a frozen column to its new value, ``areas`` to a list of slugs, and a relation of
``FROZEN_CHILDREN`` to ``{pk as text, or "new": {field: value}}``; ``{"removed": True}`` takes a row
away.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls import freezing
from campaigns.calls.completeness import inconsistencies
from campaigns.calls.models import Amendment, AmendmentKind, Area, Call, Phase
from campaigns.calls.services import CallActRefused, lock_for_act
from campaigns.staff.deletion import is_in_use

AREAS: Final = "areas"
NEW: Final = "new"
REMOVED: Final = "removed"
CHILD_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "rounds": ("number", "opens_at", "closes_at"),
    "criteria": (
        *("name_it", "name_en", "guidance_it", "guidance_en"),
        *("weight", "scale_min", "scale_max"),
    ),
    "eligibility_items": ("text_it", "text_en"),
    "required_documents": ("name_it", "name_en", "is_required"),
}
_LAST_PHASE: Final[dict[str, Phase]] = {
    "submissions_open_at": Phase.DRAFT,
    "submissions_close_at": Phase.DRAFT,
    "experiment_ends_on": Phase.CAMPAIGNS,
    "rounds": Phase.CAMPAIGNS,
    "cost_min": Phase.OPEN,
    "cost_max": Phase.OPEN,
    **{name: Phase.RANKED for name in freezing.RULE_FIELDS if name not in ("cost_min", "cost_max")},
    "quorum": Phase.EVALUATION,
    "integration_days": Phase.EVALUATION,
    "max_selected": Phase.EVALUATION,
}
"""The last phase in which a rule can be amended; what is not named, while proposals are taken."""

Change = dict[str, str]


def may_be_amended(name: str, phase: Phase) -> bool:
    """True if a rule can still change in a phase: none does once it has been applied."""
    order = list(Phase)
    return order.index(phase) <= order.index(_LAST_PHASE.get(name, Phase.OPEN))


def preview(*, call: Call, changes: dict[str, Any], now: datetime) -> dict[str, Change]:
    """What an amendment would change, ``before`` and ``after``. Raises ``CallActRefused``."""
    with transaction.atomic():
        fresh = Call.objects.get(pk=call.pk)
        changed = _apply(fresh, changes, now)
        transaction.set_rollback(True)
    return changed


@transaction.atomic
def amend(
    *,
    call: Call,
    changes: dict[str, Any],
    number: str,
    date: date,
    text_it: str,
    text_en: str = "",
    by: User,
    now: datetime,
) -> Amendment:
    """Change rules of a published notice, and publish the change. Raises ``CallActRefused``."""
    call = lock_for_act(call, by)
    changed = _apply(call, changes, now)
    return publish_amendment(
        AmendmentKind.CORRECTION, call, changed, number, date, (text_it, text_en), by, now
    )


def _apply(call: Call, changes: dict[str, Any], now: datetime) -> dict[str, Change]:
    """Write the changes, and return those that change something. Raises ``CallActRefused``."""
    if not call.is_published:
        raise CallActRefused(_("This notice is not published yet: change it in its form."))
    known = set(inconsistencies(call))
    try:
        with freezing.amending():
            changed = dict(_write(call, changes, now))
    except ValidationError as error:
        raise CallActRefused(*error.messages) from error
    if not changed:
        raise CallActRefused(_("Nothing changes: the notice says this already."))
    refuse_contradictions(Call.objects.get(pk=call.pk), known)
    return changed


def _write(call: Call, changes: dict[str, Any], now: datetime) -> Iterator[tuple[str, Change]]:
    phase = call.phase_at(now)
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        written = list(_written(call, name, value, now, columns))
        if written and not may_be_amended(name, phase):
            told = {"rule": rule_name(name), "phase": phase.label}
            raise CallActRefused(
                _("“%(rule)s” can no longer be amended: the phase is “%(phase)s”.") % told
            )
        yield from written
    if columns:
        call.full_clean(exclude=_all_but(Call, columns))
        call.save(update_fields=list(columns))


def _written(
    call: Call, name: str, value: Any, now: datetime, columns: dict[str, Any]
) -> Iterator[tuple[str, Change]]:
    if name == AREAS:
        yield from _areas(call, value)
    elif name in CHILD_FIELDS:
        for key, fields in value.items():
            yield from _child(call, name, key, fields, now)
    elif name in freezing.FROZEN_FIELDS:
        before = getattr(call, name)
        if as_text(before) != as_text(value):
            columns[name] = value
            setattr(call, name, value)
            yield name, {"before": as_text(before), "after": as_text(value)}
    else:
        raise CallActRefused(_("“%(rule)s” is no rule of a notice.") % {"rule": name})


def _areas(call: Call, slugs: list[str]) -> Iterator[tuple[str, Change]]:
    before = sorted(call.areas.values_list("slug", flat=True))
    chosen = list(Area.objects.filter(slug__in=slugs).order_by("slug"))
    after = [area.slug for area in chosen]
    if before != after:
        through: Any = Call.areas.through
        through.objects.filter(call=call).delete()
        through.objects.bulk_create(through(call=call, area=area) for area in chosen)
        yield AREAS, {"before": as_text(before), "after": as_text(after)}


def _child(
    call: Call, relation: str, key: str, fields: dict[str, Any], now: datetime
) -> Iterator[tuple[str, Change]]:
    model: Any = Call._meta.get_field(relation).related_model
    is_removed = bool(fields.get(REMOVED)) and key != NEW
    fields = {name: value for name, value in fields.items() if name in CHILD_FIELDS[relation]}
    row: Any = model(call=call) if key == NEW else model.objects.filter(call=call, pk=key).first()
    if row is None:
        raise CallActRefused(_("A row of this notice was not found: go back and try again."))
    before = {name: "" if key == NEW else as_text(getattr(row, name)) for name in fields}
    changed = [name for name, value in fields.items() if before[name] != as_text(value)]
    if not changed and not is_removed:
        return
    if relation == "rounds" and key != NEW and row.opens_at <= now:
        raise CallActRefused(_("%(round)s has begun: its dates stay.") % {"round": row})
    if is_removed:
        yield _removed(call, relation, row)
        return
    if key == NEW and hasattr(model, "sort_order"):
        last = model.objects.filter(call=call).aggregate(last=Max("sort_order"))["last"]
        row.sort_order = 0 if last is None else last + 1
    for name in changed:
        setattr(row, name, fields[name])
    row.full_clean(exclude=["call"])
    row.save()
    for name in changed:
        yield (
            f"{relation}.{row.pk}.{name}",
            {"before": before[name], "after": as_text(fields[name]), "of": str(row)},
        )


def _removed(call: Call, relation: str, row: Any) -> tuple[str, Change]:
    """Take a row away, unless somebody relies on it. Raises ``CallActRefused``."""
    key, was = f"{relation}.{row.pk}.{REMOVED}", str(row)
    has_campaigns = relation == "rounds" and (
        call.fundings.filter(opens_at=row.opens_at, closes_at=row.closes_at).exists()
    )
    if has_campaigns or is_in_use(row):
        raise CallActRefused(
            _("“%(row)s” is in use already and stays: change it instead of taking it away.")
            % {"row": was}
        )
    row.delete()
    return key, {"before": was, "after": "", "of": was}


def refuse_contradictions(call: Call, known: set[str]) -> None:
    """Raise ``CallActRefused`` if the rules contradict themselves, other than as ``known``."""
    wrong = [sentence for sentence in inconsistencies(call) if sentence not in known]
    if wrong:
        raise CallActRefused(*wrong)


def publish_amendment(
    kind: AmendmentKind,
    call: Call,
    changes: dict[str, Change],
    number: str,
    date: date,
    texts: tuple[str, str],
    by: User,
    now: datetime,
) -> Amendment:
    """Keep the amendment that readers see; ``texts`` are the Italian and the English one."""
    return Amendment.objects.create(
        call=call,
        kind=kind,
        number=number,
        date=date,
        text_it=texts[0],
        text_en=texts[1],
        changes=changes,
        published_at=now,
        recorded_by=by,
    )


def rule_name(name: str) -> str:
    """What readers call a rule or a relation of a call."""
    field: Any = Call._meta.get_field(name)
    related = field.related_model._meta.verbose_name_plural if name in CHILD_FIELDS else None
    return str(related or field.verbose_name)


def _all_but(model: Any, names: Any) -> set[str]:
    return {field.name for field in model._meta.fields} - set(names)


def as_text(value: Any) -> str:
    """A value as it is kept: instants in ISO 8601 (UTC), lists by commas, nothing as ``""``."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
