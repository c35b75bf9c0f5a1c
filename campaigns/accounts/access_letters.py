"""What the letters about an account say. Each takes the addresses it may lead to, and when."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.house.letters import Letter, Link

Links = Mapping[str, str]


def _confirm(links: Links, when: str) -> Letter:
    return Letter(
        subject=_("Confirm your e-mail on %(brand)s") % {"brand": settings.SITE_BRAND["name"]},
        happened=[_("one click and your account is ready: confirm that this address is yours.")],
        next=[
            _("The link is good for three days."),
            _("If you did not register, there is nothing to do: without a click nothing happens."),
        ],
        link=Link(label=_("Confirm my e-mail"), url=links["activate_url"]),
    )


def _already_there(links: Links, when: str) -> Letter:
    return Letter(
        subject=_("You already have an account"),
        happened=[_("somebody, we hope you, tried to register with this address.")],
        next=[_("It has an account already. If you forgot the password, choose a new one.")],
        link=Link(label=_("Choose a new password"), url=links["password_reset_url"]),
    )


def _unknown(links: Links, when: str) -> Letter:
    return Letter(
        subject=_("No account with this address"),
        happened=[_("somebody, we hope you, asked for a new password for this address.")],
        next=[_("It has no account here: perhaps you registered with another address.")],
        link=Link(label=_("Register"), url=links["signup_url"]),
    )


def _reset(links: Links, when: str) -> Letter:
    return Letter(
        subject=_("Choose a new password"),
        happened=[_("somebody, we hope you, asked for a new password for your account.")],
        next=[_("If it was not you, there is nothing to do: your password stays as it is.")],
        link=Link(label=_("Choose a new password"), url=links["password_reset_url"]),
    )


def _security(subject: Callable[[], str], happened: Callable[[], str]) -> "LetterMaker":
    """A warning after a change of what protects the account."""

    def made(links: Links, when: str) -> Letter:
        return Letter(
            subject=subject(),
            happened=[happened()],
            next=[_("If it was not you, choose a new password at once and write to us.")],
            facts=[(_("When"), when)] if when else [],
            link=Link(label=_("Choose a new password"), url=links["password_reset_url"]),
        )

    return made


LetterMaker = Callable[[Links, str], Letter]
_NEW_PASSWORD: Final = _security(
    lambda: _("Your password has changed"), lambda: _("the password of your account has changed.")
)
LETTERS: Final[Mapping[str, LetterMaker]] = {
    "account/email/email_confirmation": _confirm,
    "account/email/email_confirmation_signup": _confirm,
    "account/email/account_already_exists": _already_there,
    "account/email/unknown_account": _unknown,
    "account/email/password_reset_key": _reset,
    "account/email/password_reset": _NEW_PASSWORD,
    "account/email/password_changed": _NEW_PASSWORD,
    "account/email/password_set": _NEW_PASSWORD,
    "mfa/email/totp_activated": _security(
        lambda: _("Your second step is on"),
        lambda: _("from now on, after the password, your account asks for a code of your app."),
    ),
    "mfa/email/totp_deactivated": _security(
        lambda: _("Your second step is off"),
        lambda: _("your account no longer asks for a code after the password."),
    ),
    "mfa/email/recovery_codes_generated": _security(
        lambda: _("You have new recovery codes"),
        lambda: _("new recovery codes were made for your account: the old ones are void."),
    ),
    "socialaccount/email/account_connected": _security(
        lambda: _("A digital identity was tied to your account"),
        lambda: _("from now on your account can also be entered with SPID or CIE."),
    ),
    "socialaccount/email/account_disconnected": _security(
        lambda: _("A digital identity was untied from your account"),
        lambda: _("your account can no longer be entered with that SPID or CIE."),
    ),
}
