"""Who manages people manages neither superusers nor what they themselves may do.

Wagtail lets anyone who may edit users make superusers, and give themselves any role: with that,
a role that must not see donors would be one click from seeing them.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from campaigns.accounts.models import User


def check_may_save_user(request: HttpRequest, user: User | None) -> None:
    """Raise ``PermissionDenied`` if the request reaches beyond the acting person's rights.

    ``user`` is the one being edited, ``None`` for a new one.
    """
    if request.user.is_superuser:
        return
    if request.POST.get("is_superuser") or (user is not None and user.is_superuser):
        raise PermissionDenied(_("Only a superuser manages superusers."))
    if request.method == "POST" and user == request.user:
        asked = set(request.POST.getlist("groups"))
        if asked != {str(pk) for pk in user.groups.values_list("pk", flat=True)}:
            raise PermissionDenied(_("Nobody changes their own roles: ask a colleague."))


def check_may_act_on_users(request: HttpRequest, users: Iterable[User]) -> None:
    """Raise ``PermissionDenied`` if a bulk action touches superusers, or the acting person."""
    if request.user.is_superuser:
        return
    for user in users:
        if user.is_superuser:
            raise PermissionDenied(_("Only a superuser manages superusers."))
        if user == request.user:
            raise PermissionDenied(_("Nobody changes their own roles: ask a colleague."))
