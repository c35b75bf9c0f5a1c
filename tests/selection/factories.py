"""What tests of the selection are made of: calls, proponents, proposals in every state."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from campaigns.accounts.models import (
    LegalForm,
    MemberRole,
    Membership,
    Organization,
    OrganizationProfile,
    User,
)
from campaigns.calls.freezing import amending
from campaigns.calls.models import (
    Area,
    Call,
    Criterion,
    EligibilityItem,
    Phase,
    RequiredDocument,
)
from campaigns.selection import snapshot, workflow
from campaigns.selection.models import (
    Commissioner,
    EligibilityTask,
    EvaluationTask,
    Proposal,
    ProposalBudgetLine,
    ProposalState,
    Submission,
)
from home.site_tree import ensure_site_tree

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CRITERIA = (("Qualità", "40"), ("Impatto", "35"), ("Innovazione", "25"))
_numbers = itertools.count(1)


def make_selection_call(*, now: datetime = NOW, phase: Phase = Phase.OPEN, **fields: Any) -> Call:
    """A published call, its window open around ``now``, or ended unless ``phase`` is open."""
    number = next(_numbers)
    is_open = phase in (Phase.DRAFT, Phase.OPEN)
    closes_at = now + timedelta(days=20) if is_open else now - timedelta(days=5)
    values: dict[str, Any] = {
        "slug": f"avviso-{uuid.uuid4().hex[:6]}",
        "title": f"Avviso {number}",
        "published_at": None if phase == Phase.DRAFT else now - timedelta(days=40),
        "submissions_open_at": now - timedelta(days=30),
        "submissions_close_at": closes_at,
        "minimum_score": Decimal(60),
        "legal_forms": list(LegalForm.values),
    }
    values |= fields
    published_at = values.pop("published_at")
    call = Call.objects.create(**values)
    for position, (name, weight) in enumerate(CRITERIA):
        Criterion.objects.create(
            call=call, sort_order=position, name_it=name, weight=Decimal(weight)
        )
    for position, text in enumerate(("La forma giuridica è ammessa", "I documenti ci sono")):
        EligibilityItem.objects.create(call=call, sort_order=position, text_it=text)
    RequiredDocument.objects.create(call=call, sort_order=0, name_it="Statuto")
    area, _created = Area.objects.get_or_create(
        slug="inclusione", defaults={"name_it": "Inclusione", "short_name_it": "Inclusione"}
    )
    call.areas.set([area])
    call.save()
    call.phase, call.published_at = phase, published_at
    call.save()
    return call


def rewrite_rules(call: Call, **fields: Any) -> Call:
    """Give a published call other rules, past the freeze; no amendment tells of it."""
    with amending():
        Call.objects.filter(pk=call.pk).update(**fields)
    call.refresh_from_db()
    return call


def make_staff(role: str) -> User:
    """A new person of a role of the staff."""
    name = f"{role.lower()}-{uuid.uuid4().hex[:6]}"
    user = User.objects.create_user(name, f"{name}@example.org", "password", first_name=role)
    user.groups.add(Group.objects.get(name=role))
    return user


def make_proponent(*, now: datetime = NOW, **fields: Any) -> Membership:
    """A contact person of a new social co-operative with its profile."""
    name = f"ente-{uuid.uuid4().hex[:8]}"
    user = User.objects.create_user(name, f"{name}@example.org", "password")
    organization = Organization.objects.create(
        **({"name": f"Cooperativa {name}", "legal_form": LegalForm.SOCIAL_COOPERATIVE} | fields)
    )
    OrganizationProfile.objects.create(
        organization=organization,
        tax_code=f"{next(_numbers):011d}",
        vat_number="IT00743110157",
        address="Via Dante 1",
        postal_code="20121",
        city="Milano",
        province="MI",
        representative="Rosa Bianchi",
        representative_tax_code="BNCRSO80A41F205X",
        iban="IT60X0542811101000000123456",
        updated_at=now,
    )
    return Membership.objects.create(
        organization=organization, user=user, role=MemberRole.OWNER, since=now
    )


def make_draft(
    call: Call, membership: Membership | None = None, *, now: datetime = NOW, **fields: Any
) -> Proposal:
    """A draft with every text written and a budget that adds up; no files, no declarations."""
    membership = membership or make_proponent(now=now)
    values: dict[str, Any] = {
        "title": "Un orto per il quartiere",
        "summary": "Un orto condiviso al posto di un parcheggio.",
        "area": call.areas.first(),
        "municipio": 4,
        "place": "Corvetto",
        "beneficiaries": "Le famiglie del quartiere.",
        "description": "Un orto, una serra e un forno.",
        "impact": "Cinquanta famiglie coltivano insieme.",
        "innovation": "Il forno è alimentato dal sole.",
        "continuation": "Le quote degli ortisti pagano l’acqua.",
        "campaign_plan": "Feste di quartiere e una pagina sociale.",
        "total_cost": Decimal("20000.00"),
        "contact_name": "Rosa Bianchi",
        "contact_email": membership.user.email,
    }
    proposal = Proposal.objects.create(
        call=call,
        organization=membership.organization,
        created_by=membership.user,
        created_at=now,
        saved_at=now,
        **(values | fields),
    )
    ProposalBudgetLine.objects.create(
        proposal=proposal, position=0, description="Serra", amount=Decimal("12000.00")
    )
    ProposalBudgetLine.objects.create(
        proposal=proposal, position=1, description="Terra e attrezzi", amount=Decimal("8000.00")
    )
    return proposal


def make_submitted(
    call: Call, membership: Membership | None = None, *, now: datetime = NOW, **fields: Any
) -> Proposal:
    """A sealed proposal: sent, its page made, the workflow at *Ammissibilità*."""
    ensure_site_tree("it")
    proposal = make_draft(call, membership, now=now, **fields)
    content, personal = snapshot.content_of(proposal), snapshot.personal_of(proposal)
    submission = Submission.objects.create(
        proposal=proposal,
        call=call,
        number=call.submissions.count() + 1,
        received_at=now,
        sent_by=proposal.created_by,
        content=content,
        personal=personal,
        **snapshot.digests_of(content, personal),
    )
    workflow.begin(proposal=proposal, protocol_number=submission.protocol_number)
    return _put(proposal, ProposalState.SUBMITTED)


def make_in_eligibility(call: Call, **fields: Any) -> Proposal:
    """A proposal whose seal is lifted, waiting for the Segreteria."""
    return _put(make_submitted(call, **fields), ProposalState.ELIGIBILITY)


def make_in_evaluation(call: Call, **fields: Any) -> Proposal:
    """An admitted proposal, waiting for the Commissione."""
    proposal = make_in_eligibility(call, **fields)
    workflow.advance(proposal=proposal, task=EligibilityTask, by=None)
    return _put(proposal, ProposalState.EVALUATION)


def make_evaluated(call: Call, **fields: Any) -> Proposal:
    """A proposal at *Graduatoria*: its scores are final (the test writes them)."""
    proposal = make_in_evaluation(call, **fields)
    workflow.advance(proposal=proposal, task=EvaluationTask, by=None)
    return _put(proposal, ProposalState.RANKED)


def make_commissioner(call: Call, *, presides: bool = False, now: datetime = NOW) -> Commissioner:
    """A member of the call's commission."""
    return Commissioner.objects.create(
        call=call,
        user=make_staff("Commissione"),
        presides=presides,
        act_number="12/2026",
        act_date=date(2026, 3, 1),
        appointed_at=now,
    )


def _put(proposal: Proposal, state: ProposalState) -> Proposal:
    proposal.state = state
    proposal.save(update_fields=["state"])
    return proposal
