"""What a draft still lacks before it can be sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from campaigns.checks.budget import BudgetMismatch, check_budget
from campaigns.money import format_eur
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.drafts import admits
from campaigns.selection.models import Partner, Proposal
from campaigns.selection.steps import Step


@dataclass(frozen=True)
class Missing:
    """One thing to do: in which step, at which field of its form, in the reader's language."""

    step: Step
    field: str
    message: Any


_PROFILE: Final = (
    *("tax_code", "address", "postal_code", "city"),
    *("representative", "representative_tax_code"),
)
_TEXTS: Final[tuple[tuple[Step, str, Any], ...]] = (
    (Step.ORGANIZATION, "contact_name", _("Write who the contact person is.")),
    (Step.ORGANIZATION, "contact_email", _("Write the e-mail of the contact person.")),
    (Step.PROJECT, "title", _("Give the project a title.")),
    (Step.PROJECT, "summary", _("Write the summary in one sentence.")),
    (Step.PROJECT, "beneficiaries", _("Write who benefits.")),
    (Step.PROJECT, "description", _("Describe the project.")),
    (Step.PROJECT, "impact", _("Write what will change.")),
    (Step.PROJECT, "innovation", _("Write what is new.")),
    (Step.PROJECT, "continuation", _("Write how the project lives on after the funding.")),
    (Step.CAMPAIGN, "campaign_plan", _("Write how you will make the campaign known.")),
)


def missing(*, proposal: Proposal) -> list[Missing]:
    """All that stands between the draft and its sending, in the order of the steps."""
    found = [
        *_organization(proposal),
        *(Missing(*line) for line in _TEXTS if not getattr(proposal, line[1]).strip()),
        *_area(proposal),
        *_budget(proposal),
        *_partners(proposal),
        *_pictures(proposal),
        *_documents(proposal),
        *_declarations(proposal),
    ]
    order = list(Step)
    return sorted(found, key=lambda line: order.index(line.step))


def _organization(proposal: Proposal) -> Iterator[Missing]:
    organization = proposal.organization
    if not admits(call=proposal.call, organization=organization):
        yield Missing(
            Step.ORGANIZATION,
            "organization",
            _("This notice does not admit the legal form of your organization."),
        )
    profile = getattr(organization, "profile", None)
    if profile is None or not all(getattr(profile, name).strip() for name in _PROFILE):
        yield Missing(
            Step.ORGANIZATION, "organization", _("Complete the data of your organization.")
        )
    elif not profile.iban:
        yield Missing(
            Step.ORGANIZATION, "organization", _("Add the IBAN to the data of your organization.")
        )


def _area(proposal: Proposal) -> Iterator[Missing]:
    areas = {area.pk for area in proposal.call.areas.all()}
    if proposal.area_id is None:
        yield Missing(Step.PROJECT, "area", _("Choose the area of intervention."))
    elif areas and proposal.area_id not in areas:
        yield Missing(Step.PROJECT, "area", _("Choose an area of intervention of this notice."))


def _budget(proposal: Proposal) -> Iterator[Missing]:
    cost, call = proposal.total_cost, proposal.call
    amounts = [line.amount for line in proposal.budget_lines.all()]
    if cost is None:
        yield Missing(Step.BUDGET, "total_cost", _("Write what the project costs in all."))
    if not amounts:
        yield Missing(Step.BUDGET, "total_cost", _("Write the single costs."))
    if cost is None:
        return
    if call.cost_min is not None and cost < call.cost_min:
        text = _("The notice admits projects from %(amount)s.")
        yield Missing(Step.BUDGET, "total_cost", text % {"amount": format_eur(call.cost_min)})
    if call.cost_max is not None and cost > call.cost_max:
        text = _("The notice admits projects up to %(amount)s.")
        yield Missing(Step.BUDGET, "total_cost", text % {"amount": format_eur(call.cost_max)})
    try:
        check_budget(cost, amounts)
    except BudgetMismatch as error:
        if amounts:
            yield Missing(Step.BUDGET, "total_cost", error.message)


def _partners(proposal: Proposal) -> Iterator[Missing]:
    partners = list(proposal.partners.all())
    for partner in partners:
        for column, message in _of_partner(proposal, partner):
            yield Missing(
                Step.PARTNERS,
                f"row-{partner.position}-{column}",
                message % {"partner": partner.name},
            )
    quotas = sum((partner.quota for partner in partners), Decimal(0))
    if proposal.total_cost is not None and quotas > proposal.total_cost:
        yield Missing(
            Step.PARTNERS,
            f"row-{partners[0].position}-quota",
            _("The quotas of the partners are more than the whole cost."),
        )


def _of_partner(proposal: Proposal, partner: Partner) -> Iterator[tuple[str, Any]]:
    forms = proposal.call.legal_forms
    if not partner.legal_form:
        yield "legal_form", _("%(partner)s: choose its legal form.")
    elif forms and partner.legal_form not in forms:
        yield "legal_form", _("%(partner)s: this notice does not admit its legal form.")
    if not partner.representative:
        yield "representative", _("%(partner)s: write who its legal representative is.")
    if not partner.quota:
        yield "quota", _("%(partner)s: write its quota of the cost.")
    if not partner.declares:
        yield "declares", _("%(partner)s: its legal representative has to make the declarations.")


def _pictures(proposal: Proposal) -> Iterator[Missing]:
    for number, picture in enumerate(proposal.pictures.filter(removed_at=None), 1):
        if not picture.alt.strip():
            text = _("Picture %(number)d: write what it shows.")
            yield Missing(Step.PICTURES, f"alt-{picture.pk.hex}", text % {"number": number})


def _documents(proposal: Proposal) -> Iterator[Missing]:
    uploaded = set(
        proposal.attachments.filter(removed_at=None, integration=None).values_list(
            "required_document_id", flat=True
        )
    )
    for document in proposal.call.required_documents.filter(is_required=True):
        if document.pk not in uploaded:
            text = _("Upload: %(document)s.") % {"document": document.name}
            yield Missing(Step.DOCUMENTS, f"document-{document.pk}", text)


def _declarations(proposal: Proposal) -> Iterator[Missing]:
    undeclared = [key for key in DECLARATIONS if key not in proposal.declarations]
    if undeclared:
        yield Missing(
            Step.DECLARATIONS, f"declaration-{undeclared[0]}", _("Make all the declarations.")
        )
