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
from tests.pages_http.many import copy_campaign

FEW, MANY = 3, 300
FEW_GIFTS, MANY_GIFTS = 10, 10_000
LISTS = (
    "/",
    "/progetti/",
    "/progetti/?stato=live&municipio=1&ordine=soglia",
    "/progetti/?q=orto",
    "/cerca/?q=orto",
    "/api/v1/campaigns/?page_size=100",
    "/api/v1/calls/?page_size=100",
    "/api/v1/fund/?page_size=100",
    "/api/v1/stats/",
)


def queries(client: Client, address: str) -> int:
    """How many queries a page takes with an empty cache, once its pictures are drawn.

    The generation is read again each second: that one query is not counted.
    """
    assert client.get(address).status_code == 200
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return sum("freshness_generation" not in query["sql"] for query in captured)


@pytest.mark.django_db
def test_lists_take_as_many_queries_for_many_campaigns_as_for_few(client: Client) -> None:
    page, *_others = [make_whole_campaign(number) for number in range(FEW)]
    few = {address: queries(client, address) for address in LISTS}
    copy_campaign(page, MANY - FEW)
    assert client.get("/progetti/").context["count"] == MANY
    assert {address: queries(client, address) for address in LISTS} == few


def test_a_campaign_takes_as_many_queries_for_many_donations_as_for_few(
    client: Client, campaign_page: CampaignPage
) -> None:
    funding = Funding.objects.get(slug=campaign_page.slug)
    addresses = ("/progetti/orto-1/", "/dona/orto-1/", "/api/v1/campaigns/orto-1/progress/")
    add_donations(funding, FEW_GIFTS)
    few = {address: queries(client, address) for address in addresses}
    add_donations(funding, MANY_GIFTS - FEW_GIFTS)
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
