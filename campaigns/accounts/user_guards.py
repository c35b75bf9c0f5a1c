"""Who manages people manages neither superusers, nor roles of money, nor the RUP's.

Wagtail lets anyone who may edit users make superusers, give any role, and set anybody's password:
with that, a role that must not see donors, or move money, would be one click from doing so. So
only superusers give a role that reaches money or decides a selection, and only they change the
password, the address or the roles of who has one. Segreteria and Commissione are given by
Amministrazione: alone they decide nothing.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.models import User

MONEY_ROOMS: Final = ("payments", "cofinancing", "ledger")
"""Rooms of which any permission reaches money, or donors."""
MONEY_OF_CAMPAIGNS: Final = ("funding", "act", "payertotal")
"""Models of the room of campaigns' funding that do: rewards are for whoever writes."""

SELECTION_ACTS: Final = (("calls", "act_on_call"), ("selection", "act_on_ranking"))
"""Room and permission of what decides a selection: the RUP's."""

_RESERVED_PERSON: Final = gettext_lazy(
    "Only a superuser changes the access of who deals with money, or of the RUP."
)
_RESERVED_ROLE: Final = gettext_lazy(
    "Only a superuser gives a role that reaches money, or the RUP's."
)


def check_may_save_user(request: HttpRequest, user: User | None) -> None:
    """Raise ``PermissionDenied`` if the request reaches beyond the acting person's rights.

    ``user`` is the one being edited, ``None`` for a new one.
    """
    if request.user.is_superuser:
        return
    if request.POST.get("is_superuser") or (user is not None and user.is_superuser):
        raise PermissionDenied(_("Only a superuser manages superusers."))
    if request.method != "POST":
        return
    asked, had = set(request.POST.getlist("groups")), _roles(user)
    if user == request.user and asked != had:
        raise PermissionDenied(_("Nobody changes their own roles: ask a colleague."))
    reserved = {str(pk) for pk in _reserved_roles().values_list("pk", flat=True)}
    if (asked - had) & reserved:
        raise PermissionDenied(_RESERVED_ROLE)
    if user is not None and user != request.user and had & reserved:
        _check_leaves_access_alone(request, user, asked, had)


def check_may_act_on_users(request: HttpRequest, users: Iterable[User], action: Any) -> None:
    """Raise ``PermissionDenied`` if a bulk action reaches beyond the acting person's rights."""
    if request.user.is_superuser:
        return
    role = action.cleaned_form.cleaned_data.get("role") if action.cleaned_form else None
    if role is not None and _reserved_roles().filter(pk=role.pk).exists():
        raise PermissionDenied(_RESERVED_ROLE)
    for user in users:
        if user.is_superuser:
            raise PermissionDenied(_("Only a superuser manages superusers."))
        if user == request.user:
            raise PermissionDenied(_("Nobody changes their own roles: ask a colleague."))
        if action.action_type != "set_active_state" and _has_reserved_role(user):
            raise PermissionDenied(_RESERVED_PERSON)


def _check_leaves_access_alone(
    request: HttpRequest, user: User, asked: set[str], had: set[str]
) -> None:
    """A colleague may correct the name of such a person, or close the account."""
    sent = request.POST
    is_new_address = sent.get("email", user.email).strip() != user.email
    is_new_name = sent.get("username", user.get_username()).strip() != user.get_username()
    if asked != had or is_new_address or is_new_name or sent.get("password1"):
        raise PermissionDenied(_RESERVED_PERSON)


def _reserved_roles() -> QuerySet[Group]:
    """The groups that only superusers give, by what they may do: whatever their names."""
    is_reserved = Q(permissions__content_type__app_label__in=MONEY_ROOMS) | Q(
        permissions__content_type__app_label="funding",
        permissions__content_type__model__in=MONEY_OF_CAMPAIGNS,
    )
    for room, permission in SELECTION_ACTS:
        is_reserved |= Q(
            permissions__content_type__app_label=room, permissions__codename=permission
        )
    return Group.objects.filter(is_reserved).distinct()


def _has_reserved_role(user: User) -> bool:
    return bool(_reserved_roles().filter(user=user).exists())


def _roles(user: User | None) -> set[str]:
    return set() if user is None else {str(pk) for pk in user.groups.values_list("pk", flat=True)}
