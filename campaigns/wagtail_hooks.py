"""What campaigns add to the admin, and its refusals said before the act is tried.

The guards themselves stand in ``page.guards`` and in ``CampaignPage``.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from campaigns.checks.checked_pages import is_checked
from campaigns.checks.checklist import NotReady, check_ready
from campaigns.delivering.export import EXPORTED, RewardsExported
from campaigns.dialogue import decisions
from campaigns.editorial.content_checker import SiteContentChecker
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.editorial.publishing import check_may_copy, check_may_go_live
from campaigns.editorial.schedule import REFUSED_ACTION, ScheduleRefused
from campaigns.models import CampaignPage
from campaigns.page.guards import check_may_delete, check_may_move, check_may_unpublish
from campaigns.page.viewsets import CampaignsGroup
from campaigns.staff.deletion import is_in_use
from campaigns.staff.permitted import PermittedMenuItem

register_snippet(CampaignsGroup)


@hooks.register("register_admin_urls")
def creation_urls() -> list[URLResolver | URLPattern]:
    from campaigns.editorial import checklist_views, translation_views
    from campaigns.pictures import release_views

    return [
        path(
            "immagini/<int:image_id>/liberatoria/",
            release_views.ReleaseView.as_view(),
            name="picture_release",
        ),
        path(
            "pagine/<int:page_id>/controlli/",
            checklist_views.page_checklist,
            name="page_checklist",
        ),
        path("finanza/campagne-da-creare/", include("campaigns.page.creation_urls")),
        path("redazione/", include("campaigns.editorial.urls")),
        path(
            "localize/update/<int:translation_source_id>/",
            translation_views.UpdateView.as_view(),
        ),
    ]


@hooks.register("register_admin_menu_item")
def editorial_item() -> MenuItem:
    return PermittedMenuItem(
        gettext_lazy("Editorial desk"),
        reverse("editorial:home"),
        permission=WRITE_STORIES,
        icon_name="edit",
        order=240,
    )


@hooks.register("construct_wagtail_userbar")
def look_closer(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Wagtail's checker, with the rules that a body of blocks can break."""
    items[:] = [
        SiteContentChecker(in_editor=item.in_editor)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]


@hooks.register("construct_settings_menu")
def leave_out_dead_ends(request: HttpRequest, items: list[MenuItem]) -> None:
    """wagtail-localize shows its languages to who manages sites, then turns them back."""
    if not any(request.user.has_perm(f"wagtailcore.{act}_locale") for act in ("add", "change")):
        items[:] = [item for item in items if item.url != reverse("wagtaillocales:index")]


@hooks.register("insert_global_admin_css")
def brand_colours() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}">', versioned_static("campaigns/admin/brand.css")
    )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(REFUSED_ACTION)(ScheduleRefused)
    actions.register_action(EXPORTED)(RewardsExported)
    decisions.register(actions)


@hooks.register("before_edit_page", order=-1)
def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An approval names what was read; a translation is not published past its review."""
    from campaigns.editorial import approving, translation_views

    if request.method != "POST" or not isinstance(page, CampaignPage):
        return None
    return approving.name_what_was_read(request, page) or translation_views.lead_to_review(
        request, page
    )


@hooks.register("before_delete_page")
def before_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refusal(request, _listing_of(page), lambda: check_may_delete([page]))


@hooks.register("before_unpublish_page")
def before_unpublish_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    below = bool(request.POST.get("include_descendants"))
    return _refusal(
        request,
        _listing_of(page),
        lambda: check_may_unpublish([page], include_descendants=below),
    )


@hooks.register("before_move_page")
def before_move_page(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    if page.get_parent() == destination:
        return None
    return _refusal(request, _listing_of(page), lambda: check_may_move([page]))


@hooks.register("before_copy_page")
def before_copy_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse what would copy a campaign straight before readers."""
    if request.method != "POST" or request.user.is_superuser:
        return None
    return _refusal(
        request,
        _listing_of(page),
        lambda: check_may_copy(
            page,
            live=bool(request.POST.get("publish_copies")),
            with_subpages=bool(request.POST.get("copy_subpages")),
            alias=bool(request.POST.get("alias")),
        ),
    )


@hooks.register("before_bulk_action")
def before_bulk_action_on_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Page], action: BulkAction
) -> HttpResponse | None:
    if action.model is not Page or action_type not in _BULK_CHECKS:
        return None
    return _refusal(request, action.next_url, lambda: _BULK_CHECKS[action_type](objects, action))


@hooks.register("before_delete_snippet")
def before_delete_snippet(request: HttpRequest, rows: Sequence[Model]) -> HttpResponse | None:
    if not rows:  # whoever asks may delete none of those chosen
        return None
    return _refusal(request, _listing_of_rows(rows), lambda: _check_not_in_use(rows))


def _refusal(request: HttpRequest, back_to: str, check: Callable[[], None]) -> HttpResponse | None:
    """Where the check refuses: its message in the reader's language, and the way back."""
    try:
        check()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect(back_to)
    return None


def _listing_of(page: Page) -> str:
    return reverse("wagtailadmin_explore", args=[page.get_parent().pk])


def _listing_of_rows(rows: Sequence[Model]) -> str:
    meta = rows[0]._meta
    return reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:list")


def _check_not_in_use(rows: Sequence[Model]) -> None:
    used = [str(row) for row in rows if is_in_use(row)]
    if used:
        raise ValidationError(
            _("Nothing was deleted: still in use by campaigns, calls or donations: %(rows)s.")
            % {"rows": ", ".join(used)}
        )


def _check_bulk_delete(pages: Sequence[Page], action: BulkAction) -> None:
    check_may_delete(pages)


def _check_bulk_unpublish(pages: Sequence[Page], action: BulkAction) -> None:
    check_may_unpublish(
        pages, include_descendants=action.cleaned_form.cleaned_data["include_descendants"]
    )


def _check_bulk_move(pages: Sequence[Page], action: BulkAction) -> None:
    destination = action.cleaned_form.cleaned_data["chooser"]
    check_may_move([page for page in pages if page.get_parent() != destination])


def _check_bulk_publish(pages: Sequence[Page], action: BulkAction) -> None:
    below = action.cleaned_form.cleaned_data["include_descendants"]
    for page in pages:
        _check_may_be_published(page.specific)
        for draft in page.get_descendants().not_live().specific() if below else ():
            _check_may_be_published(draft)


def _check_may_be_published(page: Page) -> None:
    """Raise ``NotApproved`` or ``NotReady``, which names the page: several were chosen."""
    revision = page.get_latest_revision()
    if isinstance(page, CampaignPage) and revision is not None:
        check_may_go_live(revision)
    if not is_checked(page):
        return
    try:
        check_ready(page.get_latest_revision_as_object())
    except NotReady as refusal:
        raise ValidationError(
            [f"“{page.get_admin_display_title()}” · {told}" for told in refusal.messages]
        ) from None


_BULK_CHECKS: dict[str, Callable[[Sequence[Page], BulkAction], None]] = {
    "delete": _check_bulk_delete,
    "unpublish": _check_bulk_unpublish,
    "move": _check_bulk_move,
    "publish": _check_bulk_publish,
}
