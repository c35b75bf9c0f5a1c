"""“Le mie donazioni”: a link by mail, the same answer to everybody, no address anywhere."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from campaigns.funding.models import Funding
from campaigns.payments import address_links, tasks
from campaigns.payments.address_links import LinkNotSent, address_token
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation
from tests.donate.conftest import Say
from tests.factories import give, make_donation

ASK = "/le-mie-donazioni/"
EMAIL = "Ada.Brambilla@example.org"


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return give(funding, "25.00", at=timezone.now(), email=EMAIL)


def jobs() -> list[dict[str, Any]]:
    """What waits to be mailed."""
    waiting = ProcrastinateJob.objects.filter(task_name=address_links.TASK)
    return list(waiting.order_by("id").values_list("args", flat=True))


def ask(client: Client, email: str, path: str = ASK) -> Any:
    return client.post(path, {"email": email})


def mailed_link(client: Client, email: str = EMAIL, path: str = ASK) -> str:
    """The path in the mail that an address gets."""
    ask(client, email, path)
    tasks.send_address_link(**jobs()[-1])
    [message] = mail.outbox
    found = re.search(r"http\S+/le-mie-donazioni/\S+", str(message.body))
    assert found is not None
    return urlsplit(found[0]).path


def gift_page(donation: Donation) -> str:
    """In the language of the list, whatever that of the gift."""
    return step_url(donation, "donation", language="it")


class TestTheList:
    def test_it_holds_every_confirmed_gift_of_the_address(
        self, client: Client, funding: Funding, donation: Donation
    ) -> None:
        mine = [
            donation,
            give(funding, "10.00", at=timezone.now(), email=EMAIL.lower()),
            give(funding, "5.00", at=funding.closes_at, email=EMAIL.upper(), locale="en"),
        ]
        others = [
            give(funding, "7.00", at=timezone.now(), email="carlo@example.org"),
            make_donation(funding, email=EMAIL),
        ]
        answer = client.get(mailed_link(client))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert all(gift_page(gift) in page for gift in mine)
        assert not any(gift_page(gift) in page for gift in others)
        assert "example.org" not in page.replace("crowdfunding@example.org", "")

    def test_its_link_needs_no_cookie_and_tells_nobody(
        self, client: Client, donation: Donation
    ) -> None:
        answer = client.get(mailed_link(client))
        assert answer.cookies == {}
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]

    def test_r16_the_address_is_in_no_link_and_no_job(
        self, client: Client, donation: Donation
    ) -> None:
        link = mailed_link(client)
        for text in (link, str(jobs())):
            assert "ada@" not in text.lower() and "ada%40" not in text.lower()
            assert "example" not in text

    @pytest.mark.parametrize(("path", "language"), [(ASK, "it"), (f"/en{ASK}", "en")])
    def test_the_mail_speaks_the_language_of_who_asks(
        self, client: Client, donation: Donation, say: Say, path: str, language: str
    ) -> None:
        link = mailed_link(client, path=path)
        assert link.startswith(path)
        [message] = mail.outbox
        assert message.to == [EMAIL]
        assert say("Your gifts on %(brand)s", language).split("%")[0] in message.subject
        assert f'<html lang="{language}"' in client.get(link).content.decode()

    def test_it_is_made_in_two_queries_whatever_its_length(
        self, client: Client, funding: Funding, donation: Donation
    ) -> None:
        link = f"{ASK}{address_token(donation=donation, now=timezone.now())}/"
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get(link)
            counts.append(len(queries))
            give(funding, "10.00", at=timezone.now(), email=EMAIL)
        assert counts[0] == counts[1]


class TestItsLink:
    def test_it_is_good_for_a_day(self, client: Client, donation: Donation) -> None:
        now = timezone.now()
        for age, status in ((timedelta(hours=23, minutes=59), 200), (timedelta(hours=24), 410)):
            token = address_token(donation=donation, now=now - age)
            answer = client.get(f"{ASK}{token}/")
            assert answer.status_code == status
        assert f'href="{ASK}"' in answer.content.decode()
        assert gift_page(donation) not in answer.content.decode()

    def test_a_forged_one_opens_nothing(
        self, client: Client, funding: Funding, donation: Donation
    ) -> None:
        other = give(funding, "9.00", at=timezone.now(), email="carlo@example.org")
        now = timezone.now()
        mine = address_token(donation=donation, now=now)
        theirs = address_token(donation=other, now=now)
        payload, signature = mine.rsplit(":", 1)
        pk, digest, expires = payload.split(".")
        forged = [
            f"{payload}:{theirs.rsplit(':', 1)[1]}",
            f"{other.pk.hex}.{digest}.{expires}:{signature}",
            f"{pk}.{digest}.{int(expires) + 9}:{signature}",
            step_url(donation, "donation").split("/")[-2],
            "x",
            "à",
            "a" * 3000,
        ]
        for token in forged:
            assert client.get(f"{ASK}{token}/").status_code == 404, token

    def test_r16_an_address_that_was_corrected_meanwhile_opens_nobody_elses_gifts(
        self, client: Client, funding: Funding, donation: Donation
    ) -> None:
        """Else who has a donation's link could read what another address gave."""
        victims = give(funding, "500.00", at=timezone.now(), email="victim@example.org")
        link = mailed_link(client)
        client.post(step_url(donation, "correct_email"), {"email": "victim@example.org"})
        answer = client.get(link)
        assert answer.status_code == 404
        assert gift_page(victims) not in answer.content.decode()

    def test_r16_it_dies_with_the_person(self, client: Client, donation: Donation) -> None:
        link = mailed_link(client)
        Donation.objects.update(email="", name="", erased_at=timezone.now())
        assert client.get(link).status_code == 404


