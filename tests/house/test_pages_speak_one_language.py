"""No English on an Italian page, no Italian on an English one: the interface's own sentences."""

from collections.abc import Iterator
from functools import cache

import pytest
from django.test import Client

from campaigns.accounts.models import User
from campaigns.funding.models import Funding
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation, NoticeKind
from tests.factories import CallFactory, make_fund, make_funding, make_open_funding
from tests.house.conftest import BilingualSite
from tests.house.messages import (
    CATALOGUES,
    entries,
    placeholders,
    read_catalogue,
    sentences,
    spoken_parts,
    text_of,
    trimmed,
)
from tests.payments.mailing import html_of
from tests.payments.news import written

ADMIN_PAGES = (
    "/admin/snippets/calls/call/",
    "/admin/snippets/calls/call/add/",
    "/admin/snippets/calls/area/add/",
    "/admin/snippets/accounts/organization/add/",
    "/admin/snippets/campaigns/update/add/",
    "/admin/snippets/campaigns/question/add/",
    "/admin/snippets/funding/reward/add/",
    "/admin/payments/donation/",
    "/admin/payments/refund/",
    "/admin/payments/providerevent/",
    "/admin/funding/funding/",
    "/admin/cofinancing/fund/",
    "/admin/cofinancing/commitment/",
    "/admin/ledger/entry/",
)
OWN_STEPS = (
    "thanks",
    "donation",
    "transfer",
    "ask_refund",
    "correct_email",
    "change_words",
    "ask_erasure",
)


@pytest.fixture
def open_funding(db: None) -> Funding:
    """A campaign that takes money; giving needs no page of it."""
    return make_open_funding()


@cache
def of_the_other_language(language: str) -> set[str]:
    """Sentences that must not be on a page in ``language``."""
    [path] = CATALOGUES
    said: dict[str, list[str]] = {"it": [], "en": []}
    for message, texts, _entry in entries(read_catalogue(path)):
        said["it"] += texts
        said["en"] += [message.singular, message.plural]
    other = "en" if language == "it" else "it"
    return sentences(said[other]) - sentences(said[language])


def leaks(text: str, language: str) -> list[str]:
    """The other language's sentences in a text."""
    text = text_of(text)
    return sorted(sentence for sentence in of_the_other_language(language) if sentence in text)


@cache
def whole_messages(language: str) -> set[str]:
    """Messages of a language, short ones too, that hold nothing to be filled in."""
    [path] = CATALOGUES
    return {
        trimmed(text)
        for message, texts, _entry in entries(read_catalogue(path))
        for text in (texts if language == "it" else [message.singular, message.plural])
        if text and not placeholders(text)
    }


def foreign_words(html: str, language: str) -> list[str]:
    """Labels and short texts on a page that are messages of the other language alone."""
    other = "en" if language == "it" else "it"
    return sorted(spoken_parts(html) & (whole_messages(other) - whole_messages(language)))


def public_pages(site: BilingualSite) -> Iterator[str]:
    """The addresses of the public pages, without the language's prefix."""
    yield from ("/", "/progetti/", "/progetti/?stato=cancelled", "/xxxi/", "/nowhere/")
    yield from ("/cerca/", "/cerca/?q=c", "/cerca/?q=zzz")
    yield from ("/le-mie-donazioni/", "/le-mie-donazioni/inviato/", "/aiuto/", "/notizia/")
    yield from ("/accesso/entra/", "/accesso/registrati/", "/accesso/password/dimenticata/")
    yield from ("/valuta/?pagina=/progetti/", "/valuta/?servizio=dona&voto=2")
    yield from ("/assistenza/richiesta/", "/assistenza/segnalazione/")
    for part in ("domande/", "domande/nuova/", "posso-partecipare/", "graduatoria/"):
        yield f"/avviso/{site.call.slug}/{part}"
    for page in site.campaigns:
        yield f"/progetti/{page.slug}/"
        yield f"/dona/{page.slug}/"
    yield from ("/dona/c-live/?importo=abc", "/dona/c-live/dati/?importo=25")
    for donation in Donation.objects.select_related("funding"):
        yield step_url(donation, "review").removeprefix("/en")
        for step in (
            "thanks",
            "donation",
            "transfer",
            "ask_refund",
            "correct_email",
            "change_words",
            "ask_erasure",
        ):
            yield step_url(donation, step).removeprefix("/en")


@pytest.mark.parametrize("language", ["it", "en"])
def test_public_pages_speak_one_language(
    client: Client, bilingual_site: BilingualSite, language: str
) -> None:
    prefix = "/en" if language == "en" else ""
    Donation.objects.update(locale=language)
    for path in public_pages(bilingual_site):
        answer = client.get(prefix + path, follow=True)
        page = answer.content.decode()
        assert f'<html lang="{language}">' in page, path
        assert leaks(page, language) == [], path
        assert foreign_words(page, language) == [], path


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_refusal_to_pay_speaks_one_language(
    client: Client, bilingual_site: BilingualSite, language: str
) -> None:
    """No provider answers here: who could pay is told that, and others why they cannot."""
    statuses = set()
    for donation in Donation.objects.select_related("funding"):
        answer = client.post(step_url(donation, "review", language=language))
        statuses.add(answer.status_code)
        if answer.status_code != 302:
            page = answer.content.decode()
            assert leaks(page, language) == [], donation.status
            assert foreign_words(page, language) == [], donation.status
    assert {302, 409, 503} <= statuses


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_mistakes_of_a_form_are_said_in_one_language(
    client: Client, open_funding: Funding, language: str
) -> None:
    prefix = "/en" if language == "en" else ""
    path = f"{prefix}/dona/{open_funding.slug}/dati/"
    answer = client.post(path, {"importo": "25", "email": "ada"})
    assert answer.context["form"].errors
    assert leaks(answer.content.decode(), language) == []


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_donors_are_written_to_in_one_language(db: None, kind: NoticeKind, language: str) -> None:
    call = CallFactory.create()
    make_fund(call)
    message = written(make_funding(call), kind, language)
    for text in (message.subject, message.body, html_of(message)):
        assert leaks(str(text), language) == []


@pytest.mark.parametrize("language", ["it", "en"])
def test_sentences_of_the_interface_are_recognized(
    client: Client, open_funding: Funding, language: str
) -> None:
    """Else the tests above could never fail: each language is seen from the other's side."""
    prefix = "/en" if language == "en" else ""
    page = client.get(f"{prefix}/dona/{open_funding.slug}/dati/?importo=25").content.decode()
    assert len(leaks(page, "it" if language == "en" else "en")) > 5
    assert len(foreign_words(page, "it" if language == "en" else "en")) > 10


def test_the_admin_speaks_italian_to_the_staff(bilingual_site: BilingualSite) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "password"))
    pages = [f"/admin/pages/{bilingual_site.campaigns[-1].pk}/edit/"]
    pages.append(f"/admin/snippets/calls/call/edit/{bilingual_site.call.pk}/")
    for path in (*ADMIN_PAGES, *pages):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert leaks(answer.content.decode(), "it") == [], path
