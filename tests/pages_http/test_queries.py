"""Every page and list asks the database the same number of questions, however much there is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments.models import Donation, Provider, Status
from tests.pages_http.conftest import make_whole_campaign

FEW, MANY = 3, 30
LISTS = (
    "/",
    "/progetti/",
    "/progetti/?stato=live",
    "/cerca/?q=orto",
    "/api/v1/campaigns/?page_size=100",
    "/api/v1/calls/?page_size=100",
    "/api/v1/fund/?page_size=100",
    "/api/v1/stats/",
)


def queries(client: Client, address: str) -> int:
    """How many queries a page takes with an empty cache, once its pictures are drawn."""
    assert client.get(address).status_code == 200
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.django_db
def test_lists_take_as_many_queries_for_many_campaigns_as_for_few(client: Client) -> None:
    for number in range(FEW):
        make_whole_campaign(number)
    few = {address: queries(client, address) for address in LISTS}
    for number in range(FEW, MANY):
        make_whole_campaign(number)
    assert {address: queries(client, address) for address in LISTS} == few


def test_a_campaign_takes_as_many_queries_for_many_donations_as_for_few(
    client: Client, campaign_page: CampaignPage
) -> None:
    funding = Funding.objects.get(slug=campaign_page.slug)
    addresses = ("/progetti/orto-1/", "/dona/orto-1/", "/api/v1/campaigns/orto-1/progress/")
    add_donations(funding, 10)
    few = {address: queries(client, address) for address in addresses}
    add_donations(funding, 190)
    assert {address: queries(client, address) for address in addresses} == few


def add_donations(funding: Funding, count: int) -> None:
    now = timezone.now()
    Donation.objects.bulk_create(
        Donation(
            funding=funding,
            amount=Decimal("10.00"),
            name=f"Donatrice {number}",
            status=Status.CONFIRMED,
            provider=Provider.REPLAY,
            created_at=now,
            paid_at=now - timedelta(minutes=number),
            confirmed_at=now,
        )
        for number in range(count)
    )
    Funding.objects.filter(pk=funding.pk).update(
        confirmed=Decimal("10.00") * funding.gifts.count(), donations=funding.gifts.count()
    )
