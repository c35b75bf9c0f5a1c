"""Finance creates the money of a campaign whose page has none; strangers are refused."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import Phase, Round
from campaigns.funding.models import Act, ActKind, Funding, State
from campaigns.models import BudgetLine, CampaignPage
from tests.admin.conftest import ROLES, SignIn
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    make_campaign_page,
    make_fund,
    make_funding,
)

STRANGERS = [role for role in (*ROLES, "anonymous") if role != "Ragioneria"]
LIST = "campaigns_to_create"
DAY = timedelta(days=1)


@pytest.fixture
def page(db: None) -> CampaignPage:
    """A campaign's page of 1000.01, in the first round of its call, without money."""
    call = CallFactory.create()
    make_fund(call)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    first = Round.objects.create(
        call=call, number=1, opens_at=today + 5 * DAY, closes_at=today + 65 * DAY
    )
    return make_campaign_page(
        title="Orto condiviso",
        slug="orto",
        call=call,
        round=first,
        organization=OrganizationFactory.create(),
        total_cost=Decimal("1000.01"),
        budget_lines=[BudgetLine(description="Tutto", amount=Decimal("1000.01"))],
    )


def url(page: CampaignPage) -> str:
    return reverse("create_campaign", args=[page.pk])


def typed(**said: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "title": "Orto condiviso",
        "slug": "orto",
        "cost": "1000,01",
        "opens_at": f"{today + 5 * DAY} 00:00",
        "last_day": str(today + 64 * DAY),
        "number": "DD 77/2026",
        "date": str(today),
        "reason": "Selezionata.",
    } | said


def confirmed(client: Any, page: CampaignPage, data: dict[str, str]) -> Any:
    read = client.post(url(page), data)
    assert read.status_code == 200, read.context["form"].errors
    return client.post(url(page), data | {"confirmed": read.context["digest"]})


@pytest.mark.parametrize("role", STRANGERS)
def test_strangers_neither_see_nor_create(sign_in: SignIn, page: CampaignPage, role: str) -> None:
    client = sign_in(role)
    assert client.get(reverse(LIST)).status_code == 302
    assert client.get(url(page)).status_code == 302
    assert client.post(url(page), typed()).status_code == 302
    assert not Funding.objects.exists()


def test_finance_creates_a_campaign_by_an_act(sign_in: SignIn, page: CampaignPage) -> None:
    client = sign_in("Ragioneria")
    assert url(page) in client.get(reverse(LIST)).content.decode()
    answer = confirmed(client, page, typed())
    funding = Funding.objects.get()
    assert answer.headers["Location"] == reverse("finance:campaign", args=["orto"])
    assert (funding.translation_key, funding.state) == (page.translation_key, State.SCHEDULED)
    assert (funding.threshold, funding.organization) == (Decimal("500.01"), page.organization)
    assert page.round is not None
    assert (funding.opens_at, funding.closes_at) == (page.round.opens_at, page.round.closes_at)
    act = Act.objects.get()
    assert (act.kind, act.number) == (ActKind.CREATION, "DD 77/2026")
    assert url(page) not in client.get(reverse(LIST)).content.decode()
    assert client.get(url(page)).status_code == 404


def test_the_form_begins_with_what_the_page_asks_for(sign_in: SignIn, page: CampaignPage) -> None:
    form = sign_in("Ragioneria").get(url(page)).context["form"]
    assert (form["title"].value(), form["slug"].value()) == ("Orto condiviso", "orto")
    assert form["cost"].value() == "1000,01"
    assert str(form["last_day"].value()) == str(timezone.localdate() + 64 * DAY)


def test_nothing_is_created_before_the_confirmation(sign_in: SignIn, page: CampaignPage) -> None:
    told = sign_in("Ragioneria").post(url(page), typed()).context["consequences"]
    assert any("500,01\xa0€" in sentence for sentence in told)
    assert not Funding.objects.exists()


def test_a_page_without_a_call_waits_for_the_editors(sign_in: SignIn, page: CampaignPage) -> None:
    CampaignPage.objects.update(call=None)
    answer = sign_in("Ragioneria").get(url(page))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(LIST))


@pytest.mark.parametrize(
    "said",
    [{"slug": "altro"}, {"slug": "dona"}, {"opens_at": "2020-01-01 00:00"}, {"cost": "0"}],
    ids=["taken", "reserved", "in-the-past", "no-cost"],
)
def test_unfit_terms_are_refused(sign_in: SignIn, page: CampaignPage, said: dict[str, str]) -> None:
    make_funding(slug="altro")
    answer = sign_in("Ragioneria").post(url(page), typed(**said))
    assert answer.status_code == 400
    assert not Act.objects.exists()


def test_a_closed_call_takes_no_more(sign_in: SignIn, page: CampaignPage) -> None:
    assert page.call is not None
    type(page.call).objects.update(phase=Phase.CLOSED)
    assert sign_in("Ragioneria").post(url(page), typed()).status_code == 400
