"""A list of what was sent, each mail with both of its parts."""

from pathlib import Path
from typing import Final

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from config.outbox.mailbox import SentMail, mail_named, newest

MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail runs nothing and fetches nothing; its links open in a tab of their own."""


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest mails."""
    return render(request, "outbox/outbox.html", {"mails": newest(_folder())})


@require_safe
@never_cache
@csp_update({"frame-src": ["'self'"]})
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as HTML in a frame and as text."""
    return render(request, "outbox/mail.html", {"mail": _mail_or_404(name)})


@require_safe
@never_cache
@xframe_options_exempt
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail, for the frame of its page alone."""
    response = HttpResponse(_mail_or_404(name).html)
    response["Content-Security-Policy"] = MAIL_POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


def _mail_or_404(name: str) -> SentMail:
    found = mail_named(_folder(), name)
    if found is None:
        raise Http404("no such mail")
    return found


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)
