"""The page of a suspended or cancelled campaign says why, and since when."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments import campaign_acts
from campaigns.payments.campaign_acts import Document
from home.site_tree import ensure_site_tree

REASONS = {"it": "Mancano due <preventivi>.", "en": "Two <estimates> are missing."}
ADDRESS = "/progetti/orto-1/"


def document(**said: str) -> Document:
    return Document(
        number="DD 1/2026",
        date=timezone.localdate() - timedelta(days=7),
        reason="Per la Ragioneria soltanto.",
        public_reason_it=said.get("it", REASONS["it"]),
        public_reason_en=said.get("en", REASONS["en"]),
    )


@pytest.fixture
def funding(campaign_page: CampaignPage) -> Funding:
    """The money of the campaign at ``/progetti/orto-1/``."""
    return Funding.objects.get(slug=campaign_page.slug)


def suspend(funding: Funding, said: Document, days_ago: int = 0) -> None:
    now = timezone.now() - timedelta(days=days_ago)
    campaign_acts.suspend(funding_id=funding.pk, document=said, now=now)


def notice(client: Client, address: str = ADDRESS) -> str:
    page = client.get(address).content.decode()
    return page.split("closed-notice", 1)[1].split("</aside>", 1)[0]


def test_a_suspended_campaign_says_why_and_since_when(client: Client, funding: Funding) -> None:
    suspend(funding, document(), days_ago=3)
    told = notice(client)
    assert "Mancano due &lt;preventivi&gt;." in told
    with override("it"):
        day = date_format(timezone.localdate() - timedelta(days=3), "DATE_FORMAT")
    assert day in told
    assert "Per la Ragioneria soltanto." not in client.get(ADDRESS).content.decode()


def test_the_latest_suspension_is_told(client: Client, funding: Funding) -> None:
    suspend(funding, document(it="La prima volta."), days_ago=3)
    campaign_acts.resume(funding_id=funding.pk, document=document(), now=timezone.now())
    assert "closed-notice" not in client.get(ADDRESS).content.decode()
    suspend(funding, document(it="La seconda volta."))
    told = notice(client)
    assert "La seconda volta." in told
    assert "La prima volta." not in told


def test_a_cancelled_campaign_says_why_and_that_everybody_is_refunded(
    client: Client, funding: Funding
) -> None:
    suspend(funding, document(it="Sospesa prima."), days_ago=2)
    campaign_acts.cancel(
        funding_id=funding.pk, document=document(it="Il proponente rinuncia."), now=timezone.now()
    )
    told = notice(client)
    assert "Il proponente rinuncia." in told
    assert "Sospesa prima." not in told
    with override("it"):
        assert date_format(timezone.localdate(), "DATE_FORMAT") in told
        closing_day = date_format(timezone.localdate(funding.closes_at), "DATE_FORMAT")
    assert closing_day not in told


@pytest.mark.parametrize(
    ("english", "read"),
    [("Two estimates are missing.", "Two estimates are missing."), ("", "Mancano i preventivi.")],
    ids=["written", "left-out"],
)
def test_the_reason_is_in_the_readers_language(
    client: Client, campaign_page: CampaignPage, funding: Funding, english: str, read: str
) -> None:
    suspend(funding, document(it="Mancano i preventivi.", en=english))
    english_page = campaign_page.copy_for_translation(ensure_site_tree("en").locale)
    english_page.save_revision().publish()
    assert read in notice(client, english_page.url)
