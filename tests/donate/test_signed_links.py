"""A donation's own pages: reached by a signed link alone, and they never confirm anything (R11)."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments.links import new_form_key, step_url, token_of
from campaigns.payments.models import Donation, Status
from tests.factories import give, make_donation, make_open_funding

STEPS = ("review", "thanks", "status")
OUTCOMES = {
    Status.CREATED: "waiting",
    Status.AWAITING: "waiting",
    Status.PROCESSING: "waiting",
    Status.FAILED: "failed",
    Status.EXPIRED: "expired",
    Status.CANCELLED: "expired",
}


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return make_donation(funding)


@pytest.mark.parametrize("step", STEPS)
def test_a_link_opens_without_a_cookie(client: Client, donation: Donation, step: str) -> None:
    answer = client.get(step_url(donation, step))
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("step", STEPS)
def test_a_tampered_link_is_not_found(client: Client, donation: Donation, step: str) -> None:
    token = token_of(donation)
    other = token_of(Donation(pk=uuid.uuid4()))
    forged = [
        donation.pk.hex,
        str(donation.pk),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{donation.pk.hex}:{other.split(':')[1]}",
        other,
        new_form_key(),
        "x",
        "à",
        "a" * 5000,
    ]
    for wrong in forged:
        address = step_url(donation, step).replace(token, wrong)
        assert client.get(address).status_code == 404, wrong


def test_a_link_belongs_to_its_campaign(client: Client, donation: Donation) -> None:
    make_open_funding(donation.funding.call, slug="altro")
    address = step_url(donation, "thanks").replace("/orto/", "/altro/")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("status", "outcome"), list(OUTCOMES.items()))
def test_r11_coming_back_confirms_nothing(
    client: Client, donation: Donation, status: Status, outcome: str
) -> None:
    Donation.objects.filter(pk=donation.pk).update(status=status)
    thanks = step_url(donation, "thanks")
    for address in (thanks, f"{thanks}?result=paid", f"{thanks}?session_id=cs_1&paid=1"):
        answer = client.get(address)
        assert f"result--{outcome}" in answer.content.decode()
    assert client.get(step_url(donation, "status")).json() == {"status": outcome}
    assert client.post(thanks).status_code == 405
    donation.refresh_from_db()
    donation.funding.refresh_from_db()
    assert donation.status == status
    assert donation.funding.confirmed == 0


def test_a_page_that_waits_looks_again_by_itself(client: Client, donation: Donation) -> None:
    answer = client.get(step_url(donation, "thanks"))
    assert answer["Refresh"] == "4"
    assert "donation-status" in answer.content.decode()


def test_what_is_confirmed_is_said(client: Client, funding: Funding) -> None:
    donation = give(funding, "25.00", at=timezone.now())
    answer = client.get(step_url(donation, "thanks"))
    page = answer.content.decode()
    assert "result--confirmed" in page
    assert donation.reference in page
    assert "Refresh" not in answer
    assert client.get(step_url(donation, "status")).json() == {"status": "confirmed"}


def test_late_money_is_said_to_go_back(client: Client, funding: Funding) -> None:
    donation = give(funding, "25.00", at=funding.closes_at)
    assert donation.late
    assert "result--late" in client.get(step_url(donation, "thanks")).content.decode()


def test_who_has_paid_is_led_from_the_summary_to_the_thanks(
    client: Client, funding: Funding
) -> None:
    donation = give(funding, "25.00", at=timezone.now())
    answer = client.get(step_url(donation, "review"))
    assert answer.status_code == 302
    assert answer["Location"] == step_url(donation, "thanks")


def test_the_links_language_is_the_donors(client: Client, funding: Funding) -> None:
    donation = make_donation(funding, locale="en")
    assert step_url(donation, "thanks").startswith("/en/dona/orto/")
    assert '<html lang="en"' in client.get(step_url(donation, "thanks")).content.decode()
