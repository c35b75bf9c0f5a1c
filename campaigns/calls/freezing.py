"""What applicants rely on does not change once a notice is published, but by an amendment.

The database refuses it too: a published call's frozen columns, and the rows of its criteria,
checklist, documents, rounds and areas, are written only inside ``amending``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pgtrigger
from django.db import connection, transaction

SETTING: Final = "calls.amending"
RULE_FIELDS: Final = (
    "threshold_percent",
    "match_percent",
    "cap",
    "overfunding",
    "settlement_days",
    "payer_limit",
    "min_payers",
    "donation_min",
    "donation_max",
    "cost_min",
    "cost_max",
)
DATE_FIELDS: Final = ("submissions_open_at", "submissions_close_at", "experiment_ends_on")
JUDGING_FIELDS: Final = (
    "minimum_score",
    "max_selected",
    "tie_rule",
    "quorum",
    "integration_days",
)
FROZEN_FIELDS: Final = (*DATE_FIELDS, *RULE_FIELDS, "legal_forms", *JUDGING_FIELDS)
"""Frozen columns of a call; its areas and the rows of ``FROZEN_CHILDREN`` are frozen with them."""
FROZEN_CHILDREN: Final = ("rounds", "criteria", "eligibility_items", "required_documents")


@contextmanager
def amending() -> Iterator[None]:
    """A transaction, or savepoint, in which a published call's rules may be written."""
    with transaction.atomic():
        _allow("on")
        yield
        _allow("off")


def _allow(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])


def _columns(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in ("slug", "published_at", *FROZEN_FIELDS))


_REFUSAL: Final = (
    "RAISE EXCEPTION 'The rules of a published call are frozen: amend them' "
    "USING ERRCODE = 'restrict_violation', "
    "HINT = 'Only campaigns.calls.freezing.amending() lets them be written.';"
)
CALL_IS_FROZEN: Final = pgtrigger.Trigger(
    name="call_is_frozen",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func=f"""
        IF OLD.published_at IS NOT NULL
            AND current_setting('{SETTING}', true) IS DISTINCT FROM 'on'
            AND ({_columns("NEW")}) IS DISTINCT FROM ({_columns("OLD")})
        THEN {_REFUSAL}
        END IF;
        RETURN NEW;
    """,
)


def row_is_frozen(name: str) -> pgtrigger.Trigger:
    """The trigger of a row that belongs to a call and is frozen with it."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
            IF current_setting('{SETTING}', true) IS DISTINCT FROM 'on' AND EXISTS (
                SELECT 1 FROM calls_call
                WHERE published_at IS NOT NULL
                    AND (TG_OP <> 'INSERT' AND id = OLD.call_id
                        OR TG_OP <> 'DELETE' AND id = NEW.call_id)
            ) THEN {_REFUSAL}
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608  (names of our own alone)
    )
