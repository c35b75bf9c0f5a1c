"""What is sent of a proposal, in two parts: what is judged, and what is about persons."""

from typing import Any

from campaigns.money import wire_format
from campaigns.selection.history import digest_of
from campaigns.selection.models import Partner, Proposal

_TEXTS = (
    "title",
    "summary",
    "municipio",
    "place",
    "beneficiaries",
    "description",
    "impact",
    "innovation",
    "continuation",
    "campaign_plan",
)


def content_of(proposal: Proposal) -> dict[str, Any]:
    """All that is judged, as JSON values: texts, amounts (EUR, as strings), digests of files."""
    organization = proposal.organization
    return {
        **{name: getattr(proposal, name) for name in _TEXTS},
        "organization": {"name": organization.name, "legal_form": organization.legal_form},
        "area": proposal.area.slug if proposal.area else None,
        "total_cost": None if proposal.total_cost is None else wire_format(proposal.total_cost),
        "budget_lines": [
            {"description": line.description, "amount": wire_format(line.amount)}
            for line in proposal.budget_lines.all()
        ],
        "rewards": [
            {
                "amount": wire_format(reward.amount),
                "title": reward.title,
                "description": reward.description,
                "limit": reward.limit,
                "handover": reward.handover,
                "handover_words": reward.handover_words,
            }
            for reward in proposal.rewards.all()
        ],
        "partners": [_partner(partner) for partner in proposal.partners.all()],
        "declarations": sorted(proposal.declarations),
        "attachments": [
            {
                "id": str(attachment.pk),
                "name": attachment.name,
                "document": attachment.required_document_id,
                "sha256": attachment.sha256,
                "size": attachment.size,
            }
            for attachment in proposal.attachments.filter(removed_at=None, integration=None)
        ],
        "pictures": [
            {"id": str(picture.pk), "alt": picture.alt, "sha256": picture.sha256}
            for picture in proposal.pictures.filter(removed_at=None)
        ],
    }


def personal_of(proposal: Proposal) -> dict[str, Any]:
    """What is about persons, blanked when the retention time is over (R16)."""
    profile = getattr(proposal.organization, "profile", None)
    return {
        "contact": {
            "name": proposal.contact_name,
            "email": proposal.contact_email,
            "phone": proposal.contact_phone,
        },
        "declarations": proposal.declarations,
        "organization": None
        if profile is None
        else {
            name: getattr(profile, name)
            for name in (
                "tax_code",
                "vat_number",
                "address",
                "postal_code",
                "city",
                "province",
                "representative",
                "representative_tax_code",
                "certified_email",
                "phone",
                "iban",
            )
        },
        "partners": [
            {"tax_code": partner.tax_code, "representative": partner.representative}
            for partner in proposal.partners.all()
        ],
    }


def digests_of(content: dict[str, Any], personal: dict[str, Any]) -> dict[str, str]:
    """The digests of both parts and, from them, the one on the receipt; by field."""
    parts = {"content_digest": digest_of(content), "personal_digest": digest_of(personal)}
    return parts | {"digest": digest_of([parts["content_digest"], parts["personal_digest"]])}


def _partner(partner: Partner) -> dict[str, Any]:
    return {
        "name": partner.name,
        "legal_form": partner.legal_form,
        "quota": wire_format(partner.quota),
        "declares": partner.declares,
    }
