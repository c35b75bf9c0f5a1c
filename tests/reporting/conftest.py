"""A campaign that came through the selection and succeeded, its people, and who checks."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import File
from django.test import Client
from django.utils import timezone

from campaigns.accounts.models import Membership, User
from campaigns.calls.models import Phase
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.reporting import reviewing, writing
from campaigns.reporting.models import ItemKind, ReportItem
from campaigns.selection.models import Proposal, ProposalState
from tests.cofinancing.stories import end
from tests.factories import give, make_campaign_page, make_fund, make_funding
from tests.selection import factories
from tests.selection.area.files import pdf


@dataclass(frozen=True)
class Scene:
    """The campaign; ``now`` is the present, at which its pages are read too."""

    funding: Funding
    page: CampaignPage
    proposal: Proposal
    member: User
    checker: User

    @property
    def client(self) -> Client:
        """The proponent, signed in."""
        client = Client()
        client.force_login(self.member)
        return client

    @property
    def desk(self) -> Client:
        """Who checks, signed in."""
        client = Client()
        client.force_login(self.checker)
        return client

    def report(self, kind: ItemKind = ItemKind.EXPENSE, **fields: Any) -> ReportItem:
        """Something the proponent has reported just now."""
        values: dict[str, Any] = {"title": "Semi e vasi", "day": timezone.localdate()}
        if kind == ItemKind.EXPENSE:
            values["amount"] = Decimal("120.00")
        file: File[bytes] = fields.pop("file", None) or pdf()
        public = fields.pop("may_be_public", True)
        return writing.add(
            campaign_key=self.funding.translation_key,
            draft=writing.Draft(kind=kind, **(values | fields)),
            upload=None
            if kind == ItemKind.MILESTONE
            else writing.Upload(file=file, may_be_public=public),
            by=self.member,
            now=timezone.now(),
        )

    def accept(self, item: ReportItem, **fields: Any) -> ReportItem:
        """The staff accepts it."""
        return reviewing.accept(item_id=item.pk, **fields, by=self.checker, now=timezone.now())


def make_scene(
    *, days_ago: int = 10, succeeded: bool = True, membership: Membership | None = None
) -> Scene:
    """A campaign of 1,000.00 that ended so many days ago, with a grant of 500.00."""
    now = timezone.now()
    membership = membership or factories.make_proponent(now=now)
    call = factories.make_selection_call(now=now, phase=Phase.CAMPAIGNS)
    make_fund(call, now=now)
    ended = now - timedelta(days=days_ago)
    funding = make_funding(
        call,
        opens_at=ended - timedelta(days=50),
        closes_at=ended,
        organization=membership.organization,
    )
    give(funding, "500.00", at=ended - timedelta(days=1))
    if succeeded:
        end(funding, now=ended)
    page = make_campaign_page(funding, organization=membership.organization)
    draft = factories.make_draft(call, membership=membership, now=now)
    Proposal.objects.filter(pk=draft.pk).update(state=ProposalState.SELECTED, page=page)
    return Scene(
        funding=funding,
        page=page,
        proposal=Proposal.objects.get(pk=draft.pk),
        member=membership.user,
        checker=factories.make_staff("Segreteria"),
    )


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Any) -> Scene:
    return make_scene()
