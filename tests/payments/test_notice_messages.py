"""What donors read: the campaign, the amount, what happened, what happens next, their link."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from campaigns.funding.models import ActKind, Funding
from campaigns.money import format_eur
from campaigns.payments import refunds
from campaigns.payments.links import step_url
from campaigns.payments.models import (
    Donation,
    NoticeKind,
    RefundReason,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
    Status,
)
from tests.factories import (
    NOW,
    CallFactory,
    OrganizationFactory,
    make_donation,
    make_fund,
    make_funding,
)

from .mailing import html_of, mail_of, paid
from .news import act_on, conclude, failed_campaign, plain, refund_of, succeeded, suspended, written

pytestmark = pytest.mark.django_db

TITLE = "Orti & <b>semi</b>"
LANGUAGES = pytest.mark.parametrize("language", ["it", "en"])


@pytest.fixture
def funding() -> Funding:
    call = CallFactory.create()
    make_fund(call)
    return make_funding(
        call, title=TITLE, cost="1000.00", organization=OrganizationFactory.create(name="Coop Ape")
    )


LINKS = {
    NoticeKind.FAILED: "review",
    NoticeKind.REFUND_OWED: "transfer",
    NoticeKind.REWARD_ADDRESS: "delivery_address",
    NoticeKind.REWARD_PROBLEM: "delivery_address",
}
"""Messages that lead elsewhere than to the donation's own page."""
EACH_KIND = pytest.mark.parametrize("kind", list(NoticeKind))


@LANGUAGES
@EACH_KIND
def test_each_message_names_campaign_amount_and_the_donors_own_link(
    funding: Funding, settings: Settings, kind: NoticeKind, language: str
) -> None:
    mail = written(funding, kind, language)
    [donation] = Donation.objects.filter(email="ada@example.org")
    is_of_refund = kind in (
        NoticeKind.REFUNDED,
        NoticeKind.REFUND_OWED,
        NoticeKind.REFUND_TRANSFERRED,
    )
    amount = format_eur(Decimal(10 if is_of_refund else 25), language)
    link = settings.SITE_URL + step_url(donation, LINKS.get(kind, "donation"))
    for text in (mail.body, html_of(mail)):
        assert amount in text
        assert link in text
        assert donation.reference in text
        assert settings.SITE_BRAND["contact_email"] in text
    assert TITLE in mail.body
    assert mail.to == [donation.email]
    assert ("/en/" in link) == (language == "en")
    assert f'<html lang="{language}">' in html_of(mail)


@EACH_KIND
def test_titles_and_names_are_text_and_never_markup(funding: Funding, kind: NoticeKind) -> None:
    html = html_of(written(funding, kind, name="<i>Ada</i>"))
    assert "<b>semi" not in html
    assert "<i>" not in html
    assert "Orti &amp; &lt;b&gt;semi&lt;/b&gt;" in html


@EACH_KIND
def test_nothing_typed_reaches_a_header(funding: Funding, kind: NoticeKind) -> None:
    Funding.objects.filter(pk=funding.pk).update(title="Orti\r\nBcc: all@example.org\u2028x")
    mail = written(funding, kind, name="Ada\r\nCc: all@example.org")
    headers = mail.message()
    assert not {"bcc", "cc"} & {name.lower() for name, _value in headers.items()}
    assert mail.recipients() == ["ada@example.org"]
    assert len(mail.subject.splitlines()) == 1


@EACH_KIND
def test_no_message_says_more_of_the_donor_than_the_name(
    funding: Funding, kind: NoticeKind
) -> None:
    mail = written(funding, kind, message="a secret wish", payer="digest", anonymous=True)
    for secret in ("ada@example.org", "a secret wish", "digest", "internal words", "pi_"):
        assert secret not in mail.body + html_of(mail)


@pytest.mark.parametrize(
    "name",
    ["", "   ", "Win at http://evil.example", "evil.example", "www evil", "a@b.it", "x" * 61],
)
def test_a_name_carries_no_advertisement(funding: Funding, name: str) -> None:
    body = written(funding, NoticeKind.CONFIRMED, name=name).body
    assert body.startswith("Hello,\n")
    assert "evil" not in body


@pytest.mark.parametrize("name", ["Ada", "J. R. R. O’Neil", "Zoë Ščerba", "Ada & Co"])
def test_donors_are_greeted_by_name(funding: Funding, name: str) -> None:
    assert written(funding, NoticeKind.CONFIRMED, name=name).body.startswith(f"Dear {name},\n")


