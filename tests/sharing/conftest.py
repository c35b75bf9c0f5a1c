"""A campaign that can be shared, in Italian and English."""

import pytest

from campaigns.models import CampaignPage
from home.site_tree import ensure_site_tree
from tests.factories import OrganizationFactory, make_campaign_page, make_fund, make_open_funding


@pytest.fixture
def shared(db: None) -> CampaignPage:
    """A live campaign, at ``/progetti/cortile/`` and ``/en/progetti/courtyard/``."""
    funding = make_open_funding(slug="cortile", title='Il "cortile" </script> & noi')
    make_fund(funding.call)
    page = make_campaign_page(
        funding, organization=OrganizationFactory.create(), summary="Un cortile per tutti."
    )
    translation = page.copy_for_translation(ensure_site_tree("en").locale)
    translation.title, translation.slug = "The courtyard", "courtyard"
    translation.save_revision().publish()
    return page
