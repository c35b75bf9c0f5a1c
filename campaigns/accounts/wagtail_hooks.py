"""What the accounts add to the admin."""

from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.permission_policies.pages import PagePermissionPolicy

from campaigns.accounts.models import User
from campaigns.accounts.user_guards import check_may_act_on_users, check_may_save_user

# Wagtail opens the site's history to whoever enters the admin: who writes pages reads it.
LogEntriesView.permission_policy = PagePermissionPolicy()
LogEntriesView.any_permission_required = ["add", "change", "publish"]


@hooks.register("before_create_user")
def before_create_user(request: HttpRequest) -> None:
    check_may_save_user(request, None)


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def before_changing_user(request: HttpRequest, user: User) -> None:
    check_may_save_user(request, user)


@hooks.register("after_edit_user")
def after_edit_user(request: HttpRequest, user: User) -> None:
    """An old address opens the account no longer; a new one is confirmed at the next sign-in."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()


@hooks.register("before_bulk_action")
def before_bulk_action_on_users(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> None:
    if action.model is User:
        check_may_act_on_users(request, objects, action)
