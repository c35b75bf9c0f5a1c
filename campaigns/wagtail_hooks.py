"""What campaigns add to the admin, and its refusals said before the act is tried.

The walls themselves stand in ``page_guards`` and in ``CampaignPage``.
"""

from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from campaigns.deletion import is_in_use
from campaigns.models import CampaignPage
from campaigns.page_guards import check_may_delete, check_may_move, check_may_unpublish
from campaigns.viewsets import CampaignsGroup

register_snippet(CampaignsGroup)


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


@hooks.register("before_bulk_action")
def before_bulk_action_on_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Page], action: BulkAction
) -> HttpResponse | None:
    if action.model is not Page or action_type not in _BULK_CHECKS:
        return None
    return _refusal(request, action.next_url, lambda: _BULK_CHECKS[action_type](objects, action))


@hooks.register("before_delete_snippet")
def before_delete_snippet(request: HttpRequest, rows: Sequence[Model]) -> HttpResponse | None:
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
        drafts = page.get_descendants(inclusive=True) if below else Page.objects.filter(pk=page.pk)
        for campaign in CampaignPage.objects.filter(pk__in=drafts.values("pk")):
            campaign.get_latest_revision_as_object().check_budget()


_BULK_CHECKS: dict[str, Callable[[Sequence[Page], BulkAction], None]] = {
    "delete": _check_bulk_delete,
    "unpublish": _check_bulk_unpublish,
    "move": _check_bulk_move,
    "publish": _check_bulk_publish,
}
