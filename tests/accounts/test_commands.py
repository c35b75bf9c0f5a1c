"""What is done for second factors from the command line."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from campaigns.accounts.models import User
from home.demo.accounts import ACCOUNTS, SECOND_FACTOR
from tests.second_factor import enrol


def test_the_demo_s_code_opens_the_demo_s_accounts(db: None) -> None:
    account = ACCOUNTS[0]
    user = User.objects.create_user(account.username, account.email, "password")
    factor = TOTP.activate(user, SECOND_FACTOR)
    printed = StringIO()
    call_command("demo_code", stdout=printed)
    assert factor.validate_code(printed.getvalue().strip())


def test_there_is_no_code_where_there_is_no_demo(db: None) -> None:
    user = User.objects.create_user(ACCOUNTS[0].username, ACCOUNTS[0].email, "password")
    enrol(user)
    with pytest.raises(CommandError):
        call_command("demo_code")


def test_who_lost_the_telephone_enrols_anew(db: None) -> None:
    user = User.objects.create_user("ada", "ada@example.org", "password")
    enrol(user)
    call_command("forget_second_factor", "Ada@Example.org", stdout=StringIO())
    assert not Authenticator.objects.filter(user=user).exists()
    with pytest.raises(CommandError):
        call_command("forget_second_factor", "nobody@example.org")
