"""R18: where the fund holds less than is due, every place that shows the bar says so."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from campaigns.calls.models import Call, CallPage, Phase, Round
from campaigns.cofinancing import acts
from campaigns.cofinancing.letter_bar import bar_of
from campaigns.cofinancing.models import Fund
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.funding.models import Funding
from campaigns.money import format_eur
from home.site_tree import ensure_site_tree
from tests.cofinancing.stories import end
from tests.factories import CallFactory, give, make_campaign_page, make_fund, make_open_funding

pytestmark = pytest.mark.django_db

RUNNING_OUT = "The Comune's fund is running out: today it could add %(amount)s, not %(due)s."
USED_UP = "The Comune's fund is used up: today it could add nothing of the %(due)s due."
MORE_DUE = "%(shortfall)s more is due from the Comune: it comes if money returns to the fund."
NO_MORE = "The Comune's fund was used up: %(shortfall)s of what was due could not be given."
WAITS = "The Comune's fund is used up: %(due)s is due and waits for money to return to the fund."
PLACES = ("/", "/progetti/", "/cerca/?q=orto", "/progetti/orto/", "/secondo-avviso/", "/dona/orto/",
          "/dona/orto/dati/?importo=25")  # fmt: skip


def site_with(fund: str) -> Funding:
    """A campaign of 1,000 EUR, due 500 EUR at its threshold, in every place that shows a bar."""
    call = CallFactory.create(slug="avviso")
    make_fund(call, fund)
    funding = make_open_funding(call, slug="orto", title="Orto")
    tree = ensure_site_tree("it")
    window = {"opens_at": funding.opens_at, "closes_at": funding.closes_at}
    page = make_campaign_page(funding, round=Round.objects.create(call=call, number=1, **window))
    assert page.live
    avviso = CallPage(title="Avviso", slug="secondo-avviso", call=call, locale=tree.locale)
    tree.home.add_child(instance=avviso)
    return funding


def said(message: str, language: str = "it", **amounts: str) -> str:
    """A sentence of the bar as it stands in a page."""
    with override(language):
        values = {name: format_eur(Decimal(amount)) for name, amount in amounts.items()}
        return gettext(message) % values


def shown(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    text = response.content.decode()
    assert 'class="bar ' in text
    return text


def start(message: str) -> str:
    """What the sentence begins with, whatever its amounts."""
    return gettext(message).split(":")[0]


@pytest.mark.parametrize(
    ("fund", "message", "amounts"),
    [
        ("499.99", RUNNING_OUT, {"amount": "499.99", "due": "500.00"}),
        ("0.01", RUNNING_OUT, {"amount": "0.01", "due": "500.00"}),
        ("0.00", USED_UP, {"due": "500.00"}),
    ],
    ids=["a cent short", "a cent left", "empty"],
)
def test_r18_a_fund_that_holds_less_is_told_before_anyone_gives(
    fund: str, message: str, amounts: dict[str, str]
) -> None:
    site_with(fund)
    for place in PLACES:
        assert said(message, **amounts) in shown(place), place


def test_r18_a_fund_that_is_enough_is_not_called_short() -> None:
    site_with("500.00")
    for place in PLACES:
        text = shown(place)
        assert start(RUNNING_OUT) not in text, place
        assert start(USED_UP) not in text, place


def test_r18_it_is_told_in_english_too() -> None:
    site_with("200.00")
    sentence = said(RUNNING_OUT, "en", amount="200.00", due="500.00")
    for place in ("/dona/orto/", "/dona/orto/dati/?importo=25"):
        assert sentence in shown(f"/en{place}"), place


def test_r18_programs_read_the_same_amounts() -> None:
    site_with("200.00")
    progress = Client().get("/api/v1/campaigns/orto/progress/").json()
    assert progress["match"] == {"state": "potential", "amount": "200.00", "shortfall": "300.00"}


@pytest.mark.parametrize(
    ("fund", "message", "amounts"),
    [("200.00", MORE_DUE, {"shortfall": "300.00"}), ("0.00", WAITS, {"due": "500.00"})],
    ids=["part of it", "nothing"],
)
def test_r4_what_is_due_and_not_there_is_told_once_the_threshold_is_reached(
    fund: str, message: str, amounts: dict[str, Any]
) -> None:
    give(site_with(fund), "500.00", at=timezone.now())
    for place in PLACES:
        assert said(message, **amounts) in shown(place), place


@pytest.mark.parametrize(
    ("phase", "message"), [(Phase.CAMPAIGNS, MORE_DUE), (Phase.CLOSED, NO_MORE)]
)
def test_r5_a_campaign_that_succeeded_says_whether_more_may_come(
    phase: Phase, message: str
) -> None:
    funding = site_with("200.00")
    give(funding, "500.00", at=timezone.now())
    end(funding, now=timezone.now())
    Call.objects.update(phase=phase)
    for place in ("/progetti/", "/progetti/orto/"):
        assert said(message, shortfall="300.00") in shown(place), place
    with override("it"):
        letter = bar_of(progress_of(with_match(Funding.objects.all()).get(), timezone.now()))
    assert letter.caution == said(message, shortfall="300.00")


def test_r18_a_change_of_the_fund_is_in_the_bar_at_once() -> None:
    site_with("0.00")
    assert start(USED_UP) in shown("/progetti/orto/")
    acts.change_fund(
        fund=Fund.objects.get(),
        total=Decimal("500.00"),
        number="DD 1/2026",
        date=date(2026, 3, 10),
        reason="Variazione di bilancio",
        by=None,
        now=timezone.now(),
    )
    text = shown("/progetti/orto/")
    assert start(USED_UP) not in text
    assert start(RUNNING_OUT) not in text
