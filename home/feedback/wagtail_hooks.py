"""What feedback adds to the admin: the report of ratings, the requests that wait."""

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.staff.permitted import PermittedMenuItem


@hooks.register("register_admin_urls")
def feedback_urls() -> list[URLResolver | URLPattern]:
    return [path("riscontri/", include("home.feedback.admin.urls"))]


@hooks.register("register_reports_menu_item")
def ratings_item() -> MenuItem:
    return PermittedMenuItem(
        _("Ratings of the pages"),
        reverse("feedback_admin:ratings"),
        permission="feedback.view_rating",
        icon_name="pick",
        order=700,
    )


@hooks.register("register_admin_menu_item")
def requests_item() -> MenuItem:
    return PermittedMenuItem(
        _("Help desk"),
        reverse("feedback_admin:requests"),
        permission="feedback.view_supportrequest",
        icon_name="mail",
        order=250,
    )
