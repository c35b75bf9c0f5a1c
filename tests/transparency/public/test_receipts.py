"""The code of a receipt: right for its gift alone, and it names nobody."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments.models import Donation
from campaigns.payments.receipt_codes import code_of, donation_of
from campaigns.transparency.digests import make_digest
from tests.factories import give, make_donation, make_open_funding

PAGE = "/trasparenza/verifica/"


@pytest.fixture
def funding(db: None) -> Funding:
    return make_open_funding(slug="orto", title="Orto condiviso")


@pytest.fixture
def gift(funding: Funding) -> Donation:
    return give(funding, "37.50", at=timezone.now(), anonymous=True, message="Forza Ada!")


def read(code: str, status: int = 200) -> str:
    answer = Client().get(PAGE, {"codice": code})
    assert answer.status_code == status
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_a_right_code_tells_amount_day_campaign_and_row_and_nobody(gift: Donation) -> None:
    text = read(code_of(gift))
    assert "37,50" in text and "Orto condiviso" in text
    assert "riga 1 di <code>campaign:orto</code>" in text
    assert "la prossima impronta" in text
    make_digest(now=timezone.now())
    assert "la prossima impronta" not in read(code_of(gift))
    for word in ("Ada", "Brambilla", gift.email, "Forza"):
        assert word not in text


def test_a_code_may_be_typed_as_it_was_read(gift: Donation) -> None:
    code = code_of(gift)
    assert re.fullmatch(r"[0-9A-F]{5}-[0-9A-F]{5}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    misread = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert donation_of(misread) == donation_of(code) == gift


def test_no_part_of_a_code_is_enough(gift: Donation) -> None:
    """The reference and the id are public; the end of the code is not."""
    code = code_of(gift).replace("-", "")
    last = "0" if code[-1] != "0" else "1"
    other = give(gift.funding, at=timezone.now())
    for wrong in (
        *(code[:10], code[:-1], code[:-1] + last, code + "0", gift.reference + "0" * 8),
        *(str(gift.pk), gift.reference + code_of(other).replace("-", "")[10:]),
        *("", "ù" * 18, "٣" * 18, "\x00" * 18, "x" * 10_000, "'; --"),
    ):
        assert donation_of(wrong) is None
        assert "37,50" not in read(wrong, 400)


def test_money_that_has_not_arrived_has_no_code(funding: Funding) -> None:
    assert code_of(make_donation(funding)) == ""


def test_a_code_outlives_the_change_of_the_key(gift: Donation, settings: Any) -> None:
    code = code_of(gift)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert code_of(gift) != code
    assert donation_of(code) == gift


def test_codes_cannot_be_tried_without_end(gift: Donation, settings: Any) -> None:
    settings.RECEIPT_CHECKS_PER_CLIENT = 2
    cache.clear()
    for _attempt in range(2):
        read("00000-00000-0000-0000", 400)
    refused = Client().get(PAGE, {"codice": code_of(gift)})
    assert refused.status_code == 429 and refused["Retry-After"]
    assert b"37,50" not in refused.content
    assert Client().get(PAGE).status_code == 200
