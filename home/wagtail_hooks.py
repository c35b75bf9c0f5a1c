"""Hooks of the public site."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.freshness.services import SITE, depends_on
from campaigns.models import CampaignPage
from campaigns.page.conversation import NewsHeld
from home.models import NewsSilence
from home.silence import NewsHeldPanel, check_may_copy_news


class NewsSilenceViewSet(SnippetViewSet):
    """The calendar of silence."""

    model = NewsSilence
    icon = "date"
    list_display = ["starts_on", "ends_on", "reason"]
    add_to_settings_menu = True


register_snippet(NewsSilenceViewSet)


@hooks.register("construct_homepage_panels")
def news_held_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, NewsHeldPanel())


@hooks.register("before_copy_page")
def before_copy_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say kindly that a copy of news waits as well."""
    if request.method != "POST":
        return None
    try:
        check_may_copy_news(
            page,
            live=bool(request.POST.get("publish_copies")),
            with_subpages=bool(request.POST.get("copy_subpages")),
            alias=bool(request.POST.get("alias")),
        )
    except NewsHeld as held:
        messages.error(request, held.message)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_serve_page")
def remember_served_page(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> None:
    """Let the language switch find the translations of the page being served."""
    request.served_page = page  # type: ignore[attr-defined]


@hooks.register("before_serve_page")
def declare_what_the_page_depends_on(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> None:
    """Pages show every reader the same: the front-most cache may keep them."""
    is_campaign = isinstance(page, CampaignPage)
    depends_on(request, str(page.translation_key) if is_campaign else SITE)
