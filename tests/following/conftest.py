"""A live campaign with its page."""

import pytest

from campaigns.funding.models import Funding
from tests.factories import make_campaign_page, make_open_funding


@pytest.fixture
def funding(db: None) -> Funding:
    """The money of a campaign whose page is public."""
    found = make_open_funding(slug="orto", title="Orto")
    make_campaign_page(found)
    return found
