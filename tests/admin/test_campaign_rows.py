"""Updates, questions and rewards in the admin: keyed by a campaign, chosen by its title."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.funding.models import Funding, Reward
from campaigns.models import CampaignPage, Question, Update
from home.site_tree import ensure_site_tree
from tests.admin.conftest import SignIn
from tests.factories import make_campaign_page, make_donation, make_open_funding

KINDS = {"update": "campaigns_update", "question": "campaigns_question", "reward": "funding_reward"}


def url_of(kind: str, action: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_{KINDS[kind]}:{action}", args=args)


def make_row(kind: str, page: CampaignPage, text: str = "Grazie") -> Any:
    now = timezone.now()
    rows: dict[str, Any] = {
        "update": Update(title=text, body="<p>Sì</p>", published_at=now),
        "question": Question(text=text, written_at=now),
        "reward": Reward(amount="10.00", title_it=text, description_it="…"),
    }
    row = rows[kind]
    row.campaign_key = page.translation_key
    row.save()
    return row


@pytest.fixture
def page(db: None) -> CampaignPage:
    return make_campaign_page(make_open_funding(slug="ecolab", title="Ecolab"))


@pytest.fixture
def other(db: None) -> CampaignPage:
    return make_campaign_page(make_open_funding(slug="gallab", title="Gallab"))


@pytest.mark.parametrize("kind", KINDS)
def test_lists_name_the_campaign_in_the_default_language(
    sign_in: SignIn, page: CampaignPage, kind: str
) -> None:
    english = page.copy_for_translation(ensure_site_tree("en").locale)
    english.title = "Ecolab in English"
    english.save_revision().publish()
    make_row(kind, page)
    text = sign_in("Redazione").get(url_of(kind, "list")).content.decode()
    assert "Ecolab" in text
    assert "Ecolab in English" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_lists_can_be_of_one_campaign(
    sign_in: SignIn, page: CampaignPage, other: CampaignPage, kind: str
) -> None:
    make_row(kind, page, "Sua")
    make_row(kind, other, "Altrui")
    response = sign_in("Redazione").get(
        url_of(kind, "list"), {"campaign_key": str(page.translation_key)}
    )
    assert [str(row) for row in response.context["object_list"]] == ["Sua"]


@pytest.mark.parametrize("kind", KINDS)
def test_lists_ask_the_same_number_of_queries_whatever_their_length(
    sign_in: SignIn, page: CampaignPage, kind: str
) -> None:
    client = sign_in("Redazione")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url_of(kind, "list")).status_code == 200
        return len(captured)

    make_row(kind, page)
    queries()
    few = queries()
    for _number in range(3):
        make_row(kind, page)
    assert queries() == few


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_row_knows_its_campaign_already(
    sign_in: SignIn, page: CampaignPage, kind: str
) -> None:
    key = str(page.translation_key)
    response = sign_in("Redazione").get(f"{url_of(kind, 'add')}?campaign_key={key}")
    assert response.context["form"]["campaign_key"].value() == key


def test_a_reward_is_saved_for_the_campaign_chosen(sign_in: SignIn, page: CampaignPage) -> None:
    values = {
        "campaign_key": str(page.translation_key),
        "amount": "25.00",
        "limit": "",
        "title_it": "Una borsa",
        "description_it": "Cucita qui.",
        "handover": "shipped",
        "handover_it": "in busta",
        "expected_on": "2026-12-31",
    }
    client = sign_in("Redazione")
    assert client.post(url_of("reward", "add"), values).status_code == 302
    reward = Reward.objects.get()
    assert reward.campaign_key == page.translation_key
    assert (reward.is_shipped, reward.handover_words) == (True, "in busta")
    stranger = values | {"campaign_key": str(uuid.uuid4())}
    assert client.post(url_of("reward", "add"), stranger).status_code == 200
    assert Reward.objects.count() == 1


def test_a_reward_that_somebody_chose_stays_with_its_campaign(
    sign_in: SignIn, page: CampaignPage, other: CampaignPage
) -> None:
    reward = make_row("reward", page)
    make_donation(Funding.objects.get(slug="ecolab"), reward=reward)
    client = sign_in("Redazione")
    values = {"amount": "10.00", "description_it": "…", "handover": "handed_over"}
    moved = values | {"title_it": "Altra", "campaign_key": str(other.translation_key)}
    assert client.post(url_of("reward", "edit", reward.pk), moved).status_code == 200
    reward.refresh_from_db()
    assert (reward.title_it, reward.campaign_key) == ("Grazie", page.translation_key)
    kept = moved | {"campaign_key": str(page.translation_key)}
    assert client.post(url_of("reward", "edit", reward.pk), kept).status_code == 302
    delete = url_of("reward", "delete", reward.pk)
    assert client.get(delete).status_code in (200, 302)
    assert client.post(delete).status_code in (200, 302)
    assert Reward.objects.filter(pk=reward.pk, title_it="Altra").exists()


@pytest.mark.parametrize("role", ["Redazione", "superuser"])
def test_nor_is_it_deleted_among_several_whoever_asks(
    sign_in: SignIn, page: CampaignPage, role: str
) -> None:
    reward = make_row("reward", page)
    make_donation(Funding.objects.get(slug="ecolab"), reward=reward)
    url = reverse("wagtail_bulk_action", args=["funding", "reward", "delete"])
    client = sign_in(role)
    for chosen in (reward.pk, 2**31 - 1):
        for ask in (client.get, client.post):
            assert ask(f"{url}?id={chosen}").status_code in (200, 302, 404)
    assert Reward.objects.filter(pk=reward.pk).exists()


def test_the_first_answer_is_dated(sign_in: SignIn, page: CampaignPage) -> None:
    question = make_row("question", page, "Quando?")
    values = {
        "campaign_key": str(page.translation_key),
        "language": "it",
        "written_at": "2026-03-10 12:00",
        "text": "Quando?",
        "answer": "A maggio.",
    }
    client = sign_in("Redazione")
    client.post(url_of("question", "edit", question.pk), values)
    question.refresh_from_db()
    first = question.answered_at
    assert first is not None
    client.post(url_of("question", "edit", question.pk), values | {"answer": "A giugno."})
    question.refresh_from_db()
    assert question.answer == "A giugno."
    assert question.answered_at == first
