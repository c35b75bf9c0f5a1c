"""What reports add to the admin: their pages, their place in the menu, their permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.reporting import reviewing
from campaigns.staff.permitted import PermittedMenuItem


@hooks.register("register_admin_urls")
def report_urls() -> list[URLResolver]:
    return [path("rendiconti/", include("campaigns.reporting.admin_urls"))]


@hooks.register("register_admin_menu_item")
def reports_item() -> MenuItem:
    return PermittedMenuItem(
        gettext_lazy("Reports of campaigns"),
        reverse("reports:items"),
        permission=reviewing.PERMISSION,
        icon_name="tasks",
        order=245,
    )


@hooks.register("register_permissions")
def acts_on_reports() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="reporting", codename="review_items")
