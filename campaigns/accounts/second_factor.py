"""The second factor: a code of an app, after the password. Staff have one, no way round.

Being enrolled is not enough: the session itself must have proved the second factor, or one made
with the password alone would come in on the day its owner enrols.
"""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ADMIN_ACCESS: Final = "wagtailadmin.access_admin"
GUARDED: Final = re.compile(
    r"^/+(admin|documents|(en/)?i-miei-progetti"
    r"|(en/)?accesso/(password/(cambia|imposta)|identita|sicurezza/(codici|disattiva)))(/|$)"
)
"""Where a second factor counts: staff's and proponents' rooms, and what could undo it."""


def enters_admin(user: Any) -> bool:
    """Whether this is one of the staff: somebody whom the admin lets in."""
    return bool(user.is_authenticated and (user.is_superuser or user.has_perm(ADMIN_ACCESS)))


def has_proved_second_factor(request: HttpRequest) -> bool:
    """Whether this very session gave a code."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def remember_proof(sender: Any, request: HttpRequest, user: Any, **told: Any) -> None:
    """Whoever has just enrolled typed a code of the new app: that proves it for this session."""
    authenticator = told["authenticator"]
    if authenticator.type == Authenticator.Type.TOTP and request.user == user:
        record_authentication(request, user, method="mfa", type=str(authenticator.type))


class SecondFactorMiddleware:
    """Sends to the second factor whoever must give it first, before any view of these rooms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if GUARDED.match(request.path_info) and (step := _missing_step(request)):
            back = request.get_full_path() if request.method == "GET" else request.path
            return HttpResponseRedirect(f"{reverse(step)}?{urlencode({'next': back})}")
        return self.get_response(request)


def _missing_step(request: HttpRequest) -> str:
    """The name of the page that asks for what is missing; empty if nothing is."""
    user = request.user
    if not user.is_authenticated:
        return ""
    if not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        return "mfa_activate_totp" if enters_admin(user) else ""
    return "" if has_proved_second_factor(request) else "mfa_reauthenticate"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Staff cannot do without, and every refusal says what to do."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Who works on the platform always uses a second step: it cannot be turned off. For a"
            " new telephone, ask a colleague of the administration."
        ),
        "incorrect_code": _(
            "This code is not right, or it was used already: wait for the next one and try again."
        ),
        "unverified_email": _("First confirm your e-mail: we have sent you a link."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not enters_admin(authenticator.user)
