"""What stands on a campaign's page beside its bar: rewards, budget, ways to make it known."""

import io
from decimal import Decimal
from urllib.parse import quote_plus

import pytest
import segno
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from campaigns.funding.models import Funding, Reward, State
from campaigns.models import BudgetLine, CampaignPage
from campaigns.page.budget_picture import slices_of
from campaigns.page.detail import SUPPORTERS_SHOWN
from tests.factories import give

ADDRESS = "/progetti/orto-1/"


def lines(*amounts: str) -> list[BudgetLine]:
    return [BudgetLine(description=amount, amount=Decimal(amount)) for amount in amounts]


def test_the_slices_of_a_budget_go_once_round() -> None:
    slices = slices_of(lines("300.00", "100.00", "600.00"))
    assert [piece.percent for piece in slices] == [30, 10, 60]
    assert [piece.offset for piece in slices] == [0, 30, 40]
    assert sum(piece.length for piece in slices) == 100


def test_thirds_leave_no_gap_and_a_line_of_nothing_no_slice() -> None:
    slices = slices_of([*lines("1.00", "1.00", "1.00"), BudgetLine(description="x", amount=None)])
    assert [str(piece.offset) for piece in slices] == ["0.00", "33.33", "66.67"]
    assert sum(piece.percent for piece in slices) == 100
    assert all(piece.length + piece.rest == 100 for piece in slices)
    assert slices_of([]) == []


def test_the_ring_has_a_dot_for_decimals_in_every_language(
    client: Client, campaign_page: CampaignPage
) -> None:
    campaign_page.budget_lines = lines("333.33", "666.67")
    campaign_page.save_revision().publish()
    page = client.get(ADDRESS).content.decode()
    assert 'stroke-dasharray="33.33 66.67"' in page
    assert 'stroke-dashoffset="-33.33"' in page


def test_rewards_stand_from_the_least_on_and_fill_in_their_amount(
    client: Client, campaign_page: CampaignPage
) -> None:
    texts = {"title_it": "Grazie", "description_it": "Un grazie.", "limit": 5}
    dear, cheap = (
        Reward.objects.create(campaign_key=campaign_page.translation_key, amount=amount, **texts)
        for amount in (Decimal("50.00"), Decimal("12.50"))
    )
    answer = client.get(ADDRESS)
    assert [reward.id for reward in answer.context["rewards"]] == [cheap.pk, dear.pk]
    link = f"/dona/orto-1/?importo=12.50&amp;ricompensa={cheap.pk}"
    assert link in answer.content.decode()
    assert client.get(link.replace("&amp;", "&"), follow=True).status_code == 200


def test_once_nobody_can_give_rewards_are_told_but_not_offered(
    client: Client, campaign_page: CampaignPage
) -> None:
    texts = {"title_it": "Grazie", "description_it": "Un grazie.", "limit": 5}
    key = campaign_page.translation_key
    Reward.objects.create(campaign_key=key, amount=Decimal("5.00"), **texts)
    offered = ("Puoi donare anche senza", "Ne restano 5", "ricompensa=")
    page = client.get(ADDRESS).content.decode()
    assert all(words in page for words in offered)
    Funding.objects.filter(translation_key=key).update(state=State.SUCCEEDED)
    page = client.get(ADDRESS).content.decode()
    assert "Un grazie." in page
    assert not [words for words in offered if words in page]
    Funding.objects.filter(translation_key=key).update(state=State.CANCELLED)
    page = client.get(ADDRESS).content.decode()
    assert "Un grazie." not in page
    assert 'id="share"' not in page


def test_the_code_for_posters_leads_to_the_page(
    client: Client, campaign_page: CampaignPage
) -> None:
    answer = client.get("/qr/orto-1.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "max-age" in answer["Cache-Control"]
    expected = io.BytesIO()
    segno.make(campaign_page.full_url, error="m", micro=False).save(
        expected, kind="svg", border=2, scale=8, xmldecl=False
    )
    assert answer.content == expected.getvalue()
    assert campaign_page.full_url.startswith("http")


def test_there_is_no_code_for_what_nobody_can_read(
    client: Client, campaign_page: CampaignPage
) -> None:
    Locale.objects.get_or_create(language_code="en")
    assert client.get("/qr/non-esiste.svg").status_code == 404
    assert client.get("/en/qr/orto-1.svg").content == client.get("/qr/orto-1.svg").content
    CampaignPage.objects.filter(pk=campaign_page.pk).update(live=False)
    assert client.get("/qr/orto-1.svg").status_code == 404


def test_a_page_says_how_to_make_it_known_and_loads_nothing_for_it(
    client: Client, campaign_page: CampaignPage
) -> None:
    page = client.get(ADDRESS).content.decode()
    assert f"https://wa.me/?text=%C2%AB{quote_plus(campaign_page.title)}" in page
    assert quote_plus(campaign_page.full_url) in page
    assert "&lt;iframe src=&quot;http" in page
    assert "/embed/orto-1/?formato=scheda" in page
    assert 'src="https://' not in page
    assert "<iframe" not in page


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED, State.SUSPENDED])
def test_a_campaign_that_takes_no_money_leads_to_those_that_do(
    client: Client, campaign_page: CampaignPage, state: State
) -> None:
    Funding.objects.filter(slug="orto-1").update(state=state)
    page = client.get(ADDRESS).content.decode()
    assert 'href="/progetti/?stato=live"' in page
    assert 'id="give"' not in page


def test_the_newest_supporters_are_named_only_if_they_want(
    client: Client, campaign_page: CampaignPage
) -> None:
    funding = Funding.objects.get(slug="orto-1")
    for number in range(SUPPORTERS_SHOWN):
        give(funding, "10.00", at=timezone.now(), name=f"Prima {number}")
    give(funding, "11.00", at=timezone.now(), name="Ugo Foscolo", anonymous=True)
    answer = client.get(ADDRESS)
    shown = answer.context["supporters"]
    assert len(shown) == SUPPORTERS_SHOWN
    assert (shown[0].name, shown[0].amount) == ("", Decimal("11.00"))
    assert "Ugo Foscolo" not in answer.content.decode()