def test_a_confirmation_names_the_beneficiary_and_the_date(funding: Funding) -> None:
    body = written(funding, NoticeKind.CONFIRMED).body
    assert "Beneficiary: Coop Ape" in body
    assert "Date: 10 March 2026, 13:00" in body
    assert "you get it all back, without asking" in body


def test_r4_the_threshold_tells_what_the_comune_reserved(funding: Funding) -> None:
    body = written(funding, NoticeKind.THRESHOLD).body
    assert "The Comune has reserved €500 of its fund" in body
    assert "Last day to give: 9 April 2026" in body


@pytest.mark.parametrize(
    ("total", "told"),
    [
        ("300.00", ["reserved €300 of its fund", "Another €200 is due"]),
        ("0.00", ["fund is used up for now: the €500 due is on the waiting list"]),
    ],
)
def test_r18_the_threshold_is_honest_about_the_fund(total: str, told: list[str]) -> None:
    call = CallFactory.create()
    make_fund(call, total)
    body = written(make_funding(call), NoticeKind.THRESHOLD).body
    for sentence in told:
        assert sentence in body


def test_r9_success_tells_what_was_collected_and_granted(funding: Funding) -> None:
    body = written(funding, NoticeKind.SUCCEEDED).body
    assert "€525 collected" in body
    assert "The Comune’s part is €475: €1,000 in all" in body


def test_r9_failure_tells_that_the_money_comes_back_and_when(funding: Funding) -> None:
    mail = written(funding, NoticeKind.FAILED_CAMPAIGN)
    assert "you get €25 back" in mail.subject
    assert "it collected €25, and the threshold was €500" in mail.body
    assert "We are giving you back all that you gave: €25." in mail.body
    assert "within 5–10 days" in mail.body


def test_r17_too_few_people_are_named_as_the_reason(funding: Funding) -> None:
    Funding.objects.filter(pk=funding.pk).update(min_payers=5)
    donation = paid(funding, "600.00", locale="en")
    conclude(funding)
    mail = mail_of(donation, NoticeKind.FAILED_CAMPAIGN)
    assert mail is not None
    assert "it collected €600, from too few people" in mail.body


def test_the_same_is_said_before_and_after_the_refund_is_decided(funding: Funding) -> None:
    donation = paid(funding, locale="en")
    paid(funding, "15.00", email="ADA@example.org")
    refund_of(donation)
    conclude(funding)
    before = mail_of(donation, NoticeKind.FAILED_CAMPAIGN)
    assert refunds.decide_refunds(now=NOW) == 2
    after = mail_of(donation, NoticeKind.FAILED_CAMPAIGN)
    assert before is not None
    assert after is not None
    assert "We are giving you back €30: all that had not gone back already." in before.body
    assert (after.subject, after.body) == (before.subject, before.body)


@pytest.mark.parametrize("kind", [NoticeKind.SUSPENDED, NoticeKind.RESUMED, NoticeKind.CANCELLED])
@pytest.mark.parametrize(
    ("language", "reason"), [("it", "Il terreno è stato venduto"), ("en", "The land was sold")]
)
def test_acts_are_told_with_their_public_reason(
    funding: Funding, kind: NoticeKind, language: str, reason: str
) -> None:
    mail = written(funding, kind, language)
    assert f"\n{reason}\n" in mail.body
    assert reason in html_of(mail)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (RefundReason.FINANCE, "Our finance office decided it."),
        (RefundReason.PROVIDER, "It was made at our payment provider."),
        (RefundReason.LATE, "It arrived when the campaign was not taking donations."),
        (RefundReason.DUPLICATE, "It had been paid twice."),
        (RefundReason.CAMPAIGN_FAILED, "The campaign was not funded."),
        (RefundReason.CAMPAIGN_CANCELLED, "The campaign was cancelled."),
    ],
)
def test_a_refund_says_how_much_why_and_what_stays(
    funding: Funding, reason: RefundReason, told: str
) -> None:
    donation = paid(funding, locale="en")
    mail = mail_of(donation, NoticeKind.REFUNDED, about=refund_of(donation, reason=reason))
    assert mail is not None
    assert "we are giving back €10 of the €25 that you gave" in mail.body
    assert told in mail.body
    assert "The other €15 stays with the campaign." in mail.body


