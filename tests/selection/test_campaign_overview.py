"""One campaign as the staff sees it, and what may go wrong with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.dialogue.models import VoiceState
from campaigns.funding.models import Funding, Reward, State
from campaigns.models import CampaignPage, LibraryImage, Update
from campaigns.pace import pace_of
from campaigns.selection.risks import risks_of
from tests.delivering.conftest import PRIVATE, make_shop, mark
from tests.dialogue.conftest import make_voice
from tests.factories import give, make_campaign_page, make_fund, make_open_funding
from tests.pages_http.conftest import make_picture
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> CampaignPage:
    funding = make_open_funding(slug="forno", title="Il forno")
    make_fund(funding.call)
    return make_campaign_page(funding, main_image=make_picture(1))


def risks(page: CampaignPage) -> list[str]:
    funding = with_match(Funding.objects.filter(translation_key=page.translation_key)).get()
    progress = progress_of(funding, timezone.now())
    return risks_of(funding, progress, pace_of(funding, progress), page)


def of_page(page: CampaignPage) -> Funding:
    return Funding.objects.get(translation_key=page.translation_key)


def given(page: CampaignPage, amount: str) -> Any:
    return give(of_page(page), amount, at=timezone.now() - timedelta(days=1))


def test_a_campaign_that_goes_well_has_no_risk(page: CampaignPage) -> None:
    given(page, "499.00")
    given(page, "120.00")
    assert risks(page) == []


def test_a_slow_pace_is_told_with_what_would_lack(page: CampaignPage) -> None:
    given(page, "10.00")
    (risk,) = risks(page)
    assert "soglia" in risk
    assert "460" in risk


def test_a_near_threshold_is_told(page: CampaignPage) -> None:
    given(page, "450.00")
    (risk,) = risks(page)
    assert "50" in risk


def test_a_page_offline_a_picture_without_release_and_silence_are_told(page: CampaignPage) -> None:
    given(page, "600.00")
    month = timezone.now() - timedelta(days=31)
    Funding.objects.filter(pk=of_page(page).pk).update(opens_at=month)
    assert len(risks(page)) == 1
    Update.objects.create(
        campaign_key=page.translation_key, title="Si impasta", body="", published_at=timezone.now()
    )
    assert risks(page) == []
    LibraryImage.objects.update(release_expires_on=timezone.localdate() - timedelta(days=1))
    CampaignPage.objects.filter(pk=page.pk).update(live=False)
    assert len(risks(CampaignPage.objects.get(pk=page.pk))) == 2


def test_after_success_people_wait_longer_for_news(page: CampaignPage) -> None:
    rows = Funding.objects.filter(translation_key=page.translation_key)
    rows.update(state=State.SUCCEEDED, settled_at=timezone.now() - timedelta(days=89))
    assert risks(page) == []
    rows.update(settled_at=timezone.now() - timedelta(days=91))
    assert len(risks(page)) == 1


def test_questions_without_an_answer_are_counted(page: CampaignPage) -> None:
    given(page, "600.00")
    for _each in range(2):
        make_voice(of_page(page), state=VoiceState.PUBLISHED)
    (risk,) = risks(page)
    assert risk.startswith("2 ")


def opened(role: str, slug: str = "forno") -> Any:
    client = Client()
    client.force_login(make_staff(role))
    return client.get(reverse("selection:campaign", args=[slug]))


@pytest.mark.parametrize(
    ("role", "status"),
    [("Redazione", 200), ("Ragioneria", 200), ("RUP", 200), ("Commissione", 403)],
)
def test_who_writes_pays_or_decides_sees_it(page: CampaignPage, role: str, status: int) -> None:
    answer = opened(role)
    assert answer.status_code in ({200} if status == 200 else {302, 403})


def test_each_finds_the_acts_of_its_own(page: CampaignPage) -> None:
    suspend = reverse("finance:suspend", args=["forno"])
    correct = reverse("editorial:correct", args=[page.pk])
    money, words = (opened(role).content.decode() for role in ("Ragioneria", "Redazione"))
    assert (suspend in money, correct in money) == (True, False)
    assert (suspend in words, correct in words) == (False, True)


def test_the_list_leads_to_each_in_as_many_questions(page: CampaignPage) -> None:
    client = Client()
    client.force_login(make_staff("Redazione"))
    address = reverse("selection:campaigns")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        listed = answer.content.decode()
        for slug in Funding.objects.values_list("slug", flat=True):
            assert reverse("selection:campaign", args=[slug]) in listed
        return len(queries)

    asked()
    few = asked()
    for _each in range(5):
        make_open_funding()
    assert asked() == few


def test_a_campaign_that_is_not_there_is_not_found(page: CampaignPage) -> None:
    assert opened("Redazione", "nessuna").status_code == 404


def test_rewards_that_are_late_are_a_risk_and_told_in_numbers_alone(db: None) -> None:
    shop = make_shop(days_ago=91)
    sent, waiting = shop.addressed(), shop.addressed()
    mark(shop, sent)
    client = Client()
    client.force_login(make_staff("Redazione"))
    page = client.get(reverse("selection:campaign", args=[shop.funding.slug]))
    text = page.content.decode()
    assert "1 ricompensa è in ritardo." in page.context["risks"]
    assert [(row.total, row.sent) for row in page.context["rewards"]] == [(2, 1), (0, 0)]
    assert not any(word in text for word in (*PRIVATE, waiting.reference))
    Reward.objects.update(expected_on=timezone.localdate())
    assert "ricompensa" not in str(client.get(page.wsgi_request.path).context["risks"])
