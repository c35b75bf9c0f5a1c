"""Asked, confirmed by the link in the mail, ended with one click: never without a POST."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaigns.following import mailing, services
from campaigns.following.links import token_of
from campaigns.following.models import Follow, FollowMessage, NewsKind
from campaigns.funding.models import Funding, State
from campaigns.payments.models import Donation
from tests.factories import give

FOLLOW = "/segui/orto/"
ADA = {"email": "ada@example.org"}


def path(follow: Follow, page: str) -> str:
    return f"/segui/news/{page}/{token_of(follow)}/"


def follow(funding: Funding, **fields: Any) -> Follow:
    now = timezone.now()
    values = {"email": ADA["email"], "asked_at": now, "confirmed_at": now}
    return Follow.objects.create(campaign_key=funding.translation_key, **(values | fields))


def test_news_begins_when_the_address_confirms_it(client: Client, funding: Funding) -> None:
    assert FOLLOW in client.get("/progetti/orto/").content.decode()
    assert client.post(FOLLOW, ADA).status_code == 303
    asked = Follow.objects.get()
    mailing.MESSAGES.send_due(clock=timezone.now)
    (letter,) = mail.outbox
    assert path(asked, "conferma") in str(letter.body)
    assert "List-Unsubscribe" not in letter.extra_headers
    assert client.get(path(asked, "conferma")).status_code == 200
    asked.refresh_from_db()
    assert asked.confirmed_at is None, "a mail program that follows links confirms"
    client.post(path(asked, "conferma"))
    asked.refresh_from_db()
    assert asked.confirmed_at is not None


def test_who_follows_already_is_told_the_same_and_gets_no_mail(
    client: Client, funding: Funding
) -> None:
    follow(funding)
    answer = client.post(FOLLOW, {"email": "ADA@example.org"})
    assert (answer.status_code, answer["Location"]) == (303, "/segui/orto/controlla-la-posta/")
    assert Follow.objects.count() == 1
    assert not FollowMessage.objects.exists()


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_click_ends_it_without_login_or_token(funding: Funding, body: dict[str, str]) -> None:
    mail_program = Client(enforce_csrf_checks=True)
    address = path(follow(funding), "basta")
    assert mail_program.get(address).status_code == 200
    assert Follow.objects.exists(), "a mail program that looks at links ends it"
    assert mail_program.post(address, body).status_code == 200
    assert not Follow.objects.exists()
    assert mail_program.post(address, body).status_code == 200
    assert mail_program.get("/segui/news/basta/x:y/").status_code == 404


@pytest.mark.parametrize("email", ["", "nessuno", "x" * 300 + "@example.org", "a\x00@example.org"])
def test_mistakes_are_said(client: Client, funding: Funding, email: str) -> None:
    assert client.post(FOLLOW, {"email": email}).status_code == 400
    assert not Follow.objects.exists()


@pytest.mark.parametrize("limit", ["FOLLOWS_PER_CLIENT", "FOLLOWS_PER_ADDRESS"])
def test_who_asks_too_often_waits(
    client: Client, funding: Funding, settings: Any, limit: str
) -> None:
    setattr(settings, limit, 1)
    client.post(FOLLOW, ADA)
    assert client.post(FOLLOW, ADA).status_code == 429


def test_what_has_ended_is_not_followed(client: Client, funding: Funding) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=State.SUCCEEDED)
    assert client.post(FOLLOW, ADA).status_code == 409
    assert FOLLOW not in client.get("/progetti/orto/").content.decode()


def test_donors_follow_unless_they_say_no(funding: Funding) -> None:
    now = timezone.now()
    give(funding, at=now, email="si@example.org", wants_news=True)
    give(funding, at=now, email="SI@example.org", wants_news=True)
    give(funding, at=now, email="no@example.org")
    assert [services.follow_with_gifts(now=now) for _time in range(2)] == [1, 0]
    assert Follow.objects.confirmed().get().email.lower() == "si@example.org"


def test_a_donor_who_ends_it_is_not_asked_again(client: Client, funding: Funding) -> None:
    now = timezone.now()
    give(funding, at=now, email="si@example.org", wants_news=True)
    services.follow_with_gifts(now=now)
    client.post(path(Follow.objects.get(), "basta"))
    assert services.follow_with_gifts(now=now) == 0
    assert not Follow.objects.exists()


@pytest.mark.parametrize("now_at", ["", "giusta@example.org"])
def test_r16_with_the_address_of_a_gift_its_news_goes(funding: Funding, now_at: str) -> None:
    now = timezone.now()
    gift = give(funding, at=now, email="si@example.org", wants_news=True)
    services.follow_with_gifts(now=now)
    Donation.objects.filter(pk=gift.pk).update(email=now_at)
    services.follow_with_gifts(now=now)
    assert set(Follow.objects.values_list("email", flat=True)) == ({now_at} if now_at else set())


def test_what_is_not_confirmed_is_deleted(funding: Funding) -> None:
    now = timezone.now()
    follow(funding, confirmed_at=None, asked_at=now - timedelta(hours=49))
    kept = follow(funding, email="bruno@example.org")
    assert services.forget_due(now=now) == 1
    assert Follow.objects.get() == kept


def test_addresses_go_when_the_outcome_is_told(funding: Funding) -> None:
    now = timezone.now()
    Funding.objects.filter(pk=funding.pk).update(state=State.SUCCEEDED)
    follows = Follow.objects.filter(pk=follow(funding).pk)
    assert services.forget_due(now=now) == 0
    key = funding.translation_key
    mailing.queue_news(campaign_key=key, kind=NewsKind.OUTCOME, follows=follows, now=now)
    assert services.forget_due(now=now) == 0
    mailing.MESSAGES.send_due(clock=timezone.now)
    assert len(mail.outbox) == 1
    assert services.forget_due(now=now) == 1


def test_a_link_older_than_two_days_confirms_nothing(client: Client, funding: Funding) -> None:
    asked = timezone.now() - timedelta(hours=48, minutes=1)
    old = follow(funding, confirmed_at=None, asked_at=asked)
    assert "<form" not in panel(client.get(path(old, "conferma")))
    client.post(path(old, "conferma"))
    assert not Follow.objects.confirmed().exists()


def test_a_link_is_neither_guessed_nor_replayed(client: Client, funding: Funding) -> None:
    ada, eva = follow(funding, confirmed_at=None), follow(funding, email="eva@example.org")
    token = token_of(ada)
    for wrong in (token.replace(ada.pk.hex, eva.pk.hex), token[:-1], "x", ":", "é:ü", "9" * 5000):
        for page in ("conferma", "basta"):
            assert client.post(f"/segui/news/{page}/{wrong}/").status_code == 404, wrong
    assert Follow.objects.confirmed().get() == eva
    client.post(path(ada, "conferma"))
    client.post(path(ada, "basta"))
    assert client.post(path(ada, "conferma")).status_code == 200
    assert Follow.objects.get() == eva, "an old link does not begin again what was ended"


@pytest.mark.parametrize("page", ["conferma", "basta"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_programs_that_look_at_links_change_nothing(
    client: Client, funding: Funding, method: str, page: str
) -> None:
    asked = follow(funding, confirmed_at=None)
    getattr(client, method)(path(asked, page), {"List-Unsubscribe": "One-Click"})
    assert Follow.objects.get().confirmed_at is None


def panel(answer: Any) -> str:
    """The part of a page that is its own."""
    page = str(answer.content.decode())
    return page[page.index("donation__panel") : page.index("<footer")]
