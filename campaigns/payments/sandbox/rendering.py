"""HTML answers: the reader's language, the templates, and headers that let nothing else in."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Request, Response

from .store import Json
from .texts import LANGUAGES, TEXTS, instant, money

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


def choose_language(request: Request, session: Json | None = None) -> str:
    """The link's `lang`, else the session's locale, else the browser's, else Italian."""
    locale = (session or {}).get("locale") or ""
    for wanted in (request.args.get("lang", ""), locale):
        if wanted[:2] in LANGUAGES:
            return wanted[:2]
    return request.accept_languages.best_match(LANGUAGES, default="it") or "it"


def page(
    template: str,
    language: str,
    *,
    status: int = 200,
    leads_to: list[str] | None = None,
    **data: Any,
) -> Response:
    """A page in `language`. Its forms may lead to the origins of the addresses in `leads_to`."""
    html = TEMPLATES.get_template(template).render(
        text=TEXTS[language],
        language=language,
        other_language="en" if language == "it" else "it",
        money=lambda cents: money(cents, language),
        instant=lambda epoch: instant(epoch, language),
        **data,
    )
    response = Response(html, status, mimetype="text/html")
    origins = sorted({_origin(address) for address in leads_to or []})
    response.headers["Content-Security-Policy"] = " ".join([POLICY, *origins])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _origin(address: str) -> str:
    """Scheme and host of an address that was checked when the session was created.

    Browsers hold a form's redirects to `form-action` too, so it must name where the form leads.
    """
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
