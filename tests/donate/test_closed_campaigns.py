"""A campaign that takes no money says so kindly, at every step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation
from tests.donate.conftest import Say
from tests.factories import make_donation

HEADINGS = {
    State.SCHEDULED: "Not open yet",
    State.SUSPENDED: "Donations are paused",
    State.SETTLING: "This campaign is closed",
    State.SUCCEEDED: "This campaign is closed",
    State.FAILED: "This campaign is closed",
    State.CANCELLED: "This campaign was cancelled",
}
REASONS = {
    State.SCHEDULED: "not_open",
    State.SUSPENDED: "suspended",
    State.SETTLING: "closed",
    State.SUCCEEDED: "closed",
    State.FAILED: "closed",
    State.CANCELLED: "closed",
}


def put(funding: Funding, state: State) -> None:
    """Bring a funding to a state, with dates that fit."""
    now = timezone.now()
    funding.state = state
    if state == State.SCHEDULED:
        funding.opens_at = now + timedelta(days=3)
    elif state != State.SUSPENDED:
        funding.closes_at = now - timedelta(hours=1)
    funding.save()


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("state", list(REASONS))
def test_who_cannot_give_is_told_why(
    client: Client, funding: Funding, say: Say, state: State, language: str
) -> None:
    put(funding, state)
    prefix = "/en" if language == "en" else ""
    for path in ("/dona/orto/", "/dona/orto/?importo=25", "/dona/orto/dati/?importo=25"):
        answer = client.get(prefix + path)
        assert answer.status_code == 200
        assert answer.context["reason"] == REASONS[state]
        assert say(HEADINGS[state], language) in answer.content.decode()
        assert "<form" not in answer.content.decode()


@pytest.mark.parametrize("state", [State.SCHEDULED, State.SUSPENDED, State.FAILED])
def test_its_page_offers_no_form(
    client: Client, funding: Funding, campaign_page: CampaignPage, state: State
) -> None:
    put(funding, state)
    page = client.get("/progetti/orto/").content.decode()
    assert 'id="give"' not in page
    assert "closed-notice" in page


def test_its_page_offers_the_form_while_open(client: Client, campaign_page: CampaignPage) -> None:
    page = client.get("/progetti/orto/").content.decode()
    assert 'action="/dona/orto/"' in page


@pytest.mark.parametrize("state", list(REASONS))
def test_a_donation_begun_before_cannot_be_paid_after(
    client: Client, funding: Funding, state: State
) -> None:
    donation = make_donation(funding)
    put(funding, state)
    answer = client.post(step_url(donation, "review"))
    assert answer.status_code == 409
    assert donation.email in answer.content.decode()
    donation.refresh_from_db()
    assert donation.requested_at is None


def test_the_closing_instant_is_already_closed(client: Client, funding: Funding) -> None:
    Funding.objects.filter(pk=funding.pk).update(closes_at=timezone.now())
    assert client.get("/dona/orto/").context["reason"] == "closed"


@pytest.mark.parametrize(
    "path", ["/dona/nessuno/", "/dona/nessuno/dati/?importo=25", "/en/dona/nessuno/", "/dona/a b/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_campaign_is_not_found(
    client: Client, funding: Funding, path: str, method: str
) -> None:
    assert getattr(client, method)(path).status_code == 404
    assert not Donation.objects.exists()
