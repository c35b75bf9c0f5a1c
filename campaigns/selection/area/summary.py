"""A proposal to be read: each step's answers, with the words of its form."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.money import ZERO, format_eur
from campaigns.selection.area.forms import FORMS
from campaigns.selection.area.forms.rows import RowsForm
from campaigns.selection.area.forms.step_form import StepForm
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.models import Partner, Proposal, ProposedReward
from campaigns.selection.steps import COLUMNS, ORDER, Step


@dataclass(frozen=True)
class Entry:
    """A question and what was answered; the answer may be empty."""

    label: Any
    text: str


@dataclass(frozen=True)
class Section:
    """A step with its entries."""

    step: Step
    entries: list[Entry]


def sections_of(proposal: Proposal) -> list[Section]:
    """All steps that hold something, in order."""
    sections = []
    for step in ORDER:
        if step == Step.DOCUMENTS:
            sections.append(Section(step, _documents(proposal)))
        elif step in FORMS:
            sections.append(Section(step, entries_of(FORMS[step](proposal=proposal))))
    return sections


def entries_of(form: StepForm, *, but: Collection[str] = ()) -> list[Entry]:
    """What is stored of a step, without the columns ``but``."""
    proposal = form.proposal
    entries = [
        Entry(form.fields[name].label, _written(proposal, name))
        for name in COLUMNS.get(form.step, ())
        if name not in but
    ]
    if isinstance(form, RowsForm):
        entries += _rows(proposal, form.step)
    if form.step == Step.PICTURES:
        pictures = proposal.pictures.filter(removed_at=None)
        entries += [Entry(picture.name, picture.alt) for picture in pictures]
    if form.step == Step.DECLARATIONS:
        entries += [
            Entry(text, _("Yes") if key in proposal.declarations else "")
            for key, text in DECLARATIONS.items()
        ]
    return entries


def _written(proposal: Proposal, name: str) -> str:
    value = getattr(proposal, name)
    if name == "municipio":
        return str(proposal.get_municipio_display() or _("The whole city, or several Municipi"))
    if name == "total_cost":
        return "" if value is None else format_eur(value)
    return "" if value is None else str(value)


def _rows(proposal: Proposal, step: Step) -> list[Entry]:
    if step == Step.BUDGET:
        lines = proposal.budget_lines.all()
        return [Entry(line.description, format_eur(line.amount)) for line in lines]
    if step == Step.PARTNERS:
        partners = list(proposal.partners.all())
        entries = [Entry(partner.name, _partner(partner)) for partner in partners]
        return entries + _quota_of_the_lead(proposal, partners)
    return [Entry(reward.title, _reward(reward)) for reward in proposal.rewards.all()]


def _quota_of_the_lead(proposal: Proposal, partners: list[Partner]) -> list[Entry]:
    """What the partners leave to the lead organization; nothing to say of a project of its own."""
    if not partners or proposal.total_cost is None:
        return []
    left = proposal.total_cost - sum((partner.quota for partner in partners), ZERO)
    if left < ZERO:
        return [Entry(proposal.organization.name, _("the quotas are more than the whole cost"))]
    return [Entry(proposal.organization.name, _("quota %(amount)s") % {"amount": format_eur(left)})]


def _partner(partner: Partner) -> str:
    facts = [partner.get_legal_form_display(), partner.tax_code, partner.representative]
    facts += [
        _("quota %(amount)s") % {"amount": format_eur(partner.quota)},
        _("declarations made") if partner.declares else _("declarations still to be made"),
    ]
    return ", ".join(str(fact) for fact in facts if fact)


def _reward(reward: ProposedReward) -> str:
    words = _("for a donation from %(amount)s") % {"amount": format_eur(reward.amount)}
    if reward.limit:
        words += ", " + _("%(limit)d in all") % {"limit": reward.limit}
    handover = ": ".join(filter(None, [reward.get_handover_display(), reward.handover_words]))
    return "\n".join(filter(None, [words, reward.description, handover]))


def _documents(proposal: Proposal) -> list[Entry]:
    attachments = proposal.attachments.filter(removed_at=None, integration=None)
    return [
        Entry(attachment.required_document or _("Other document"), attachment.name)
        for attachment in attachments.select_related("required_document")
    ]
