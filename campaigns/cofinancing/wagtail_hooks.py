"""What the fund adds to the admin: its page, and its acts among the permissions of a group."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLResolver, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def fund_urls() -> list[URLResolver]:
    return [path("fondo/", include("campaigns.cofinancing.fund_urls"))]


@hooks.register("register_permissions")
def acts_on_funds() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="cofinancing",
        codename__in=["act_on_fund", "record_act", "act_on_grant"],
    )
