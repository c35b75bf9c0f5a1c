"""Finance sets a grant anew from its page: shown first, done once, and everybody is told."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.cofinancing.models import GrantChange
from campaigns.payments import notice_recipients, notice_sending
from campaigns.payments.models import Notice, NoticeKind, Provider
from campaigns.reporting import grants
from campaigns.selection import notice_sending as selection_sending
from campaigns.selection import report_notices
from campaigns.selection.models import NoticeKind as SelectionKind
from campaigns.selection.models import SelectionNotice
from tests.cofinancing.grants import paper, pay, reasons, set_anew, with_act
from tests.cofinancing.stories import (
    assert_books_agree,
    commitment_of,
    crossed,
    end,
    make_call,
)
from tests.reporting.conftest import Scene
from tests.selection import factories


@pytest.fixture
def finance(scene: Scene) -> Client:
    client = Client()
    client.force_login(factories.make_staff("Ragioneria"))
    return client


def typed(**fields: Any) -> dict[str, Any]:
    values = {
        "kind": "expenses",
        "due": "300,00",
        "number": "DD 7/2026",
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "reason": "Spese ammesse 800,00.",
        "public_reason_it": "Il progetto è costato meno.",
    }
    return values | fields


def url_of(scene: Scene, name: str) -> str:
    return reverse(f"reports:{name}", args=[scene.funding.slug])


def confirmed(client: Client, url: str, data: dict[str, Any]) -> Any:
    """The second look, then the deed."""
    shown = client.post(url, data)
    assert shown.status_code == 200
    return client.post(url, data | {"confirmed": shown.context["digest"]}, follow=True)


def test_r9_the_form_says_what_the_rules_would_give(scene: Scene, finance: Client) -> None:
    scene.accept(scene.report(amount=Decimal("800.00")))
    with_act(scene.funding)
    told = finance.get(url_of(scene, "change_grant"))
    assert told.context["suggested"] == 300
    assert told.context["form"]["due"].value() == "300,00"
    assert grants.due_for(scene.funding, Decimal("0.00")) == 0


def test_the_act_is_shown_and_then_done_once(scene: Scene, finance: Client) -> None:
    with_act(scene.funding)
    pay(scene.funding, "450.00")
    url = url_of(scene, "change_grant")
    shown = finance.post(url, typed())
    assert not GrantChange.objects.exists()
    assert any("150\xa0€" in sentence for sentence in shown.context["consequences"])
    data = typed(confirmed=shown.context["digest"])
    assert finance.post(url, data).status_code == 302
    assert finance.post(url, data).status_code == 400
    assert (commitment_of(scene.funding).granted, GrantChange.objects.count()) == (300, 1)
    page = finance.get(reverse("finance:campaign", args=[scene.funding.slug])).content.decode()
    assert "DD 7/2026" in page and url_of(scene, "recovery") in page
    assert_books_agree()


def test_the_page_of_the_campaign_has_the_grant_and_its_acts(scene: Scene, finance: Client) -> None:
    with_act(scene.funding)
    pay(scene.funding, "450.00")
    item = reverse("reports:item", args=[scene.report().pk])
    overview = reverse("selection:campaign", args=[scene.funding.slug])
    page = finance.get(overview).content.decode()
    assert "450" in page and url_of(scene, "change_grant") in page and item not in page
    words = Client()
    words.force_login(factories.make_staff("Redazione"))
    desk, redazione = (client.get(overview).content.decode() for client in (scene.desk, words))
    assert item in desk and url_of(scene, "change_grant") not in desk
    assert item not in redazione and "grant-title" not in redazione
    url = f"{url_of(scene, 'change_grant')}?next={overview}"
    shown = finance.post(url, typed())
    done = finance.post(url, typed(confirmed=shown.context["digest"]))
    assert done["Location"] == overview
    recorder = GrantChange.objects.get().recorded_by
    assert f"Registrato da {recorder}" in finance.get(overview).content.decode()


def test_an_expense_accepted_while_the_act_is_signed_brings_it_back(
    scene: Scene, finance: Client
) -> None:
    scene.accept(scene.report(amount=Decimal("800.00")))
    url, late = url_of(scene, "change_grant"), scene.report(amount=Decimal("100.00"))
    shown = finance.post(url, typed())
    scene.accept(late)
    again = finance.post(url, typed() | {"confirmed": shown.context["digest"]})
    assert again.context["changed"] and not GrantChange.objects.exists()
    assert any("900\xa0€" in sentence for sentence in again.context["consequences"])


@pytest.mark.parametrize("due", ["500,00", "501", "1e2", "-3", "abc", "", "0,001"])
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    scene: Scene, finance: Client, due: str
) -> None:
    answer = finance.post(url_of(scene, "change_grant"), typed(due=due))
    assert answer.status_code == 400
    assert "Spese ammesse 800,00." in answer.content.decode()
    assert not GrantChange.objects.exists()


def test_instalments_and_money_paid_back_are_recorded(scene: Scene, finance: Client) -> None:
    with_act(scene.funding)
    written = {"number": "M 4", "date": f"{timezone.localdate():%Y-%m-%d}"}
    confirmed(finance, url_of(scene, "pay_out"), written | {"amount": "400"})
    confirmed(finance, url_of(scene, "change_grant"), typed(kind="revocation", due="0"))
    assert commitment_of(scene.funding).receivable == 400
    confirmed(finance, url_of(scene, "recovery"), written | {"amount": "400,00"})
    row = commitment_of(scene.funding)
    assert (row.granted, row.paid, row.receivable, row.fund.available) == (0, 0, 0, 400_000)
    assert_books_agree()


def test_donors_and_the_proponent_are_told(
    scene: Scene, finance: Client, mailoutbox: list[Any]
) -> None:
    gift = scene.funding.gifts.get()
    type(gift).objects.update(provider=Provider.STRIPE)
    confirmed(finance, url_of(scene, "change_grant"), typed())
    change = GrantChange.objects.get()
    notice_recipients.notify_campaign(
        funding_id=scene.funding.pk,
        kind=NoticeKind.GRANT_CHANGED,
        about=str(change.pk),
        now=timezone.now(),
    )
    assert Notice.objects.filter(kind=NoticeKind.GRANT_CHANGED).count() == 1
    notice_sending.NOTICES.send_due(clock=timezone.now)
    for _ in range(2):
        report_notices.tell(now=timezone.now())
    selection_sending.NOTICES.send_due(clock=timezone.now)
    told = SelectionNotice.objects.filter(kind=SelectionKind.GRANT_CHANGED)
    assert told.get().recipient == scene.member
    to_donor, to_member = mailoutbox
    for mail, address in ((to_donor, gift.email), (to_member, scene.member.email)):
        assert mail.to == [address]
        assert "300\xa0€" in mail.body and "Il progetto è costato meno." in mail.body


def test_donors_of_a_project_that_waits_read_what_is_there(db: None, mailoutbox: list[Any]) -> None:
    funding = end(crossed(make_call("200.00")))
    change = set_anew(funding, "300.00")
    notice_recipients.notify_campaign(
        funding_id=funding.pk,
        kind=NoticeKind.GRANT_CHANGED,
        about=str(change.pk),
        now=timezone.now(),
    )
    notice_sending.NOTICES.send_due(clock=timezone.now)
    for amount in ("300", "200", "100"):
        assert f" {amount}\xa0€" in mailoutbox[0].body


def test_the_job_that_tells_donors_is_queued_with_the_act(scene: Scene) -> None:
    before = ProcrastinateJob.objects.filter(task_name="payments.notify_campaign").count()
    grants.change_grant(
        commitment=commitment_of(scene.funding),
        due=Decimal("100.00"),
        paper=paper(date=timezone.localdate()),
        reasons=reasons(),
        now=timezone.now(),
    )
    after = ProcrastinateJob.objects.filter(task_name="payments.notify_campaign").count()
    assert after == before + 1
