"""Opening, a digest of updates, the last days, the outcome: each once, to whom it concerns."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from campaigns.following import mailing, news
from campaigns.following.models import Follow, FollowMessage, NewsKind
from campaigns.funding.models import Funding, State
from campaigns.page.conversation import Update
from campaigns.payments.models import Provider
from tests.factories import NOW, give, make_campaign_page, make_funding

BEFORE = NOW - timedelta(days=30)


@pytest.fixture
def campaign(db: None) -> Funding:
    """Open since ten days before ``NOW``, for thirty days more."""
    found = make_funding(slug="orto", title="Orto")
    make_campaign_page(found)
    return found


def follow(funding: Funding, email: str = "ada@example.org", **fields: Any) -> Follow:
    values = {"asked_at": BEFORE, "confirmed_at": BEFORE}
    key = funding.translation_key
    return Follow.objects.create(campaign_key=key, email=email, **(values | fields))


def publish(funding: Funding, title: str, at: datetime) -> None:
    Update.objects.create(
        campaign_key=funding.translation_key, title=title, body="—", published_at=at
    )


def subjects(now: datetime) -> list[str]:
    """What goes out at an instant."""
    mail.outbox.clear()
    news.look(now=now)
    mailing.MESSAGES.send_due(clock=lambda: now)
    return [str(letter.subject) for letter in mail.outbox]


def test_the_opening_is_told_once_to_those_who_waited(campaign: Funding) -> None:
    follow(campaign)
    follow(campaign, "tardi@example.org", confirmed_at=campaign.opens_at + timedelta(days=1))
    follow(campaign, "mai@example.org", confirmed_at=None)
    assert subjects(NOW) == ["«Orto» è aperta"]
    assert mail.outbox[0].to == ["ada@example.org"]
    assert subjects(NOW) == []


def test_nothing_is_told_before_it_opens(campaign: Funding) -> None:
    follow(campaign)
    Funding.objects.filter(pk=campaign.pk).update(state=State.SCHEDULED)
    assert subjects(campaign.opens_at - timedelta(days=1)) == []


def test_updates_come_together_at_most_once_a_week(campaign: Funding) -> None:
    follow(campaign, confirmed_at=campaign.opens_at + timedelta(days=1))
    publish(campaign, "Arrivano i semi", NOW - timedelta(hours=5))
    publish(campaign, "La prima zolla", NOW - timedelta(hours=4))
    publish(campaign, "Appena scritto", NOW - timedelta(minutes=5))
    assert subjects(NOW) == ["Novità di «Orto»"]
    words = str(mail.outbox[0].body)
    assert "Arrivano i semi" in words
    assert "La prima zolla" in words
    assert "Appena scritto" not in words
    assert subjects(NOW + timedelta(days=1)) == []
    assert subjects(NOW + timedelta(days=7)) == ["Novità di «Orto»"]
    words = str(mail.outbox[0].body)
    assert "Appena scritto" in words
    assert "La prima zolla" not in words
    assert subjects(NOW + timedelta(days=15)) == []


def test_the_last_days_are_told_once(campaign: Funding) -> None:
    follow(campaign, confirmed_at=campaign.opens_at + timedelta(days=1))
    assert subjects(campaign.closes_at - timedelta(days=4)) == []
    assert subjects(campaign.closes_at - timedelta(days=3)) == ["Ultimi giorni per «Orto»"]
    assert subjects(campaign.closes_at - timedelta(days=1)) == []


def test_a_stopped_campaign_urges_nobody(campaign: Funding) -> None:
    follow(campaign)
    Funding.objects.filter(pk=campaign.pk).update(state=State.SUSPENDED)
    assert subjects(campaign.closes_at - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        (State.SUCCEEDED, "«Orto» ce l’ha fatta"),
        (State.FAILED, "«Orto» non è stata finanziata"),
        (State.CANCELLED, "«Orto» è annullata"),
    ],
)
def test_the_outcome_is_told_to_those_who_did_not_give(
    campaign: Funding, state: State, subject: str
) -> None:
    follow(campaign)
    follow(campaign, "DONA@example.org")
    give(campaign, email="dona@example.org", provider=Provider.STRIPE)
    Funding.objects.filter(pk=campaign.pk).update(state=state, settled_at=NOW)
    assert subjects(NOW) == [subject]
    assert mail.outbox[0].to == ["ada@example.org"]
    assert subjects(NOW) == []


def test_so_it_is_to_those_who_gave_and_have_it_back(campaign: Funding) -> None:
    follow(campaign)
    follow(campaign, "DONA@example.org")
    give(campaign, "600.00", email="dona@example.org", provider=Provider.STRIPE)
    back = give(campaign, email="ada@example.org", provider=Provider.STRIPE)
    type(back).objects.filter(pk=back.pk).update(refunded_amount=back.amount)
    Funding.objects.filter(pk=campaign.pk).update(state=State.SUCCEEDED, settled_at=NOW)
    assert subjects(NOW) == ["«Orto» ce l’ha fatta"]
    assert mail.outbox[0].to == ["ada@example.org"]


def test_each_letter_ends_the_news_with_one_click(campaign: Funding) -> None:
    follow(campaign, language="en")
    assert subjects(NOW) == ["“Orto” is open"]
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/en/segui/news/basta/" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe"].strip("<>") in str(mail.outbox[0].body)


def test_who_has_had_enough_gets_nothing_that_was_queued(campaign: Funding) -> None:
    ended = follow(campaign)
    news.look(now=NOW)
    assert FollowMessage.objects.filter(kind=NewsKind.OPENING).exists()
    ended.delete()
    assert mailing.MESSAGES.send_due(clock=lambda: NOW) == 0
