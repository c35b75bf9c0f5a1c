"""Where a campaign is read and talked about."""

from django.conf import settings

from campaigns.funding.models import Funding
from campaigns.languages import readers_language


def campaign_url(funding: Funding) -> str:
    """The absolute address of a campaign's page in the reader's language, else in the first."""
    from campaigns.models import CampaignPage

    pages = CampaignPage.objects.filter(translation_key=funding.translation_key).live()
    found = list(pages.select_related("locale").order_by("pk"))
    own = [page for page in found if page.locale.language_code == readers_language()]
    page = next(iter([*own, *found]), None)
    return str(page.full_url) if page and page.full_url else settings.SITE_URL + "/"