class TestAsking:
    def test_r16_known_and_unknown_are_answered_alike(
        self, client: Client, donation: Donation
    ) -> None:
        answers, queries = [], []
        for email in (EMAIL, "nobody@example.org"):
            with CaptureQueriesContext(connection) as asked:
                answer = ask(client, email)
            queries.append(len(asked))
            answers.append((answer.status_code, answer["Location"], answer.cookies))
        assert answers[0] == answers[1]
        assert answers[0][0] == 303
        assert queries[0] == queries[1]
        assert len(jobs()) == 2
        page = client.get(answers[0][1])
        assert page.status_code == 200

    def test_nobody_is_written_to_where_nobody_gave(self, client: Client, funding: Funding) -> None:
        make_donation(funding, email="unpaid@example.org")
        for email in ("nobody@example.org", "unpaid@example.org"):
            ask(client, email)
        for job in jobs():
            tasks.send_address_link(**job)
        assert mail.outbox == []

    def test_no_mail_leaves_within_the_request(self, client: Client, donation: Donation) -> None:
        ask(client, EMAIL)
        assert mail.outbox == []

    def test_an_address_is_written_to_so_often_an_hour(
        self, client: Client, donation: Donation, settings: Settings
    ) -> None:
        settings.DONATIONS_LINK_PER_ADDRESS = 2
        answers = [ask(client, email) for email in (EMAIL, EMAIL.upper(), EMAIL, EMAIL)]
        assert {answer.status_code for answer in answers} == {303}
        assert len(jobs()) == 2

    def test_a_client_asks_so_often_an_hour(
        self, client: Client, donation: Donation, settings: Settings
    ) -> None:
        settings.DONATIONS_LINK_PER_CLIENT = 2
        statuses = [ask(client, f"{n}@example.org").status_code for n in range(3)]
        assert statuses == [303, 303, 429]
        refused = ask(client, EMAIL)
        assert EMAIL in refused.content.decode()
        other = Client(REMOTE_ADDR="192.0.2.7")
        assert ask(other, EMAIL).status_code == 303

    @pytest.mark.parametrize("email", ["", "ada", "a b@example.org", "ada\x00@example.org"])
    def test_a_mistake_is_said(self, client: Client, funding: Funding, email: str) -> None:
        answer = ask(client, email)
        assert answer.status_code == 400
        assert "error-summary" in answer.content.decode()
        assert jobs() == []

    def test_the_footer_and_the_gifts_page_lead_here(
        self, client: Client, donation: Donation
    ) -> None:
        assert f'href="{ASK}"' in client.get("/cerca/").content.decode()
        assert client.get(gift_page(donation)).content.decode().count(f'href="{ASK}"') == 2

    @pytest.mark.parametrize("path", [ASK, f"{ASK}inviato/", f"/en{ASK}"])
    def test_it_sets_no_cookie(self, client: Client, db: None, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.cookies == {}


def test_a_mail_server_that_fails_tells_no_address(
    client: Client, donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailBackend, messages: list[Any]) -> int:
        raise OSError(f"refused: {messages[0].to}")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    ask(client, EMAIL)
    with pytest.raises(LinkNotSent) as failure:
        tasks.send_address_link(**jobs()[-1])
    assert "example" not in str(failure.value)
    assert failure.value.__suppress_context__
