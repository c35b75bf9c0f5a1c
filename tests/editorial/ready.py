"""A draft that lacks nothing, or what it is told to lack."""

from typing import Any

from campaigns.calls.models import Area
from campaigns.models import CampaignPage
from tests.factories import OrganizationFactory, make_campaign_page, make_open_funding
from tests.pages_http.conftest import make_picture

SUMMARY = "Un orto e un forno nel cortile, aperti a tutto il quartiere ogni giorno."
STORY = [
    {"type": "heading", "value": "Che cosa si fa"},
    {"type": "paragraph", "value": f"<p>{'Un orto e un forno per tutto il quartiere. ' * 12}</p>"},
]


def make_draft(**lacking: Any) -> CampaignPage:
    """The page of a campaign under way that readers have never seen."""
    funding = make_open_funding(slug="forno", title="Il forno")
    area = Area.objects.create(slug="verde", name_it="Verde", short_name_it="Verde")
    funding.call.areas.add(area)
    funding.call.save()
    values: dict[str, Any] = {
        "summary": SUMMARY,
        "main_image": make_picture(1),
        "main_image_alt": "Un cortile con alberi da frutto e un forno di mattoni.",
        "story": STORY,
        "area": area,
        "municipio": 4,
        "organization": OrganizationFactory.create(),
    }
    page = make_campaign_page(funding, **(values | lacking))
    CampaignPage.objects.filter(pk=page.pk).update(live=False, live_revision=None)
    return CampaignPage.objects.get(pk=page.pk)
