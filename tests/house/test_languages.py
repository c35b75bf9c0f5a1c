"""The two languages of the interface: complete catalogues, and pages in one language alone."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import override

from campaigns.money import parse_wire
from campaigns.templatetags import money_tags
from tests.databases import ROOT
from tests.house.messages import (
    CATALOGUES,
    bare_words,
    entries,
    messages_of_sources,
    placeholders,
    read_catalogue,
)

catalogues = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])


def test_every_language_but_that_of_the_messages_has_a_catalogue() -> None:
    languages = {code for code, _name in settings.LANGUAGES} - {"en"}
    assert {path.parts[-3] for path in CATALOGUES} == languages


@catalogues
def test_nothing_is_missing_fuzzy_or_obsolete(path: Path) -> None:
    catalogue = read_catalogue(path)
    assert not catalogue.fuzzy
    assert not catalogue.obsolete
    assert not [message for message, texts, _entry in entries(catalogue) if not all(texts)]
    assert not [message for message, _texts, entry in entries(catalogue) if entry.fuzzy]


@catalogues
def test_the_catalogue_holds_the_messages_of_the_sources_and_no_others(path: Path) -> None:
    asked, held = messages_of_sources(), {each[0] for each in entries(read_catalogue(path))}
    assert sorted(asked - held) == [], "run makemessages and translate these"
    assert sorted(held - asked) == [], "nothing says these any more"


@catalogues
def test_what_is_filled_in_is_the_same_in_every_language(path: Path) -> None:
    catalogue = read_catalogue(path)
    for message, texts, entry in entries(catalogue):
        wanted = placeholders(message.plural or message.singular)
        assert [placeholders(text) for text in texts] == [wanted] * len(texts), message
        assert not list(entry.check(catalogue)), message


@catalogues
def test_apostrophes_and_quotes_are_typographic(path: Path) -> None:
    amounts_of_programs = re.compile(r'"[0-9.]+"')
    for message, texts, _entry in entries(read_catalogue(path)):
        said = amounts_of_programs.sub("", " ".join(texts))
        assert not set(said) & set("'\"“”"), message


@catalogues
def test_r18_no_message_says_that_a_gift_is_doubled(path: Path) -> None:
    for message, texts, _entry in entries(read_catalogue(path)):
        words = " ".join([message.singular, message.plural, *texts]).lower()
        assert "doppi" not in words
        assert "doubl" not in words


NAMES: Final = frozenset(
    {"Crowdfunding civico", "Comune di Milano", "Milano", "Stripe", "PayPal", "WhatsApp", "IBAN"}
    | {"PDF", "EUR", "RUP", "QR", "ITA", "ENG", "CUP", "XLSX", "CSV", "JSON", "Municipio"}
    | {"OpenAPI 3.1"}
)
"""Said alike in both languages."""
IN_BOTH_LANGUAGES: Final = frozenset({"400.html", "403_csrf.html", "500.html", "503.html"})
"""Shown where the language is not known: each says the same twice."""


def test_no_template_says_anything_outside_a_message() -> None:
    said = {
        str(path.relative_to(ROOT)): set(bare_words(path)) - NAMES
        for path in sorted(ROOT.glob("templates/**/*.html"))
        if path.name not in IN_BOTH_LANGUAGES
    }
    assert {path: words for path, words in said.items() if words} == {}


def test_no_script_says_anything_of_its_own() -> None:
    """Words come to scripts in ``data-`` attributes, in the page's language."""
    literal = re.compile(r"""(["'`])((?:(?!\1).)*)\1""")
    for path in sorted(ROOT.glob("static/src/js/*.js")):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        said = [text for _quote, text in literal.findall(code)]
        assert not [text for text in said if re.match(r"[A-ZÀ-Ý][a-zà-ÿ’]+ \w", text)], path


def test_what_models_say_to_people_is_a_message() -> None:
    own = ("campaigns", "home", "search")
    bare: list[str] = []
    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in own:
            continue
        bare += [f"{model.__name__}: {text}" for text in _bare_texts_of(model)]
    assert bare == []


def _bare_texts_of(model: type[Model]) -> Iterator[str]:
    """What a model says outside a message; names that Django derives are no words of ours."""
    for field in model._meta.local_fields + model._meta.local_many_to_many:
        named = field.verbose_name
        if isinstance(named, str) and named != field.name.replace("_", " ") and field.name != "id":
            yield f"{field.name} is called {named}"
        if field.help_text and isinstance(field.help_text, str):
            yield f"{field.name} explains {field.help_text}"
        for _value, label in field.flatchoices:
            if isinstance(label, str) and label.rstrip(" 123456789") not in NAMES | LANGUAGES:
                yield f"{field.name} offers {label}"


LANGUAGES: Final = frozenset(name for _code, name in settings.LANGUAGES)


def test_what_forms_ask_is_a_message() -> None:
    bare = [
        f"{form.__module__}.{form.__name__}.{name}: {text}"
        for form in _own_forms(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if not issubclass(form, forms.BaseModelForm)
        for text in (field.label, field.help_text)
        if isinstance(text, str) and text and text not in NAMES
    ]
    assert bare == []


def _own_forms(of: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for form in of.__subclasses__():
        yield from _own_forms(form)
        if form.__module__.partition(".")[0] in ("campaigns", "home", "search"):
            yield form


@pytest.mark.parametrize(
    ("language", "format_name", "written"),
    [
        ("it", "DATE_FORMAT", "2 dicembre 2026"),
        ("it", "DATETIME_FORMAT", "2 dicembre 2026, 14:05"),
        ("it", "SHORT_DATETIME_FORMAT", "02/12/2026 14:05"),
        ("en", "DATE_FORMAT", "2 December 2026"),
        ("en", "DATETIME_FORMAT", "2 December 2026, 14:05"),
        ("en", "SHORT_DATETIME_FORMAT", "02/12/2026 14:05"),
    ],
)
def test_dates_are_written_as_their_readers_write_them(
    language: str, format_name: str, written: str
) -> None:
    instant = datetime(2026, 12, 2, 14, 5, tzinfo=ZoneInfo("Europe/Rome"))
    with override(language):
        assert date_format(instant, format_name) == written


def test_italian_writes_all_months_in_lower_case() -> None:
    with override("it"):
        months = [date_format(date(2026, month, 1), "DATE_FORMAT") for month in range(1, 13)]
    assert len(set(months)) == 12
    assert all(month == month.lower() for month in months)


@pytest.mark.parametrize(("language", "written"), [("it", "26.400,50\xa0€"), ("en", "€26,400.50")])
def test_amounts_are_written_as_their_readers_write_them(language: str, written: str) -> None:
    with override(language):
        assert money_tags.eur(parse_wire("26400.50")) == written
