"""The menu “Selezione”: each entry is shown to who has its permission."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

ITEMS_HOOK = "register_selection_menu_item"
"""A hook whose functions return a ``PermittedItem`` of this menu."""


class PermittedItem(MenuItem):
    """An entry that is shown with any of its permissions."""

    def __init__(
        self, label: Any, url: str, *, permissions: tuple[str, ...], **options: Any
    ) -> None:
        super().__init__(label, url, **options)
        self.permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(permission) for permission in self.permissions)


selection_menu = Menu(register_hook_name=ITEMS_HOOK)


def selection_submenu() -> SubmenuMenuItem:
    """The group of the selection."""
    return SubmenuMenuItem(
        _("Selection"), selection_menu, name="selection", icon_name="clipboard-list", order=250
    )
