"""The demo's proposals, written step by step and sent as their proponents do."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.selection import drafts, submitting, uploads
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.models import Proposal
from campaigns.selection.steps import Step, content_of_step, version_of
from home.demo.papers import paper
from home.demo.pictures import draw
from home.demo.selection_calls import areas
from home.demo.selection_people import owner_of
from home.demo.selection_stage import Stage, project

TEXTS = ("title", "summary", "municipio", "place", "beneficiaries", "description")
MORE_TEXTS = ("impact", "innovation", "continuation")
PHONE = "02 5550 1500"
PICTURE_SIZE = (1200, 800)


def begin(stage: Stage, call: Call, key: str, at: datetime) -> Proposal:
    """A proposal with project and costs written, and nothing else yet."""
    organization = stage.organizations[project(key)["organization"]]
    by = owner_of(organization)
    proposal = drafts.start(call=call, organization=organization, by=by, now=at)
    told = project(key)
    texts = {name: told[name] for name in (*TEXTS, *MORE_TEXTS)}
    _save(proposal, Step.PROJECT, {**texts, "area": areas()[told["area"]]}, by, at)
    costs = {
        place: {"description": line["description"], "amount": Decimal(line["amount"])}
        for place, line in enumerate(told["costs"])
    }
    whole = sum((line["amount"] for line in costs.values()), Decimal(0))
    _save(proposal, Step.BUDGET, {"total_cost": whole, "rows": costs}, by, at)
    return proposal


def send(stage: Stage, call: Call, key: str, at: datetime) -> Proposal:
    """A proposal begun, completed with its papers, and sent, all at one instant."""
    proposal = begin(stage, call, key, at)
    by, told = proposal.created_by, project(key)
    contact = {
        "contact_name": by.get_full_name(),
        "contact_email": by.email,
        "contact_phone": PHONE,
    }
    _save(proposal, Step.ORGANIZATION, contact, by, at)
    rewards = {
        place: {"handover": "", "handover_words": "", **row, "amount": Decimal(row["amount"])}
        for place, row in enumerate(told["rewards"])
    }
    plan = {"campaign_plan": told["campaign_plan"], "rows": rewards}
    _save(proposal, Step.CAMPAIGN, plan, by, at)
    _add_files(proposal, told, by, at)
    _save(proposal, Step.DECLARATIONS, {"declarations": list(DECLARATIONS)}, by, at)
    submitting.submit(proposal=proposal, by=by, now=at)
    return Proposal.objects.get(pk=proposal.pk)


def _add_files(proposal: Proposal, told: dict[str, Any], by: User, at: datetime) -> None:
    for document in proposal.call.required_documents.filter(is_required=True):
        uploads.attach(
            proposal=proposal,
            file=paper(document.name_it),
            required_document=document,
            by=by,
            now=at,
        )
    if "picture" in told:
        drawn = ContentFile(_picture(told["picture"]), name=f"{told['picture']}.jpg")
        uploads.add_picture(proposal=proposal, file=drawn, alt=told["alt"], by=by, now=at)


def _save(proposal: Proposal, step: Step, data: dict[str, Any], by: User, at: datetime) -> None:
    fresh = Proposal.objects.get(pk=proposal.pk)
    version = version_of(content_of_step(fresh, step))
    drafts.save_step(proposal=fresh, step=step, data=data, version=version, by=by, now=at)


def _picture(key: str) -> bytes:
    buffer = BytesIO()
    draw(key).resize(PICTURE_SIZE).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
