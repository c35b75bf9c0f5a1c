"""A site whose pages are kept."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from campaigns.freshness.services import generations
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from tests.factories import CallFactory, make_campaign_page, make_fund, make_open_funding

Committing = Callable[..., AbstractContextManager[Any]]
BAR = "/api/v1/campaigns/orto/progress/"


@pytest.fixture
def page(db: None) -> CampaignPage:
    """The page of a live campaign, at ``/progetti/orto/``."""
    call = CallFactory.create()
    make_fund(call)
    funding = make_open_funding(call, slug="orto", title="Orto condiviso")
    return make_campaign_page(funding)


@pytest.fixture
def funding(page: CampaignPage) -> Funding:
    """Its money."""
    return Funding.objects.get(slug="orto")


@pytest.fixture
def reader(page: CampaignPage, settings: Any) -> Iterator[Client]:
    """Reads a site that keeps its pages, and knows nothing of earlier ones."""
    settings.PAGE_CACHE_MB = 8
    generations.forget()
    yield Client()
    generations.forget()


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Committing) -> Committing:
    """A block at whose end what waits for a commit is done, though the test rolls back."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
