"""The demo's sent mail can be read in a browser, safely; elsewhere there is no such page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django import Settings

from campaigns.house.letters import mail_of
from home.site_tree import ensure_site_tree
from tests.letters.test_look import LETTER
from tests.pages_http.test_headers import directives

LIST = "/demo/posta/"
FILES = "django.core.mail.backends.filebased.EmailBackend"
Send = Callable[[EmailMessage], None]


@pytest.fixture
def send(db: None, settings: Settings, tmp_path: Path) -> Send:
    """Send a mail as the demo does, into a folder."""
    settings.ROOT_URLCONF = "tests.house.outbox_urls"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    ensure_site_tree("it")

    def to_a_file(mail: EmailMessage) -> None:
        get_connection(FILES, file_path=str(tmp_path)).send_messages([mail])

    return to_a_file


def hostile() -> EmailMultiAlternatives:
    """A mail that tries to be a page, and another mail."""
    mail = EmailMultiAlternatives(
        subject="<script>alert(1)</script>",
        body=f"javascript:alert(1)\n{'-' * 79}\nstill the same mail <b>",
        to=["ada@example.org"],
    )
    mail.attach_alternative(
        "<script>alert(1)</script><img src='https://x.example/p.gif'>", "text/html"
    )
    return mail


def links_of(client: Client) -> list[str]:
    """Where the list leads, newest first."""
    page = client.get(LIST).content.decode()
    return [piece.split('"', 1)[0] for piece in page.split('outbox__subject" href="')[1:]]


def test_what_was_sent_is_listed_and_read_both_ways(client: Client, send: Send) -> None:
    assert "outbox__item" not in client.get(LIST).content.decode()
    send(mail_of(letter=LETTER, to="ada@example.org", language="it", name="Ada"))
    [link] = links_of(client)
    page = client.get(link)
    assert page.status_code == 200
    text = page.content.decode()
    assert "ada@example.org" in text
    assert "Ciao Ada," in text
    assert 'href="https://example.org/dona/?a=1&amp;b=2"' in text
    assert f'src="{link}html/" sandbox="allow-popups allow-popups-to-escape-sandbox"' in text
    assert directives(page)["frame-src"] == "'self'"
    assert directives(page)["script-src"] == "'self'"
    assert "Ciao Ada," in client.get(f"{link}html/").content.decode()


@pytest.mark.parametrize("zone", ["-0000", "+0000"])
@pytest.mark.parametrize(
    ("sent", "read"),
    [("Mon, 30 Nov 2026 23:30:00", "2026-12-01T00:30:00+01:00"),
     ("Wed, 01 Jul 2026 10:05:00", "2026-07-01T12:05:00+02:00")],
)  # fmt: skip
def test_a_mail_tells_its_hour_in_the_readers_zone(
    client: Client, send: Send, tmp_path: Path, zone: str, sent: str, read: str
) -> None:
    written = f"Date: {sent} {zone}\nTo: ada@example.org\nSubject: Ciao\n\nCiao".encode()
    (tmp_path / "20261201-000000-1.log").write_bytes(written)
    for path in (LIST, links_of(client)[0]):
        assert f'datetime="{read}"' in client.get(path).content.decode()


def test_many_mails_of_one_connection_are_told_apart(
    client: Client, send: Send, settings: Settings
) -> None:
    connection = get_connection(FILES, file_path=settings.EMAIL_FILE_PATH)
    connection.open()
    for name in ("uno", "due"):
        mail = EmailMessage(subject=name, body="testo", to=[f"{name}@example.org"])
        connection.send_messages([mail])
    connection.close()
    assert len(set(links_of(client))) == 2


def test_a_mail_runs_nothing_and_fetches_nothing(client: Client, send: Send) -> None:
    send(hostile())
    page = client.get(LIST).content.decode()
    assert "<script>alert" not in page
    [link] = links_of(client)
    page = client.get(link).content.decode()
    assert "<script>alert" not in page
    assert "still the same mail &lt;b&gt;" in page, "a line of dashes ends no mail"
    assert 'href="javascript:' not in page
    html = client.get(f"{link}html/")
    policy = directives(html)
    assert policy["default-src"] == "'none'"
    assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert policy["frame-ancestors"] == "'self'"
    assert "script-src" not in policy
    assert policy["img-src"] == "data:"
    assert "X-Frame-Options" not in html


@pytest.mark.parametrize(
    "name", ["..", "..%2F..%2Fsecret", "20260101-000000-1.0", "x.0", "%00", "20260101-000000-1.log"]
)
def test_no_other_file_is_read(client: Client, send: Send, tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "secret.log").write_text("Subject: secret\n\nsecret")
    assert client.get(f"{LIST}{name}/").status_code == 404
    assert client.get(f"{LIST}{name}/html/").status_code == 404


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\xff\xfe\x00 no mail at all",
        b"Subject: =?nonsense?q?=ff?=\nContent-Type: text/plain; charset=nonsense\n\n\xff\xff",
        b"Date: yesterday\nTo: <<>>,,\nContent-Type: multipart/alternative\n\nno boundary",
    ],
)
def test_what_is_no_mail_troubles_nobody(
    client: Client, send: Send, tmp_path: Path, written: bytes
) -> None:
    (tmp_path / "20260101-000000-1.log").write_bytes(written)
    assert client.get(LIST).status_code == 200
    for link in links_of(client):
        assert client.get(link).status_code == 200


def test_elsewhere_there_is_no_such_page(client: Client, db: None) -> None:
    ensure_site_tree("it")
    assert client.get(LIST).status_code == 404
