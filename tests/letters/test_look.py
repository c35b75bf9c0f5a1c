"""The one look of every mail, as HTML and as text."""

import re
from html.parser import HTMLParser

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from campaigns.house.letters import Bar, BarPiece, Letter, Link, mail_of

LETTER = Letter(
    subject="Grazie",
    happened=["la tua donazione è arrivata <b>."],
    reason="Una riga.\nUn’altra.",
    bar=Bar(
        campaign="Orto & giardino",
        amount="100 €",
        givers="da 3 donazioni",
        facts=["soglia 200 €", "costo totale 400 €"],
        caution="Il fondo sta finendo.",
        pieces=[
            BarPiece(colour="#ad0028", percent=25),
            BarPiece(colour="#e2d6c8", percent=25),
            BarPiece(colour="#211a17", percent=1),
            BarPiece(colour="#f6d999", percent=50),
        ],
    ),
    next=["Ti scriviamo quando finisce."],
    facts=[("Riferimento", "ABC-123")],
    link=Link(label="La tua donazione", url="https://example.org/dona/?a=1&b=2"),
)


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def written(
    letter: Letter = LETTER, language: str = "it", name: str = "Ada"
) -> EmailMultiAlternatives:
    return mail_of(letter=letter, to="ada@example.org", language=language, name=name)


def html_of(mail: EmailMultiAlternatives) -> str:
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    return str(html)


def test_styles_stand_in_the_elements_and_no_sheet_is_left() -> None:
    html = html_of(written())
    elements = Elements(html)
    assert elements.all("style") == elements.all("link") == []
    [button] = [link for link in elements.all("a") if link.get("class") == "act__link"]
    assert "color: #ffffff" in str(button["style"]).replace("color:#", "color: #")
    assert all("style" in cell for cell in elements.all("td") if cell.get("class"))


def test_nothing_is_fetched_to_read_it() -> None:
    html = html_of(written())
    elements = Elements(html)
    assert {tag for tag, _attributes in elements.found} & {
        "img",
        "script",
        "iframe",
        "svg",
    } == set()
    assert "url(" not in html
    assert not [attributes for _tag, attributes in elements.found if "background" in attributes]


def test_both_parts_say_all_of_it_in_the_same_order() -> None:
    mail = written()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(mail)))
    told = [
        "Ciao Ada,",
        "la tua donazione è arrivata",
        "Una riga.",
        "Un’altra.",
        "Orto",
        "100 €",
        "da 3 donazioni",
        "soglia 200 €",
        "costo totale 400 €",
        "Il fondo sta finendo.",
        "Ti scriviamo quando finisce.",
        "Riferimento",
        "ABC-123",
        "La tua donazione",
        "https://example.org/dona/?a=1&",
        "crowdfunding@example.org",
        "Comune di Milano",
    ]
    for part in (str(mail.body), words):
        places = [part.find(piece, part.find("Ciao")) for piece in told]
        assert -1 not in places, told[places.index(-1)]
        assert places == sorted(places)
    assert "https://example.org/dona/?a=1&b=2" in mail.body
    assert "<b>" in mail.body


def test_what_somebody_wrote_is_no_markup() -> None:
    html = html_of(written())
    assert "arrivata &lt;b&gt;." in html
    assert "Orto &amp; giardino" in html


def test_the_bar_is_made_of_coloured_cells() -> None:
    cells = [
        cell for cell in Elements(html_of(written())).all("td") if cell.get("class") == "bar__piece"
    ]
    assert [(cell["bgcolor"], cell["width"]) for cell in cells] == [
        ("#ad0028", "25%"),
        ("#e2d6c8", "25%"),
        ("#211a17", "1%"),
        ("#f6d999", "50%"),
    ]


def test_a_plain_letter_has_no_bar_and_no_empty_table() -> None:
    plain = Letter(subject="S", happened=["h"], link=LETTER.link)
    html = html_of(written(plain))
    assert 'class="bar"' not in html
    assert 'class="facts"' not in html
    assert "\n\n\n\n" not in written(plain).body


@pytest.mark.parametrize(("language", "home"), [("it", "/"), ("en", "/en/")])
def test_its_head_leads_to_the_site_in_the_readers_language(
    settings: Settings, language: str, home: str
) -> None:
    html = html_of(written(language=language))
    assert f'<html lang="{language}">' in html
    assert f'href="{settings.SITE_URL}{home}"' in html
    mail = written(language=language)
    assert mail.extra_headers["Content-Language"] == language


def test_the_demonstration_says_so_and_production_does_not(settings: Settings) -> None:
    assert "dimostrativo" in html_of(written()).lower()
    assert "dimostrativo" in written().body.lower()
    settings.STRIPE_API_BASE = "https://api.stripe.com"
    assert "dimostrativo" not in html_of(written()).lower()
    assert "dimostrativo" not in written().body.lower()
