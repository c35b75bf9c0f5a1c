"""The forms of signing in and up: allauth's, with the house's words."""

from typing import Any, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

_NEW_PASSWORD_HELP: Final = _(
    "At least 8 characters. Not only figures, and none of the passwords that everybody uses."
)
_WORDS: Final[dict[str, tuple[Any, Any, Any]]] = {
    "login": (_("E-mail"), "", _("Write your e-mail.")),
    "email": (_("E-mail"), "", _("Write your e-mail.")),
    "password": (_("Password"), "", _("Write your password.")),
    "oldpassword": (_("Present password"), "", _("Write your present password.")),
    "password1": (_("Password"), _NEW_PASSWORD_HELP, _("Choose a password.")),
    "password2": (_("The new password again"), "", _("Write the new password once more.")),
    "code": (
        _("Code"),
        _("The 6 figures that your app shows now."),
        _("Write the code."),
    ),
}
"""Label, help and what is said when it is missing, by field."""


class HouseWords:
    """A form whose fields carry our labels and no placeholders."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in _WORDS:
                field.label, field.help_text, missing = _WORDS[name]
                field.error_messages["required"] = missing
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _(
                    "This does not look like an e-mail address: check it, please."
                )


class LoginForm(HouseWords, account.LoginForm):
    """E-mail and password."""


class SignupForm(HouseWords, account.SignupForm):
    """Who it is, the address, a password."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        error_messages={"required": _("Write your first name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Surname"),
        max_length=150,
        error_messages={"required": _("Write your surname.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ("first_name", "last_name", "email", "password1")


class ChangePasswordForm(HouseWords, account.ChangePasswordForm):
    """The present password and a new one."""


class SetPasswordForm(HouseWords, account.SetPasswordForm):
    """A first password, for who came with SPID or CIE."""


class ResetPasswordForm(HouseWords, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(HouseWords, account.ResetPasswordKeyForm):
    """A new password, behind a link."""


class ReauthenticateForm(HouseWords, account.ReauthenticateForm):
    """The password once more."""


class CodeForm(HouseWords, mfa.AuthenticateForm):
    """The code of the app, or a recovery code."""


class CodeAgainForm(HouseWords, mfa.ReauthenticateForm):
    """The code once more."""


class ActivateForm(HouseWords, totp.ActivateTOTPForm):
    """The first code of a new app."""
