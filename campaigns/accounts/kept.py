"""What somebody sent after their session had ended: kept, and shown again once they sign in."""

from typing import Final

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponseRedirect, QueryDict

_KEY: Final = "kept_typing"
_MOST: Final = 120_000
"""Characters: more than the longest form, once encoded."""


def keep(request: HttpRequest) -> None:
    """Put what was sent into the new, anonymous session; signing in takes it along."""
    text = request.POST.urlencode()
    if len(text) <= _MOST:
        request.session[_KEY] = {"path": request.path, "text": text}


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page, once."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict) or kept.get("path") != request.path:
        return None
    del request.session[_KEY]
    return QueryDict(kept["text"])


class KeepsTyping(LoginRequiredMixin):
    """A view whose form is sent after the session has ended: first they sign in, then go on."""

    request: HttpRequest

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Keep what was sent, and ask them to sign in."""
        if self.request.method == "POST":
            keep(self.request)
        response: HttpResponseRedirect = super().handle_no_permission()
        return response
