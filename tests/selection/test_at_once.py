"""Two who send at the same moment, each to a notice of their own."""

from functools import partial

import pytest
from django.db import transaction

from campaigns.models import CampaignPage
from campaigns.selection import workflow
from campaigns.selection.models import Proposal
from home.site_tree import ensure_site_tree
from tests.concurrency import at_once
from tests.selection import factories

MANY = 6


@pytest.mark.committed
def test_pages_made_at_once_take_places_of_their_own(committed_db: str) -> None:
    """Nothing but the index is common to them; ``add_child`` locks it, and reads it again."""
    ensure_site_tree("it")
    drafts = [factories.make_draft(factories.make_selection_call()) for _number in range(MANY)]

    def begin(draft: Proposal) -> str:
        with transaction.atomic():
            page = workflow.begin(proposal=draft, protocol_number=f"{draft.call.slug}/0001")
        return str(page.path)

    paths = at_once([partial(begin, draft) for draft in drafts])
    assert len(set(paths)) == MANY
    assert CampaignPage.objects.filter(path__in=paths).count() == MANY
    index = CampaignPage.objects.get(path=paths[0]).get_parent()
    assert index.numchild == index.get_children().count() == MANY
