"""What the platform writes to people: the same parts make a mail's text and its HTML."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.house.appearance import house

TEMPLATE: Final = "letters/letter"
_INLINER: Final = CSSInliner(load_remote_stylesheets=False)
_BREAKS: Final = re.compile(r"[^\S\xa0\u202f]+")
_ADDRESS: Final = re.compile(r"[/\\@:<>]|\bwww\b|\.\w{2}")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a letter leads: an absolute address, signed where it is somebody's own."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class BarPiece:
    """A stretch of the bar: its colour, the city's own if empty, and its percent of the width."""

    colour: str
    percent: int


@dataclass(frozen=True, kw_only=True)
class Bar:
    """How a campaign stands: a drawing made of cells, and words that say all of it."""

    campaign: str
    amount: str
    givers: str
    facts: Sequence[str]
    caution: str = ""
    pieces: Sequence[BarPiece]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a letter says: what happened, why in somebody's own words, what one can do, where."""

    subject: str
    happened: Sequence[str]
    reason: str = ""
    bar: Bar | None = None
    next: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    link: Link

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", one_line(self.subject))


def mail_of(
    *, letter: Letter, to: str | Sequence[str], language: str, name: str = "", message_id: str = ""
) -> EmailMultiAlternatives:
    """The mail that carries a letter, in the house's look; it greets nobody without ``name``."""
    with override(language):
        context = {
            "letter": letter,
            "greeting": greeting(name),
            "brand": settings.SITE_BRAND,
            "house": house(),
            "language": language,
            "site_url": _home(language),
            "sandbox_in_use": "api.stripe.com" not in settings.STRIPE_API_BASE,
        }
        text = render_to_string(f"{TEMPLATE}.txt", context)
        html = _INLINER.inline(render_to_string(f"{TEMPLATE}.html", context))
    own_name = {"Message-ID": message_id} if message_id else {}
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=text,
        to=[to] if isinstance(to, str) else list(to),
        reply_to=[contact()],
        headers=own_name | {"Auto-Submitted": "auto-generated", "Content-Language": language},
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _home(language: str) -> str:
    is_first = language == settings.LANGUAGE_CODE
    return f"{settings.SITE_URL}/" if is_first else f"{settings.SITE_URL}/{language}/"


def message_id(key: str) -> str:
    """A mail's own name, made of what makes it one and of the site's host.

    A mailbox that gets the same mail twice shows it once.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"


def one_line(text: str) -> str:
    """The text without line breaks, which must not reach a header; non-breaking spaces stay."""
    return _BREAKS.sub(" ", text).strip()


def greeting(name: str) -> str:
    """How a letter begins. A name that reads like an address is left out.

    Whoever begins a donation chooses its name and whom we write to: it must carry no advertisement.
    """
    name = one_line(name)
    if not name or len(name) > _LONGEST_NAME or _ADDRESS.search(name):
        return _("Hello,")
    return _("Dear %(name)s,") % {"name": name}


def contact() -> str:
    """The address that answers letters."""
    return house().contact_email
