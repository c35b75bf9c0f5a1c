"""VAT numbers and IBANs, as people type them."""

import pytest

from campaigns.official_numbers import InvalidNumber, read_iban, read_vat_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("00743110157", "IT00743110157"),
        ("IT 007 431 101 57", "IT00743110157"),
        ("it00743110157", "IT00743110157"),
        ("FR 40 303 265 045", "FR40303265045"),
        ("DE 136,695 976".replace(",", ""), "DE136695976"),
        ("EL 094259216", "EL094259216"),
        ("97103880585", "IT97103880585"),
    ],
    ids=["italian", "spaced", "small", "french", "german", "greek", "tax code of a body"],
)
def test_a_vat_number_is_kept_with_its_country(typed: str, number: str) -> None:
    assert read_vat_number(typed) == number
    assert len(number) <= 20


@pytest.mark.parametrize(
    "typed", ["", "1", "00743110158", "0074311015", "FR123", "US123456789", "IT", "à", "😀" * 40]
)
def test_what_no_state_gives_out_is_refused(typed: str) -> None:
    with pytest.raises(InvalidNumber):
        read_vat_number(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("IT60 X054 2811 1010 0000 0123 456", "IT60X0542811101000000123456"),
        ("it60x0542811101000000123456", "IT60X0542811101000000123456"),
        ("DE89-3704-0044-0532-0130-00", "DE89370400440532013000"),
    ],
)
def test_an_iban_is_kept_without_spaces(typed: str, number: str) -> None:
    assert read_iban(typed) == number
    assert len(number) <= 34


@pytest.mark.parametrize(
    "typed",
    ["", "IT60", "IT60X0542811101000000123457", "IT60X05428111010000001234", "ZZ00123", "è" * 27],
)
def test_a_wrong_iban_is_refused(typed: str) -> None:
    with pytest.raises(InvalidNumber):
        read_iban(typed)
