"""A selected project whose story is public, and the two sides of a suggestion."""

from typing import Any

import pytest
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.calls.models import Phase
from campaigns.models import CampaignPage, StorySuggestion
from campaigns.selection.models import Proposal, ProposalState
from campaigns.suggesting import answering, offering
from campaigns.suggesting.models import People, SuggestionKind
from campaigns.suggesting.pictures import Upload
from tests.editorial.ready import make_draft
from tests.pages_http.conftest import make_picture
from tests.selection.area.files import pdf, picture
from tests.selection.factories import make_evaluated, make_selection_call, make_staff

LEAD = "Un forno per tutto il quartiere. " * 12
STORY = [
    {"type": "heading", "id": "che-cosa", "value": "Che cosa si fa"},
    {
        "type": "paragraph",
        "id": "forno",
        "value": f'<p>{LEAD}</p><p>Si cuoce <a href="https://example.org/">il sabato</a>.</p>',
    },
    {"type": "quote", "id": "ines", "value": {"text": "Finalmente.", "attribution": "Ines"}},
]


@pytest.fixture
def ada(db: None) -> User:
    """Somebody of Redazione."""
    return make_staff("Redazione")


@pytest.fixture
def bea(db: None) -> User:
    """Somebody else of Redazione."""
    return make_staff("Redazione")


@pytest.fixture
def selected(db: None) -> Proposal:
    """A selected proposal; its campaign is under way, its page public and ready."""
    return make_selected()


def make_selected() -> Proposal:
    """As ``selected``, for tests with a database of their own."""
    proposal = make_evaluated(make_selection_call(phase=Phase.EVALUATION))
    image = make_picture(7)
    gallery = [{"image": image.pk, "alt_text": "Il cortile, d’estate", "decorative": False}]
    page = make_draft(story=[*STORY, {"type": "gallery", "id": "foto", "value": gallery}])
    page.get_latest_revision().publish()
    proposal.state, proposal.page = ProposalState.SELECTED, CampaignPage.objects.get(pk=page.pk)
    proposal.save(update_fields=["state", "page"])
    return proposal


def page_of(proposal: Proposal) -> CampaignPage:
    """Its page, as stored now."""
    return CampaignPage.objects.get(pk=proposal.page_id)


def draft_of(proposal: Proposal) -> CampaignPage:
    """What the next publication would show."""
    draft: CampaignPage = page_of(proposal).get_latest_revision_as_object()
    return draft


def suggest(
    proposal: Proposal, kind: SuggestionKind = SuggestionKind.EDIT, **wanted: Any
) -> StorySuggestion:
    """In the name of who sent the proposal; of a text, unless told otherwise, the heading."""
    if kind in (SuggestionKind.EDIT, SuggestionKind.REMOVAL):
        wanted.setdefault("place", "che-cosa")
    if kind in (SuggestionKind.EDIT, SuggestionKind.PARAGRAPH, SuggestionKind.STORY):
        wanted.setdefault("text", "Che cosa faremo")
    return offering.suggest(
        campaign_key=page_of(proposal).translation_key,
        wish=offering.Wish(kind=kind, **wanted),
        author=proposal.created_by,
        now=timezone.now(),
    )


def suggest_picture(proposal: Proposal, **wanted: Any) -> StorySuggestion:
    """A picture of children, with the parents' release; a new one unless a place is named."""
    told = {name: wanted.pop(name) for name in ("people", "release") if name in wanted}
    facts: dict[str, Any] = {"people": People.MINORS, "release": pdf()} | told
    upload = Upload(file=picture(), alt="Bambini che impastano il pane", credit="Eva Neri", **facts)
    return suggest(proposal, SuggestionKind.PICTURE, upload=upload, **wanted)


def take(suggestion: StorySuggestion, by: User, words: str = "") -> StorySuggestion:
    """Take it as one who has read the draft as it is."""
    page = offering.italian_page(suggestion.campaign_key)
    return answering.take(
        suggestion_id=suggestion.pk,
        revision_id=page.latest_revision_id,
        words=words,
        by=by,
        now=timezone.now(),
    )


def refuse(suggestion: StorySuggestion, by: User, words: str = "Non ora") -> StorySuggestion:
    """Do not take it."""
    return answering.refuse(suggestion_id=suggestion.pk, words=words, by=by, now=timezone.now())
