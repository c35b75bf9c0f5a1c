"""R16: nothing of an anonymous donor, and nobody's address, stands anywhere that is public.

A machine reads all that a stranger can: every link from the start pages, and every address of the
URLconf. A new address is read by itself; one that cannot be reached or filled in fails the test.
"""

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from campaigns.calls.models import CallQuestion
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.dialogue.donors import take_in
from campaigns.dialogue.models import Origin, RefusalReason, Voice, VoiceState
from campaigns.following.models import Follow
from campaigns.funding.models import Funding, Handover, Reward
from campaigns.models import LibraryImage
from campaigns.page.reading import page_of
from campaigns.payments.deliveries import give_address
from campaigns.payments.models import DeliveryAddress, Donation
from campaigns.sharing.poster import poster
from home.feedback.models import SupportRequest
from home.models import HomePage
from tests import databases
from tests.factories import give
from tests.journeys.crawl import START, Crawl, public_routes, unescaped
from tests.journeys.demo import Demo
from tests.journeys.processes import free_port
from tests.journeys.stack import Stack

WORD = re.compile(r"[^\W_]+")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NOBODY = "Zefirina Quattrocchi"
"""An anonymous donor of today, who wrote something and is a company's."""
UNREAD = "Parole che nessuno ha ancora letto"
UNTRUE = "Parole che nessuno deve leggere"
PUBLIC_WORDS = "Ci sarà una rampa per entrare?"
MUST_BE_READ = (
    *("dialogo/<slug:slug>/domande/", "dialogo/<slug:slug>/commenti/", "segnala/<int:pk>/"),
    *("segui/<slug:slug>/", "segui/<slug:slug>/controlla-la-posta/", "qr/<slug:slug>.svg"),
    *("feed/aggiornamenti/", "feed/progetti/", "feed/progetti/<slug:slug>/", "embed/<slug:slug>/"),
    *(r"^social/(?P<language>it|en)/(?P<slug>[-\w]+)\.jpg$", "social/pagina/<int:pk>.jpg"),
    *("dati/<slug:name>.<slug:extension>", "dati/ledger.jsonl", "api/v2/pages/<int:pk>/"),
    *(f"api/v1/campaigns/<slug:slug>/{part}/" for part in ("questions", "comments", "updates")),
)
"""Where people's words stand, or what is told of a campaign goes out."""

WHERE = {
    "name": NOBODY,
    "street": "Via della Zefirina 12",
    "more": "",
    "postcode": "20100",
    "city": "Milano",
    "province": "MI",
    "country": "",
}
"""Where somebody's reward goes."""


class Persons:
    """Whom nobody may find: names of anonymous donors, addresses and streets of everybody."""

    def __init__(self) -> None:
        rows = Donation.objects.exclude(name="", company="").values_list(
            "name", "company", "email", "anonymous"
        )
        self.addresses = {email.lower() for _name, _company, email, _anonymous in rows if email}
        for model in (Voice, Follow, CallQuestion, SupportRequest):
            self.addresses |= set(model.objects.exclude(email="").values_list("email", flat=True))
        public = {words(row[0]) for row in rows if not row[3]}
        hidden = {words(text) for row in rows if row[3] for text in row[:2] if text}
        hidden |= {words(each) for each in DeliveryAddress.objects.values_list("street", flat=True)}
        self.names = {name for name in hidden if len(name) > 1 and name not in public}
        self._lengths = sorted({len(name) for name in self.names})

    def found_in(self, text: str) -> set[str]:
        """Which of them stand in a text, however they are written."""
        said = words(text)
        found = {
            " ".join(said[place : place + length])
            for length in self._lengths
            for place in range(len(said) - length + 1)
            if said[place : place + length] in self.names
        }
        found |= {kept for kept in (UNREAD, UNTRUE) if kept in text}
        return found | ({each.lower() for each in MAIL.findall(text)} & self.addresses)


def words(text: str) -> tuple[str, ...]:
    """The words of a text: ``ada-brambilla`` and ``Ada  BRAMBILLA`` are the same."""
    return tuple(WORD.findall(text.lower()))


