"""Numbers that states and banks give out: tax codes, VAT numbers, IBANs, as people type them."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale
from stdnum.util import clean

from campaigns.refusals import Refused

ITALY: Final = "IT"
PERSON_LENGTH: Final = 16


class InvalidNumber(Refused, ValueError):
    """It is no such number."""


def read_vat_number(text: str) -> str:
    """The number with its country, such as ``IT00743110157``; without one it is Italian.

    The tax code of an Italian body without a VAT number has the same form. Raises
    ``InvalidNumber`` for what no state of the European Union gives out.
    """
    compact = clean(text, " -./").upper()
    if compact[:2].isdigit():
        compact = ITALY + compact
    try:
        return vat.validate(compact)
    except ValidationError as error:
        raise InvalidNumber(
            _("This is no VAT number: 11 digits if Italian, else with its country, such as FR.")
        ) from error


def read_iban(text: str) -> str:
    """The IBAN without spaces, its check digits and its country's form verified.

    Raises ``InvalidNumber``.
    """
    try:
        return iban.validate(text)
    except ValidationError as error:
        raise InvalidNumber(
            _("This IBAN is not right: check it, please. An Italian one has 27 characters.")
        ) from error


def read_tax_code(text: str, *, of_person: bool = False) -> str:
    """The Italian tax code: 16 characters of a person, or 11 digits of a body.

    With ``of_person`` only the former will do. Raises ``InvalidNumber``.
    """
    try:
        number = codicefiscale.validate(clean(text, " -./").upper())
    except ValidationError as error:
        raise InvalidNumber(
            _("This tax code is not right: 16 characters of a person, or 11 digits of a body.")
        ) from error
    if of_person and len(number) != PERSON_LENGTH:
        raise InvalidNumber(_("This is not the tax code of a person: it has 16 characters."))
    return number
