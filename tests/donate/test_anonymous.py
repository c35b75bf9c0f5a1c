"""R16: who gives anonymously appears nowhere, in no language."""

from django.test import Client
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from tests.factories import give

NAME, EMAIL, MESSAGE = "Ildegarda Quattrocchi", "ildegarda@example.org", "Sono io, Ildegarda"
PLACES = [
    "/",
    "/en/",
    "/progetti/",
    "/progetti/orto/",
    "/cerca/?q=Ildegarda",
    "/cerca/?q=orto",
    "/dona/orto/",
    "/api/v1/campaigns/",
    "/api/v1/campaigns/orto/progress/",
    "/api/v1/stats/",
    "/api/v1/fund/",
    "/api/v2/pages/",
    "/api/v2/pages/?search=Ildegarda",
    "/api/v2/pages/?type=campaigns.CampaignPage&fields=*",
]


def test_r16_an_anonymous_donor_appears_nowhere(
    client: Client, funding: Funding, campaign_page: CampaignPage
) -> None:
    donation = give(
        funding,
        "25.00",
        at=timezone.now(),
        name=NAME,
        email=EMAIL,
        message=MESSAGE,
        anonymous=True,
    )
    for place in [*PLACES, f"/api/v1/donations/{donation.pk}/"]:
        answer = client.get(place)
        assert answer.status_code == 200, place
        text = answer.content.decode().replace("q=Ildegarda", "").replace('value="Ildegarda"', "")
        for secret in (NAME, EMAIL, MESSAGE, "Quattrocchi"):
            assert secret not in text, place


def test_who_does_not_ask_for_it_is_thanked_by_name(
    client: Client, funding: Funding, campaign_page: CampaignPage
) -> None:
    give(funding, "25.00", at=timezone.now(), name=NAME, email=EMAIL)
    page = client.get("/progetti/orto/").content.decode()
    assert NAME in page
    assert EMAIL not in page
