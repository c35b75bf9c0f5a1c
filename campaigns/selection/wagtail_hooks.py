"""What the selection adds to the admin: its pages and their menu."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from campaigns.editorial.held_pages import check_nothing_held_below
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.selection.admin.campaign_overview import CampaignsView
from campaigns.selection.admin.home_panels import CampaignsPanel, WaitingPanel
from campaigns.selection.admin.menu import ITEMS_HOOK, PermittedItem, selection_submenu
from campaigns.selection.admin.permitted import VIEW
from campaigns.selection.commission import SCORE


@hooks.register("register_admin_urls")
def selection_urls() -> list[URLResolver]:
    return [path("selezione/", include("campaigns.selection.admin.urls"))]


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    """What waits for the person; campaigns and fund for who writes of them or reads their money."""
    if not request.user.is_authenticated:
        return
    panels.append(WaitingPanel(request.user))
    if request.user.has_perm(WRITE_STORIES) or request.user.has_perm("funding.view_funding"):
        panels.append(CampaignsPanel())


@hooks.register("register_admin_menu_item")
def campaigns_item() -> MenuItem:
    return PermittedItem(
        pgettext_lazy("of all campaigns", "Overview"),
        reverse("selection:campaigns"),
        permissions=CampaignsView.permissions,
        icon_name="list-ul",
        order=245,
    )


@hooks.register("register_admin_menu_item")
def selection_group() -> MenuItem:
    return selection_submenu()


@hooks.register(ITEMS_HOOK)
def proposals_item() -> MenuItem:
    return PermittedItem(
        _("Proposals"),
        reverse("selection:calls_with_proposals"),
        permissions=(VIEW,),
        icon_name="folder-open-inverse",
        order=100,
    )


@hooks.register(ITEMS_HOOK)
def notices_item() -> MenuItem:
    return PermittedItem(
        _("Notices and acts"),
        reverse("selection:calls"),
        permissions=("calls.act_on_call", "calls.answer_questions"),
        icon_name="clipboard-list",
        order=50,
    )


@hooks.register(ITEMS_HOOK)
def rankings_item() -> MenuItem:
    return PermittedItem(
        _("Rankings"),
        reverse("selection:rankings"),
        permissions=("selection.act_on_ranking",),
        icon_name="list-ol",
        order=300,
    )


@hooks.register("before_copy_page")
def before_copy_page(request: HttpRequest, page: Page) -> None:
    """A held page is not copied with those above it either."""
    check_nothing_held_below(page)


@hooks.register("before_bulk_action")
def before_bulk_action_on_held_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: BulkAction
) -> None:
    """Nor is anything done to many at once, if one of them, or one below, is held."""
    if action.model is Page:
        for page in objects:
            check_nothing_held_below(page)


@hooks.register(ITEMS_HOOK)
def evaluation_item() -> MenuItem:
    return PermittedItem(
        pgettext_lazy("work", "Evaluation"),
        reverse("selection:evaluation"),
        permissions=(SCORE,),
        icon_name="clipboard-list",
        order=200,
    )
