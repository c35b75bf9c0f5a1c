"""What a draft lacks, said where it can be put right."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts.models import Organization, OrganizationProfile
from campaigns.calls.models import Call
from campaigns.selection.completeness import missing
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.models import Partner, Picture, Proposal
from campaigns.selection.steps import Step
from campaigns.selection.uploads import add_picture, attach
from tests.selection.area.conftest import Desk
from tests.selection.area.files import pdf, picture


@pytest.fixture
def whole(desk: Desk) -> Desk:
    """A draft that lacks nothing."""
    now = timezone.now()
    proposal = desk.proposal
    document = desk.call.required_documents.get()
    attach(proposal=proposal, file=pdf(), required_document=document, by=desk.user, now=now)
    add_picture(proposal=proposal, file=picture(), alt="L’orto", by=desk.user, now=now)
    Partner.objects.create(
        proposal=proposal,
        position=0,
        name="Ciclofficina",
        legal_form="aps",
        tax_code="00743110157",
        representative="Ugo Neri",
        quota=Decimal(5000),
        declares=True,
    )
    made = {key: {"at": now.isoformat(), "by": desk.user.pk} for key in DECLARATIONS}
    Proposal.objects.filter(pk=proposal.pk).update(declarations=made)
    return desk


def gaps(desk: Desk) -> list[tuple[Step, str]]:
    fresh = Proposal.objects.get(pk=desk.proposal.pk)
    return [(gap.step, gap.field) for gap in missing(proposal=fresh)]


def test_a_whole_draft_lacks_nothing(whole: Desk) -> None:
    assert gaps(whole) == []
    page = whole.client.get(whole.url(Step.REVIEW)).content.decode()
    assert reverse("area:submit", args=(whole.proposal.pk,)) in page


CASES: list[tuple[str, type[Any], dict[str, Any], tuple[Step, str]]] = [
    ("title", Proposal, {"title": " "}, (Step.PROJECT, "title")),
    ("plan", Proposal, {"campaign_plan": ""}, (Step.CAMPAIGN, "campaign_plan")),
    ("area", Proposal, {"area": None}, (Step.PROJECT, "area")),
    ("contact", Proposal, {"contact_email": ""}, (Step.ORGANIZATION, "contact_email")),
    ("no-cost", Proposal, {"total_cost": None}, (Step.BUDGET, "total_cost")),
    ("sum", Proposal, {"total_cost": Decimal("20000.01")}, (Step.BUDGET, "total_cost")),
    ("declarations", Proposal, {"declarations": {}}, (Step.DECLARATIONS, "declaration-entitled")),
    ("iban", OrganizationProfile, {"iban": ""}, (Step.ORGANIZATION, "organization")),
    ("profile", OrganizationProfile, {"city": ""}, (Step.ORGANIZATION, "organization")),
    ("quota", Partner, {"quota": Decimal("20000.01")}, (Step.PARTNERS, "row-0-quota")),
    ("no-quota", Partner, {"quota": Decimal(0)}, (Step.PARTNERS, "row-0-quota")),
    ("partner-declares", Partner, {"declares": False}, (Step.PARTNERS, "row-0-declares")),
]


@pytest.mark.parametrize(
    ("model", "change", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_is_missing_is_said_at_its_field(
    whole: Desk, model: type[Any], change: dict[str, Any], expected: tuple[Step, str]
) -> None:
    model.objects.update(**change)
    assert gaps(whole) == [expected]
    page = whole.client.get(whole.url(Step.REVIEW)).content.decode()
    step, field = expected
    assert f'href="{whole.url(step)}#id_{field}"' in page
    assert f'id="id_{field}"' in whole.client.get(whole.url(step)).content.decode()
    assert reverse("area:submit", args=(whole.proposal.pk,)) not in page


def test_an_alt_text_and_a_document_that_are_missing(whole: Desk) -> None:
    Picture.objects.update(alt="")
    shown = Picture.objects.get()
    assert gaps(whole) == [(Step.PICTURES, f"alt-{shown.pk.hex}")]
    whole.proposal.attachments.update(removed_at=timezone.now())
    document = whole.call.required_documents.get()
    assert (Step.DOCUMENTS, f"document-{document.pk}") in gaps(whole)
    page = whole.client.get(whole.url(Step.DOCUMENTS)).content.decode()
    assert f'id="id_document-{document.pk}"' in page


def test_the_cost_stays_within_the_notice(db: None, desk: Desk) -> None:
    draft = Proposal.objects.get(pk=desk.proposal.pk)
    for rule in ({"cost_min": Decimal("20000.01")}, {"cost_max": Decimal("19999.99")}):
        draft.call = Call(**rule)
        draft.call.pk = desk.call.pk
        found = missing(proposal=draft)
        assert [gap for gap in found if gap.step == Step.BUDGET]


def test_the_legal_form_is_looked_at_again(whole: Desk) -> None:
    whole.call.legal_forms = ["aps"]
    draft = Proposal.objects.get(pk=whole.proposal.pk)
    draft.call = whole.call
    assert [(gap.step, gap.field) for gap in missing(proposal=draft)] == [
        (Step.ORGANIZATION, "organization")
    ]
    Organization.objects.update(legal_form="aps")
    assert gaps(whole) == []
