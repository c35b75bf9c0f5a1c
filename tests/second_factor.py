"""The second factor of staff in tests: a fixed key, its codes, a sign-in that has given one."""

import time
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.signals import user_logged_in

from campaigns.accounts.models import User
from campaigns.accounts.second_factor import enters_admin

SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PERIOD_SECONDS: Final = 30


def enrol(user: User) -> None:
    """Give a person an app for codes, unless they have one."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)


def code(*, secret: str = SECRET) -> str:
    """The code that an app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_SECONDS))


def count_force_login_as_whole() -> None:
    """``Client.force_login`` of staff stands for a whole sign-in, second factor included.

    A sign-in through the pages is never touched: there the rule itself is tested.
    """
    user_logged_in.connect(_after_sign_in, dispatch_uid="tests.second_factor")


def _after_sign_in(sender: Any, request: Any, user: User, **_told: Any) -> None:
    is_forced = not request.path
    if is_forced and enters_admin(user):
        enrol(user)
        record_authentication(request, user, method="mfa", type="totp")
