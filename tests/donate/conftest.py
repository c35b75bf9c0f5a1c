"""A campaign that takes money, and words as a reader of each language meets them."""

from collections.abc import Callable

import pytest
from django.utils.translation import gettext, override

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from tests.factories import CallFactory, make_campaign_page, make_fund, make_open_funding

Say = Callable[[str, str], str]


@pytest.fixture
def funding(db: None) -> Funding:
    """A campaign of 1,000.00 EUR that is open now. The steps of giving need no page of it."""
    call = CallFactory.create()
    make_fund(call)
    return make_open_funding(call, slug="orto", title="Orto condiviso")


@pytest.fixture
def campaign_page(funding: Funding) -> CampaignPage:
    """The campaign's page."""
    return make_campaign_page(funding)


@pytest.fixture
def say() -> Say:
    """An English message as it is said in a language."""

    def say(message: str, language: str) -> str:
        with override(language):
            return gettext(message)

    return say
