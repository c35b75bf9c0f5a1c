"""R1: amounts are euro with two decimals; everything else is refused at every door."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from campaigns.api.schemas.donations import WireAmountField
from campaigns.calls.models import Call
from campaigns.giving.forms import AmountField
from campaigns.ledger import services as ledger
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.money import (
    InvalidAmount,
    check_amount,
    format_eur,
    from_cents,
    parse_document,
    parse_typed,
    parse_wire,
    share_rounded_down,
    share_rounded_up,
    to_cents,
    wire_format,
)
from campaigns.payments.donations import Gift, begin_donation, check_gift_amount
from campaigns.payments.models import Donation
from home.scenario.members import Member, ScenarioError
from tests.factories import NOW, CallFactory, make_funding

CALL = Call()
CENTS = st.integers(1, 999_999_999_999)
PERCENTS = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)

BAD_TEXTS = [
    "", " ", "0", "0.00", "0,00", "00", "-25", "-25.00", "+25.00", "- 25", "−25", "25.505",
    "25,505", "25.", ".50", "25..50", "25,5,0", "1e3", "1E3", "1e-3", "2.5e1", "NaN", "nan",
    "sNaN", "Infinity", "-Infinity", "inf", "0x19", "0b11", "1_000", "1.000,00", "1,000.00",
    "1 000", "25.50.",
    "venti", "٢٥", "２５", "²⁵", "25\x00", "25\n26", "25.00\u200b", "99999999999", "99999999999.00",
    "$25", "25%", "1" * 5000,
]  # fmt: skip
"""Bad at every door that takes text."""
NOT_TEXTS: list[Any] = [
    25,
    25.5,
    0.1,
    float("nan"),
    Decimal("25"),
    True,
    None,
    [],
    ["25.00"],
    {},
    b"25",
]
BAD_DECIMALS: list[Any] = [
    *(Decimal(text) for text in ("0", "0.00", "-0.01", "-25", "25.505", "25.000", "0.001")),
    *(Decimal(text) for text in ("1e3", "1E+2", "1e-9", "NaN", "sNaN", "Infinity", "-Infinity")),
    *(Decimal(text) for text in ("1e400", "1e-400", "10000000000.00")),
    *(25, 25.5, 0.1, 1e3, float("nan"), float("inf"), "25.00", "25", True, None, [], {}, b"25.00"),
]


def typed(text: Any) -> Decimal:
    amount = AmountField(call=CALL).clean(text)
    assert isinstance(amount, Decimal)
    return amount


def wired(value: Any) -> Decimal:
    amount = WireAmountField().run_validation(value)
    assert isinstance(amount, Decimal)
    return amount


def documented(value: Any) -> Decimal:
    return Member(value, "campaigns[0].cost").amount()


DOORS: dict[str, tuple[Callable[[Any], Decimal], type[Exception]]] = {
    "typed": (parse_typed, InvalidAmount),
    "wire": (parse_wire, InvalidAmount),
    "document": (parse_document, InvalidAmount),
    "form": (typed, ValidationError),
    "api": (wired, serializers.ValidationError),
    "file": (documented, ScenarioError),
}


@pytest.mark.parametrize("text", BAD_TEXTS, ids=lambda text: repr(text)[:20])
@pytest.mark.parametrize("door", DOORS)
def test_r1_bad_texts_are_refused_at_every_door(door: str, text: str) -> None:
    read, refusal = DOORS[door]
    with pytest.raises(refusal):
        read(text)


@pytest.mark.parametrize("value", NOT_TEXTS, ids=repr)
@pytest.mark.parametrize("door", ["typed", "wire", "document", "api", "file"])
def test_r1_what_is_no_text_is_refused_at_every_door(door: str, value: Any) -> None:
    read, refusal = DOORS[door]
    with pytest.raises(refusal):
        read(value)


@pytest.mark.parametrize("amount", BAD_DECIMALS, ids=repr)
@pytest.mark.parametrize("door", [check_amount, lambda amount: check_gift_amount(CALL, amount)])
def test_r1_bad_amounts_are_refused_by_the_services(
    door: Callable[[Any], Decimal], amount: Any
) -> None:
    with pytest.raises(InvalidAmount):
        door(amount)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", BAD_DECIMALS, ids=repr)
def test_r1_bad_amounts_make_no_donation_and_no_entry(amount: Any) -> None:
    funding = make_funding()
    gift = Gift(amount=amount, name="Ada", email="ada@example.org")
    with pytest.raises(InvalidAmount):
        begin_donation(funding=funding, gift=gift, now=NOW, donation_id=funding.translation_key)
    with pytest.raises(InvalidAmount):
        ledger.append(
            chain="fund:prova",
            kind=Kind.ENDOWMENT,
            reference="1",
            source=Account.MUNICIPALITY,
            destination=Account.FUND_AVAILABLE,
            amount=amount,
            campaign="",
            occurred_at=NOW,
        )
    assert not Donation.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("cost", ["1e3", "0", "-1", "1000.001", "NaN", "10000000000.00"])
def test_r1_a_cost_that_is_no_amount_makes_no_funding(cost: str) -> None:
    with pytest.raises(InvalidAmount):
        make_funding(cost=cost)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *(("25", "25.00"), ("25,50", "25.50"), ("25.50", "25.50"), ("25,5", "25.50")),
        *((" 25 ", "25.00"), ("€ 25", "25.00"), ("25 €", "25.00"), ("25,50\u00a0€", "25.50")),
        *(("025", "25.00"), ("1", "1.00"), ("10000", "10000.00"), ("10000,00", "10000.00")),
    ],
)
def test_r1_the_form_takes_what_people_write(text: str, amount: str) -> None:
    assert typed(text) == parse_typed(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["25.00", "25.50", "1.00", "10000.00"])
def test_r1_the_api_takes_strings_with_a_dot(text: str) -> None:
    assert wired(text) == Decimal(text)


@pytest.mark.parametrize("text", ["25", "25,50", " 25.00", "25.00 ", "€25.00", "25.00€"])
def test_r1_the_api_takes_nothing_else(text: str) -> None:
    with pytest.raises(serializers.ValidationError):
        wired(text)


@pytest.mark.parametrize("text", ["25,50", " 25.00", "25.00\n", "€25.00"])
def test_r1_a_file_takes_no_typed_forms(text: str) -> None:
    with pytest.raises(ScenarioError):
        documented(text)


@pytest.mark.parametrize("amount", ["0.99", "10000.01", "9999999999.99"])
def test_r1_a_donation_stays_within_the_calls_limits(amount: str) -> None:
    with pytest.raises(InvalidAmount):
        check_gift_amount(CALL, Decimal(amount))
    with pytest.raises(ValidationError):
        typed(amount.replace(".", ","))


@pytest.mark.django_db
def test_r1_both_limits_are_settings_of_the_call() -> None:
    call = CallFactory.create(donation_min="5.00", donation_max="20.00")
    call.refresh_from_db()
    assert check_gift_amount(call, Decimal("5.00")) == 5
    assert check_gift_amount(call, Decimal("20.00")) == 20
    for amount in ("4.99", "20.01"):
        with pytest.raises(InvalidAmount):
            check_gift_amount(call, Decimal(amount))


@pytest.mark.parametrize("language", ["it", "en"])
def test_r1_a_refusal_says_why_in_the_readers_language(language: str) -> None:
    class Form(forms.Form):
        importo = AmountField(call=CALL)

    with override(language):
        said = [
            str(Form({"importo": text}).errors["importo"]) for text in ("1e3", "0", "0,99", "1e9")
        ]
    assert all(said)
    assert ("1\xa0€" if language == "it" else "€1") in said[2]


@given(CENTS)
def test_cents_and_euro_are_one_another(cents: int) -> None:
    amount = from_cents(cents)
    assert to_cents(amount) == cents
    assert amount.as_tuple().exponent == -2
    assert check_amount(amount) == amount


@given(CENTS)
def test_what_is_written_for_a_program_reads_as_it_was(cents: int) -> None:
    amount = from_cents(cents)
    text = wire_format(amount)
    assert parse_wire(text) == parse_document(text) == parse_typed(text) == amount
    assert parse_typed(text.replace(".", ",")) == amount


@given(CENTS, st.sampled_from(["it", "en"]))
def test_what_is_written_for_people_has_all_the_cents(cents: int, language: str) -> None:
    amount = from_cents(cents)
    written = format_eur(amount, language)
    point, group = (",", ".") if language == "it" else (".", ",")
    figures = "".join(each for each in written if each.isdigit() or each in (point, group))
    assert Decimal(figures.replace(group, "").replace(point, ".")) == amount
    assert written.count("€") == 1
    assert (point in written) == (cents % 100 != 0)


@pytest.mark.parametrize(
    ("amount", "italian", "english"),
    [
        ("12430.00", "12.430 €", "€12,430"),
        ("25.50", "25,50 €", "€25.50"),
        ("0.00", "0 €", "€0"),
        ("1000.00", "1.000 €", "€1,000"),
        ("0.05", "0,05 €", "€0.05"),
    ],
)
def test_amounts_are_written_as_their_readers_do(amount: str, italian: str, english: str) -> None:
    for language, written in (("it", italian), ("en", english)):
        with override(language):
            assert format_eur(Decimal(amount)).replace("\xa0", " ") == written


@given(CENTS, PERCENTS)
def test_shares_are_rounded_to_the_cent_and_never_past_it(cents: int, percent: Decimal) -> None:
    amount = from_cents(cents)
    up, down = share_rounded_up(amount, percent), share_rounded_down(amount, percent)
    exact = cents * int(percent * 100)
    assert to_cents_or_zero(up) == -(-exact // 10_000)
    assert to_cents_or_zero(down) == exact // 10_000


@given(CENTS)
def test_halves_make_a_whole(cents: int) -> None:
    amount, half = from_cents(cents), Decimal(50)
    assert share_rounded_up(amount, half) + share_rounded_down(amount, half) == amount


def test_a_careless_decimal_context_changes_nothing() -> None:
    with localcontext() as context:
        context.rounding = "ROUND_UP"
        assert share_rounded_down(Decimal("1000.01"), Decimal(50)) == Decimal("500.00")
        assert share_rounded_up(Decimal("1000.01"), Decimal(50)) == Decimal("500.01")
        assert from_cents(2550) == Decimal("25.50")


@given(st.text(max_size=15))
def test_r1_no_text_is_read_as_another_amount_than_it_says(text: str) -> None:
    for read in (parse_typed, parse_wire, parse_document):
        try:
            amount = read(text)
        except InvalidAmount:
            continue
        try:
            said = Decimal(text.strip(" \u00a0\u202f€").replace(",", "."))
        except InvalidOperation:
            pytest.fail(f"{text!r} was read as {amount}")
        assert amount == said
        assert amount > 0


def to_cents_or_zero(amount: Decimal) -> int:
    return int(amount * 100)