@pytest.fixture(scope="module")
def web(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A web server of its own, on a clone of the demo."""
    folder, name = tmp_path_factory.mktemp("crawl"), f"civic_crawl_{free_port()}"
    databases.clone(demo.database, name)
    media = Path(shutil.copytree(demo.media, folder / "media"))
    stack = Stack(
        database_url=databases.url_of(name), media=media, static=demo.static, folder=folder
    )
    yield stack
    stack.stop()
    databases.drop(name)


@pytest.fixture(scope="module")
def persons(web: Stack, django_db_blocker: DjangoDbBlocker) -> Persons:
    with django_db_blocker.unblock(), databases.using(web.database):
        funding = Funding.objects.get(slug="la-serra-di-corte")
        seeds = Reward.objects.get(campaign_key=funding.translation_key, handover=Handover.SHIPPED)
        posted = give(
            funding,
            "12.00",
            at=timezone.now(),
            reward=seeds,
            name=NOBODY,
            email="zefirina@quattrocchi.example.org",
            anonymous=True,
        )
        give_address(donation_id=posted.pk, address=WHERE, now=timezone.now())
        funding = Funding.objects.get(slug="ruote-in-comune")
        give(
            funding,
            "12.00",
            at=timezone.now(),
            name=NOBODY,
            email="zefirina@quattrocchi.example.org",
            company="Quattrocchi e Nipoti",
            anonymous=True,
            message="Forza ragazzi",
        )
        take_in(now=timezone.now())
        Voice.objects.filter(donation__name=NOBODY).update(state=VoiceState.PUBLISHED)
        write_to(funding)
        found = Persons()
    assert words(NOBODY) in found.names
    assert len(found.names) > 500
    assert {"chiede@example.org", "segue@example.org"} <= found.addresses
    return found


def write_to(funding: Funding) -> None:
    """A guest's public question, words that nobody may read, and somebody who follows."""
    now, key = timezone.now(), funding.translation_key
    shared = {"campaign_key": key, "origin": Origin.GUEST, "written_at": now, "confirmed_at": now}
    for text, state, reason in (
        (PUBLIC_WORDS, VoiceState.PUBLISHED, ""),
        (UNREAD, VoiceState.WAITING, ""),
        (UNTRUE, VoiceState.REFUSED, RefusalReason.FALSE),
    ):
        Voice.objects.create(
            text=text, email="chiede@example.org", state=state, reason=reason, **shared
        )
    Follow.objects.create(
        campaign_key=key, email="segue@example.org", asked_at=now, confirmed_at=now
    )


@pytest.fixture(scope="module")
def crawl(web: Stack, persons: Persons, django_db_blocker: DjangoDbBlocker) -> Crawl:
    web.start_web()
    crawled = Crawl(web.url)
    crawled.read(*START)
    with django_db_blocker.unblock(), databases.using(web.database):
        values = values_of_addresses(web.url)
    for route in set(public_routes()) - crawled.routes:
        crawled.read(*filled(route, values))
    return crawled


ASKED = {
    "valuta/": "?pagina=/",
    "valuta/grazie/": "?pagina=/",
    "cerca/suggerimenti/": "?q=cin",
    "oembed/": "?url={site}/embed/ecolab/",
    "api/v1/search/": "?q=cinema",
    "api/v1/search/suggestions/": "?q=cin",
    "api/v1/progress/": "?slugs=ecolab,so-lunch",
    "api/v2/pages/find/": "?html_path=/",
    "api/v2/images/find/": "?id={image}",
}
"""What an address must be asked, to answer."""
UNASKED = {
    "api/v1/(?:.*/)?$": "says that nothing is there",
    "api/v1/donations/": "takes a gift, and shows none",
    "api/v2/documents/<int:pk>/": "the demo has no document",
    "api/v2/documents/find/": "the demo has no document",
    "api/v2/page_preview/": "a draft, to who holds its token",
    "colori-<slug:digest>.css": "the demo has the colour of the design",
    "rendiconto/<uuid:pk>/": "a paper of a report, read where a page links to it",
}
"""Routes without anything to read, and why."""


def values_of_addresses(site: str) -> dict[str, list[str]]:
    """What stands in addresses, by the name of the part."""
    home = HomePage.objects.order_by("pk")[0]
    return {
        "slug": ["ruote-in-comune", "la-campana-di-lidia", "secondo-avviso", "avviso-cura"],
        "number": ["1"],
        "pk": [str(home.pk)],
        "api/v1/campaigns/<slug:slug>/outcome/": ["la-campana-di-lidia"],
        "segnala/<int:pk>/": [str(Voice.objects.get(text=PUBLIC_WORDS).pk)],
        "site": [site],
        "image": [str(LibraryImage.objects.order_by("pk")[0].pk)],
        "donation_id": [str(Donation.objects.filter(anonymous=True)[0].pk)],
    }


def filled(route: str, values: dict[str, list[str]]) -> list[str]:
    """Addresses of a route, each of its parts filled with one of its values."""
    part = re.compile(r"<(?:\w+:)?(\w+)>")
    names = part.findall(route)
    query = ASKED.get(route, "").format(**{name: found[0] for name, found in values.items()})
    values = values | {name: values[route] for name in names if route in values}
    count = max((len(values.get(name, ())) for name in names), default=1)
    addresses = []
    for place in range(count):
        chosen = {name: values[name][place % len(values[name])] for name in names if name in values}
        if len(chosen) == len(set(names)):
            addresses.append("/" + part.sub(lambda found: chosen[found[1]], route) + query)  # noqa: B023
    return addresses


def test_every_public_address_was_read(crawl: Crawl) -> None:
    missing = set(public_routes()) - crawl.routes - set(UNASKED)
    assert not missing, {path: said for path, said in crawl.refused.items() if said != 404}
    assert not {path: status for path, status in crawl.refused.items() if status >= 500}
    assert set(MUST_BE_READ) <= crawl.routes
    assert any(PUBLIC_WORDS in text for text in crawl.texts.values())
    assert len(crawl.texts) > 300


def test_nothing_of_an_anonymous_donor_and_nobodys_address_is_public(
    crawl: Crawl, persons: Persons
) -> None:
    leaks = {path: found for path, text in crawl.texts.items() if (found := persons.found_in(text))}
    assert leaks == {}


def test_r16_nobody_stands_on_a_poster(
    web: Stack, persons: Persons, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), databases.using(web.database):
        for funding in with_match(Funding.objects.filter(slug__in=["ruote-in-comune", "ecolab"])):
            page, now = page_of(funding), timezone.now()
            assert page is not None
            drawn = poster(page=page, progress=progress_of(funding, now), now=now)
            told = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(drawn)).pages)
            assert page.title in told
            assert persons.found_in(told) == set()


def test_a_leak_would_be_found(persons: Persons) -> None:
    for text in (
        "<td>Zefirina&nbsp;Quattrocchi</td>",
        '{"slug": "zefirina-quattrocchi"}',
        "QUATTROCCHI E NIPOTI",
        "via della Zefirina, 12",
        "mailto:zefirina@quattrocchi.example.org",
        "<p>segue@example.org</p>",
        f"<li>{UNREAD}</li>",
    ):
        assert persons.found_in(unescaped(text)), text
