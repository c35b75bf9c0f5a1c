"""The steps in which a proposal is written, and what each of them holds."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.selection.history import digest_of
from campaigns.selection.models import Proposal


class Step(models.TextChoices):
    """A page of the proposal; its value stands in the address."""

    ORGANIZATION = "ente", _("Organization")
    PROJECT = "progetto", _("Project")
    BUDGET = "costi", _("Costs")
    PARTNERS = "partner", _("Partners")
    CAMPAIGN = "campagna", _("Campaign")
    PICTURES = "immagini", _("Pictures")
    DOCUMENTS = "documenti", _("Documents")
    DECLARATIONS = "dichiarazioni", _("Declarations")
    REVIEW = "riepilogo", _("Summary")


ORDER: Final = tuple(Step)
COLUMNS: Final[dict[Step, tuple[str, ...]]] = {
    Step.ORGANIZATION: ("contact_name", "contact_email", "contact_phone"),
    Step.PROJECT: (
        *("title", "summary", "area", "municipio", "place", "beneficiaries"),
        *("description", "impact", "innovation", "continuation"),
    ),
    Step.BUDGET: ("total_cost",),
    Step.CAMPAIGN: ("campaign_plan",),
}
"""Columns of the proposal, by the step that asks for them."""


@dataclass(frozen=True)
class Table:
    """Rows that a step holds: how the proposal calls them, their columns, how many at most."""

    related: str
    columns: tuple[str, ...]
    most: int


TABLES: Final[dict[Step, Table]] = {
    Step.BUDGET: Table("budget_lines", ("description", "amount"), 40),
    Step.PARTNERS: Table(
        "partners",
        ("name", "legal_form", "tax_code", "representative", "quota", "declares"),
        10,
    ),
    Step.CAMPAIGN: Table(
        "rewards",
        ("amount", "title", "description", "limit", "handover", "handover_words"),
        20,
    ),
}
PICTURE_COLUMNS: Final = ("alt", "credit", "position")
WRITTEN: Final = (*COLUMNS, Step.PARTNERS, Step.PICTURES, Step.DECLARATIONS)
"""Steps that are saved; documents are uploaded, the summary is read."""


def step_after(step: Step) -> Step | None:
    """The next step; ``None`` after the summary."""
    position = ORDER.index(step) + 1
    return ORDER[position] if position < len(ORDER) else None


def step_before(step: Step) -> Step | None:
    """The step before; ``None`` before the first."""
    position = ORDER.index(step)
    return ORDER[position - 1] if position else None


def content_of_step(proposal: Proposal, step: Step) -> dict[str, Any]:
    """What is stored of one step: columns by name, ``rows`` by position, ``pictures`` by id.

    ``declarations`` are the keys of those made.
    """
    content: dict[str, Any] = {name: getattr(proposal, name) for name in COLUMNS.get(step, ())}
    if table := TABLES.get(step):
        content["rows"] = {
            row.position: {name: getattr(row, name) for name in table.columns}
            for row in getattr(proposal, table.related).all()
        }
    if step == Step.PICTURES:
        content["pictures"] = {
            picture.pk.hex: {name: getattr(picture, name) for name in PICTURE_COLUMNS}
            for picture in proposal.pictures.filter(removed_at=None)
        }
    if step == Step.DECLARATIONS:
        content["declarations"] = sorted(proposal.declarations)
    return content


def version_of(content: dict[str, Any]) -> str:
    """Tells one state of a step from another: who saves names the one they started from."""
    return digest_of(_plain(content))[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, models.Model):
        return str(value.pk)
    return str(value)
