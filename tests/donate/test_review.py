"""Riepilogo and Grazie: what is said before paying, the way on from a refusal, one's language."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from campaigns.funding.models import Funding, Reward, State
from campaigns.models import CampaignPage
from campaigns.payments.links import return_urls, step_url
from campaigns.payments.models import Donation, Status
from tests.donate.conftest import Say
from tests.factories import OrganizationFactory, give, make_donation

GO_ON = {"it": "/progetti/?stato=live", "en": "/en/progetti/?stato=live"}


@pytest.fixture
def donation(funding: Funding) -> Donation:
    """A donation whose details were just typed."""
    funding.organization = OrganizationFactory.create(name="Cooperativa Alfa")
    funding.save()
    return make_donation(funding, message="Avanti")


@pytest.mark.parametrize("step", ["amount", "review"])
def test_beneficiary_holder_and_way_back_are_said_before_paying(
    client: Client, donation: Donation, step: str
) -> None:
    address = "/dona/orto/" if step == "amount" else step_url(donation, step)
    page = client.get(address).content.decode()
    for said in ("Cooperativa Alfa", "500\xa0€", "14 giorni", "gestore della piattaforma"):
        assert said in page, said


@pytest.mark.parametrize("state", [State.SUSPENDED, State.SETTLING, State.CANCELLED])
def test_a_campaign_that_takes_no_money_is_said_before_the_button(
    client: Client, donation: Donation, campaign_page: CampaignPage, state: State
) -> None:
    Funding.objects.filter(pk=donation.funding_id).update(state=state)
    page = client.get(step_url(donation, "review")).content.decode()
    assert 'role="alert"' in page
    assert "<form" not in page
    assert f'href="{GO_ON["it"]}"' in page
    assert 'href="/progetti/orto/"' in page
    assert donation.email in page


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_closed_campaign_leads_on_to_others(
    client: Client, funding: Funding, campaign_page: CampaignPage, language: str
) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=State.FAILED)
    prefix = "/en" if language == "en" else ""
    page = client.get(f"{prefix}/dona/orto/")
    assert (f'href="{GO_ON[language]}"' in page.content.decode()) is (language == "it")
    assert 'href="/progetti/orto/"' in page.content.decode()


def test_a_cancelled_donation_is_begun_again_with_what_was_typed(
    client: Client, donation: Donation
) -> None:
    Donation.objects.filter(pk=donation.pk).update(status=Status.CANCELLED)
    refused = client.post(step_url(donation, "review"))
    assert refused.status_code == 409
    [way] = refused.context["ways_on"]
    page = client.get(way["url"]).content.decode()
    assert all(escape(text) in page for text in (donation.name, donation.email, "Avanti"))


def test_a_reward_that_is_gone_is_given_up_and_nothing_else(
    client: Client, donation: Donation
) -> None:
    reward = Reward.objects.create(
        campaign_key=donation.funding.translation_key,
        amount="5.00",
        limit=0,
        title_it="Semi",
        description_it="Un sacchetto",
    )
    Donation.objects.filter(pk=donation.pk).update(reward=reward)
    refused = client.post(step_url(donation, "review"))
    assert refused.status_code == 409
    [way] = refused.context["ways_on"]
    details = client.get(way["url"])
    assert escape(donation.email) in details.content.decode()
    assert details.context["reward"] is None


@pytest.mark.parametrize("step", ["review", "thanks", "donation"])
@pytest.mark.parametrize("status", [Status.CREATED, Status.FAILED, Status.EXPIRED])
def test_pages_read_in_english_lead_on_in_english(
    client: Client, donation: Donation, step: str, status: Status
) -> None:
    Donation.objects.filter(pk=donation.pk).update(status=status)
    page = client.get(step_url(donation, step, language="en")).content.decode()
    links = [part.partition('"')[0] for part in page.split('href="')]
    own = [link for link in links if link.startswith("/") and "/dona/" in link]
    [other] = [link for link in own if not link.startswith("/en/")]
    assert other == step_url(donation, step, language="it"), "the language link alone"


def test_letters_follow_the_language_in_which_one_went_on_to_pay(
    client: Client, donation: Donation
) -> None:
    client.post(step_url(donation, "review", language="en"))
    donation.refresh_from_db()
    assert donation.locale == "en"
    assert "/en/dona/" in return_urls(donation).success


def test_what_is_paid_keeps_its_language(client: Client, funding: Funding) -> None:
    donation = give(funding, at=timezone.now())
    client.post(step_url(donation, "review", language="en"))
    donation.refresh_from_db()
    assert donation.locale == "it"


def test_thanks_give_the_paper_and_ways_to_tell_others(
    client: Client, funding: Funding, campaign_page: CampaignPage, say: Say
) -> None:
    donation = give(funding, at=timezone.now())
    page: Any = client.get(step_url(donation, "thanks")).content.decode()
    for way in (step_url(donation, "confirmation"), "https://wa.me/?text=", "mailto:?subject="):
        assert f'href="{way}' in page
    assert donation.reference in page
    assert donation.email in page
