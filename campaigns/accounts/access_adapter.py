"""How allauth behaves here: kind words, the house's letters, where each person goes next."""

import time
import uuid
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy, override

from campaigns.accounts.access_letters import LETTERS
from campaigns.accounts.letters import post
from campaigns.accounts.models import User
from campaigns.accounts.second_factor import enters_admin
from campaigns.languages import readers_language

_LINKS: Final[tuple[str, ...]] = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail, for proponents and staff alike."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is switched off: write to us."),
        "email_password_mismatch": gettext_lazy(
            "E-mail and password do not go together. Check both, or ask for a new password."
        ),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("This is not your password: try again."),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts: wait five minutes, then try again."
        ),
        "rate_limited": gettext_lazy("Too many requests from here: wait a minute, please."),
    }

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Nobody is asked for a user name: it says nothing about the person."""
        user.username = user.username or f"p-{uuid.uuid4().hex[:12]}"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = readers_language()
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to the admin, everybody else to their projects."""
        if enters_admin(request.user):
            return reverse("wagtailadmin_home")
        return _in_language("/i-miei-progetti/", readers_language())

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return _in_language("/", readers_language())

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """Not from who has signed in within the last minutes: they have just given it all."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = (
            records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        )
        return not is_fresh and super().is_reauthentication_required(app=app, **told)

    def add_message(self, *args: Any, **told: Any) -> None:
        """The pages say it themselves: nothing waits for a page that shows messages."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one of the house's letters, in the person's language."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = user.language if user else readers_language()
        links = {name: _own(context[name], language) for name in _LINKS if name in context}
        with override(language):
            links.setdefault(
                "password_reset_url", _own(reverse("account_reset_password"), language)
            )
            when = localtime(context["timestamp"]) if "timestamp" in context else None
            letter = LETTERS[template_prefix](
                links, date_format(when, "DATETIME_FORMAT") if when else ""
            )
        post(letter=letter, to=email, language=language)


class IdentityAdapter(DefaultSocialAccountAdapter):
    """People who come with SPID or CIE."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Keep who it is, and nothing else of what the provider tells (R16).

        Here, because at a later sign-in what was told is saved before any other hook is asked.
        """
        sociallogin.account.extra_data = {}
        return super().populate_user(request, sociallogin, data)

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        sociallogin.user.language = readers_language()
        return super().save_user(request, sociallogin, form)


def _in_language(path: str, language: str) -> str:
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def _own(url: str, language: str) -> str:
    """The address on the site's own name, whatever name the request used, in a language."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return settings.SITE_URL + str(translate_url(path, language))
