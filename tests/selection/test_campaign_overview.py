"""One campaign as the staff sees it, and what may go wrong with it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from campaigns.cofinancing.progress import with_match
from campaigns.dialogue.models import VoiceState
from campaigns.following.models import Follow
from campaigns.funding.models import Funding, Reward, State
from campaigns.models import CampaignPage, LibraryImage, Update
from campaigns.payments import campaign_acts
from campaigns.payments.campaign_acts import Document
from campaigns.payments.models import Status
from campaigns.selection.risks import watched
from tests.delivering.conftest import PRIVATE, make_shop, mark
from tests.dialogue.conftest import make_voice
from tests.factories import (
    give,
    make_campaign_page,
    make_donation,
    make_fund,
    make_open_funding,
)
from tests.pages_http.conftest import make_picture
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> CampaignPage:
    funding = make_open_funding(slug="forno", title="Il forno")
    make_fund(funding.call)
    return make_campaign_page(funding, main_image=make_picture(1))


def risks(page: CampaignPage) -> list[str]:
    fundings = with_match(Funding.objects.filter(translation_key=page.translation_key))
    (row,) = watched(list(fundings), timezone.now())
    return [risk.text for risk in row.risks]


def of_page(page: CampaignPage) -> Funding:
    return Funding.objects.get(translation_key=page.translation_key)


def given(page: CampaignPage, amount: str) -> Any:
    return give(of_page(page), amount, at=timezone.now() - timedelta(days=1))


def test_a_campaign_that_goes_well_has_no_risk(page: CampaignPage) -> None:
    given(page, "499.00")
    given(page, "120.00")
    assert risks(page) == []


def test_a_slow_pace_is_told_with_what_would_lack(page: CampaignPage) -> None:
    given(page, "10.10")
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
    assert len(risks(page)) == 2


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


def suspend(funding: Funding) -> None:
    campaign_acts.suspend(
        funding_id=funding.pk,
        document=Document(
            number="DD 3",
            date=timezone.localdate(),
            reason="Per gli uffici.",
            public_reason_it="Manca un permesso.",
        ),
        now=timezone.now(),
    )


def test_a_suspended_campaign_asks_for_a_decision(page: CampaignPage) -> None:
    given(page, "600.00")
    suspend(of_page(page))
    (risk,) = risks(page)
    assert date_format(timezone.localdate()) in risk
    assert "Manca un permesso." in opened("Redazione").content.decode()


def test_payments_awaited_beyond_their_window_are_told(page: CampaignPage) -> None:
    given(page, "600.00")
    rows = Funding.objects.filter(translation_key=page.translation_key)
    make_donation(of_page(page), status=Status.PROCESSING)
    window = timedelta(days=of_page(page).call.settlement_days)
    now = timezone.now()
    Update.objects.create(campaign_key=page.translation_key, title="Si impasta", published_at=now)
    rows.update(
        state=State.SETTLING,
        opens_at=now - window * 2,
        closes_at=now - window + timedelta(hours=1),
    )
    assert risks(page) == []
    rows.update(closes_at=now - window)
    (risk,) = risks(page)
    assert "1 pagamento" in risk


def opened(role: str, slug: str = "forno") -> Any:
    client = Client()
    client.force_login(make_staff(role))
    return client.get(reverse("selection:campaign", args=[slug]))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Redazione", 200),
        ("Ragioneria", 200),
        ("RUP", 200),
        ("Segreteria", 200),
        ("Commissione", 403),
    ],
)
def test_who_writes_pays_or_decides_sees_it(page: CampaignPage, role: str, status: int) -> None:
    answer = opened(role)
    assert answer.status_code in ({200} if status == 200 else {302, 403})


def test_each_finds_the_acts_of_its_own(page: CampaignPage) -> None:
    voice = reverse("editorial:voice", args=[make_voice(of_page(page)).pk])
    suspend_url = reverse("finance:suspend", args=["forno"])
    correct = reverse("editorial:correct", args=[page.pk])
    roles = ("Ragioneria", "Redazione", "RUP", "Segreteria")
    seen = {
        role: tuple(address in shown for address in (suspend_url, correct, voice))
        for role in roles
        if (shown := opened(role).content.decode())
    }
    assert seen == {
        "Ragioneria": (True, False, False),
        "Redazione": (False, True, True),
        "RUP": (False, False, False),
        "Segreteria": (False, False, False),
    }


def test_followers_and_what_is_left_of_rewards_are_counted(page: CampaignPage) -> None:
    now = timezone.now()
    for email, confirmed_at in (("ada@example.org", now), ("eva@example.org", None)):
        Follow.objects.create(
            campaign_key=page.translation_key,
            email=email,
            asked_at=now,
            confirmed_at=confirmed_at,
        )
    reward = Reward.objects.create(
        campaign_key=page.translation_key, amount=Decimal("10.00"), title_it="Un filone", limit=3
    )
    give(of_page(page), "10.00", at=now - timedelta(hours=1), reward=reward)
    shown = opened("Redazione")
    assert shown.context["followers"] == 1
    assert [(row.total, left) for row, left in shown.context["rewards"]] == [(1, 2)]


def test_an_act_leads_back_to_the_page_it_was_begun_from(page: CampaignPage) -> None:
    client = Client()
    client.force_login(make_staff("Ragioneria"))
    here = reverse("selection:campaign", args=["forno"])
    (button, *_others) = client.get(here).context["buttons"]
    assert client.get(button.url).context["back_url"] == here
    own = reverse("finance:campaign", args=["forno"])
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)", "\x00"):
        shown = client.get(reverse("finance:suspend", args=["forno"]), {"next": elsewhere})
        assert shown.context["back_url"] == own


def listed(query: str = "") -> list[str]:
    client = Client()
    client.force_login(make_staff("Redazione"))
    rows = client.get(reverse("selection:campaigns") + query).context["rows"]
    return [row.progress.campaign for row in rows]


def test_what_needs_the_staff_comes_first_the_gravest_at_the_top(page: CampaignPage) -> None:
    given(page, "600.00")
    fundings = {slug: make_open_funding(slug=slug) for slug in ("vicina", "sospesa", "tranquilla")}
    for slug, funding in fundings.items():
        make_fund(funding.call)
        make_campaign_page(funding)
        give(funding, "450.00" if slug == "vicina" else "600.00", at=timezone.now())
    suspend(fundings["sospesa"])
    assert listed()[:2] == ["sospesa", "vicina"]
    assert set(listed("?mostra=da-seguire")) == {"sospesa", "vicina"}
    assert set(listed("?mostra=in-raccolta")) == {"vicina", "tranquilla", "forno"}
    assert listed("?mostra=concluse") == []
    assert listed("?mostra=%00") == listed()


def test_the_list_leads_to_each_in_as_many_questions(page: CampaignPage) -> None:
    client = Client()
    client.force_login(make_staff("Redazione"))
    address = reverse("selection:campaigns")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        shown = answer.content.decode()
        for slug in Funding.objects.values_list("slug", flat=True):
            assert reverse("selection:campaign", args=[slug]) in shown
        return len(queries)

    given(page, "450.00")
    asked()
    few = asked()
    for number in range(5):
        funding = make_open_funding()
        make_fund(funding.call)
        make_campaign_page(funding, main_image=make_picture(number + 2))
        make_voice(funding, state=VoiceState.PUBLISHED)
        give(funding, "450.00", at=timezone.now())
    suspend(funding)
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
    assert "1 ricompensa è in ritardo." in [risk.text for risk in page.context["risks"]]
    assert [(row.total, row.sent) for row, _left in page.context["rewards"]] == [(2, 1), (0, 0)]
    assert not any(word in text for word in (*PRIVATE, waiting.reference))
    Reward.objects.update(expected_on=timezone.localdate())
    assert "ricompensa" not in str(client.get(page.wsgi_request.path).context["risks"])
