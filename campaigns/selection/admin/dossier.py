"""What was sent of a proposal, as its readers see it: from the sending, never from the draft."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import LegalForm
from campaigns.calls.models import Area
from campaigns.funding.models import Handover
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.models import (
    Attachment,
    IntegrationRequest,
    Picture,
    Proposal,
    Submission,
)

TEXTS: Final = (
    ("summary", _("Summary")),
    ("beneficiaries", _("Who benefits")),
    ("description", _("The project")),
    ("impact", _("Expected impact")),
    ("innovation", _("What is new")),
    ("continuation", _("How it lives on after the funding")),
    ("campaign_plan", _("Campaign plan")),
)


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """One sending, ready to be shown. Amounts are EUR."""

    submission: Submission
    title: str
    organization: str
    legal_form: str
    area: Area | None
    municipio: int | None
    place: str
    total_cost: Decimal | None
    texts: list[tuple[Any, str]]
    budget_lines: list[tuple[str, Decimal]]
    rewards: list[dict[str, Any]]
    partners: list[dict[str, Any]]
    declarations: list[Any]
    attachments: list[tuple[Any, Attachment]]
    pictures: list[Picture]


def last_sending(proposal: Proposal) -> Submission | None:
    """The sending that stands or, of a withdrawn proposal, the last there was."""
    return proposal.submissions.select_related("call").order_by("-number").first()


def dossier_of(submission: Submission) -> Dossier:
    """What was sent, in a few queries."""
    content = submission.content
    organization = content["organization"]
    return Dossier(
        submission=submission,
        title=content["title"],
        organization=organization["name"],
        legal_form=_label_of(organization["legal_form"]),
        area=Area.objects.filter(slug=content["area"]).first(),
        municipio=content["municipio"],
        place=content["place"],
        total_cost=_euros(content["total_cost"]),
        texts=[(label, content[name]) for name, label in TEXTS if content[name]],
        budget_lines=[
            (line["description"], Decimal(line["amount"])) for line in content["budget_lines"]
        ],
        rewards=[_reward(reward) for reward in content["rewards"]],
        partners=[
            partner
            | {"quota": Decimal(partner["quota"]), "legal_form": _label_of(partner["legal_form"])}
            for partner in content["partners"]
        ],
        declarations=[DECLARATIONS.get(key, key) for key in content["declarations"]],
        attachments=_attachments(submission),
        pictures=_pictures(submission),
    )


def requests_of(proposal: Proposal) -> list[tuple[IntegrationRequest, list[Attachment]]]:
    """What was asked for, oldest first; a file counts only once its answer was sent."""
    asked = proposal.integration_requests.select_related("asked_by", "answered_by")
    files: dict[int, list[Attachment]] = {}
    for file in proposal.attachments.filter(integration__isnull=False, removed_at=None):
        assert file.integration_id is not None
        files.setdefault(file.integration_id, []).append(file)
    return [
        (request, files.get(request.pk, []) if request.answered_at else []) for request in asked
    ]


def _attachments(submission: Submission) -> list[tuple[Any, Attachment]]:
    """The files of the sending, each after the document it was asked for as."""
    sent = [file["id"] for file in submission.content["attachments"]]
    files = submission.proposal.attachments.filter(pk__in=sent)
    return [
        (file.required_document, file)
        for file in files.select_related("required_document").order_by("uploaded_at", "pk")
    ]


def _pictures(submission: Submission) -> list[Picture]:
    sent = [picture["id"] for picture in submission.content["pictures"]]
    return list(submission.proposal.pictures.filter(pk__in=sent))


def _reward(sent: dict[str, Any]) -> dict[str, Any]:
    """As it was sent; older sendings were not asked how a reward is delivered."""
    handover = sent.get("handover", "")
    return sent | {
        "amount": Decimal(sent["amount"]),
        "handover": Handover(handover).label if handover in Handover.values else "",
    }


def _label_of(legal_form: str) -> str:
    return str(LegalForm(legal_form).label) if legal_form in LegalForm.values else legal_form


def _euros(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)
