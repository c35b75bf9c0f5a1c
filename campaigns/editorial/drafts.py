"""Writing a page’s draft: one at a time, by who may."""

from typing import Any

from wagtail.models import Page

from campaigns.accounts.models import User


def lock_page(page_id: int) -> None:
    """Let who writes, corrects or approves this page take turns, until the transaction ends."""
    Page.objects.select_for_update(no_key=True).only("pk").get(pk=page_id)


def may_write(page: Any, user: User) -> bool:
    """True for who may edit the page, unless a lock keeps them from it now."""
    lock = page.get_lock()
    return bool(page.permissions_for_user(user).can_edit() and not (lock and lock.for_user(user)))