def test_a_refund_that_its_donor_asked_for_says_so(funding: Funding) -> None:
    donation = paid(funding, locale="en")
    refund = refund_of(donation, amount="25.00")
    RefundRequest.objects.create(
        donation=donation,
        amount="25.00",
        reason="Please",
        answer="With pleasure.",
        origin=RequestOrigin.DONOR,
        state=RequestState.APPROVED,
        requested_at=NOW,
        refund_id=refund,
    )
    mail = mail_of(donation, NoticeKind.REFUNDED, about=refund)
    assert mail is not None
    assert "your donation of €25 to “Orti & <b>semi</b>”, in full" in mail.body
    assert "You asked us for it.\n\nWith pleasure." in mail.body
    assert "stay with the campaign" not in mail.body


def test_a_transfer_names_account_and_reference(funding: Funding) -> None:
    body = written(funding, NoticeKind.REFUND_TRANSFERRED).body
    assert "Account: … 4321" in body
    assert "Bank transfer: CRO 77" in body


def test_a_refusal_carries_the_answer(funding: Funding) -> None:
    mail = written(funding, NoticeKind.REFUND_REFUSED)
    assert "The project\nhas begun." in mail.body
    assert "The project<br>has begun." in html_of(mail)


def test_a_failed_payment_can_be_tried_again_only_while_money_is_taken(funding: Funding) -> None:
    donation = make_donation(funding, locale="en", status=Status.FAILED)
    during = mail_of(donation, NoticeKind.FAILED, about="1")
    after = mail_of(donation, NoticeKind.FAILED, about="1", now=funding.closes_at)
    assert during is not None
    assert after is not None
    assert step_url(donation, "review") in during.body
    assert step_url(donation, "review") not in after.body
    assert "takes no donations any more" in after.body


def overtaken() -> list[Any]:
    """Messages whose news is old by the time they are to be sent."""
    moves: list[tuple[NoticeKind, str, Callable[[Donation], object]]] = [
        (NoticeKind.PROCESSING, "the payment came", plain),
        (NoticeKind.FAILED, "the payment came", plain),
        (NoticeKind.THRESHOLD, "the campaign ended", succeeded),
        (NoticeKind.THRESHOLD, "the gift went back", lambda gift: refund_of(gift, amount="25.00")),
        (NoticeKind.SUSPENDED, "the campaign goes on", plain),
        (NoticeKind.RESUMED, "the campaign is stopped again", suspended),
        (NoticeKind.SUCCEEDED, "the campaign did not succeed", failed_campaign),
        (NoticeKind.FAILED_CAMPAIGN, "the campaign did not fail", succeeded),
        (NoticeKind.CANCELLED, "the campaign was not cancelled", plain),
    ]
    return [pytest.param(kind, move, id=f"{kind}: {what}") for kind, what, move in moves]


@pytest.mark.parametrize(("kind", "move"), overtaken())
def test_what_is_no_longer_so_is_not_told(
    funding: Funding, kind: NoticeKind, move: Callable[[Donation], object]
) -> None:
    donation = paid(funding)
    move(donation)
    act = act_on(funding, ActKind.SUSPENSION)
    assert mail_of(donation, kind, about=act) is None


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (NoticeKind.REFUNDED, RefundState.WITHDRAWN),
        (NoticeKind.REFUNDED, RefundState.COVERED),
        (NoticeKind.REFUNDED, RefundState.OWED),
        (NoticeKind.REFUND_OWED, RefundState.PAID),
        (NoticeKind.REFUND_OWED, RefundState.COVERED),
        (NoticeKind.REFUND_TRANSFERRED, RefundState.OWED),
    ],
)
def test_a_refund_that_stands_otherwise_by_now_is_not_told_of(
    funding: Funding, kind: NoticeKind, state: RefundState
) -> None:
    donation = paid(funding)
    refund = refund_of(donation, state=state, owed_at=NOW, paid_at=NOW + timedelta(days=1))
    assert mail_of(donation, kind, about=refund) is None


@EACH_KIND
def test_machines_can_tell_the_mail_is_automatic_and_one(
    funding: Funding, settings: Settings, kind: NoticeKind
) -> None:
    mail = written(funding, kind)
    headers = mail.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Reply-To"] == settings.SITE_BRAND["contact_email"]
    assert str(headers["Message-ID"]).endswith("@127.0.0.1>")
    assert mail.to[0].split("@")[1] not in str(headers["Message-ID"])
