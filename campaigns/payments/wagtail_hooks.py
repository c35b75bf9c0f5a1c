"""What payments, and the rooms below, show finance in the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from campaigns.payments.admin.home_panel import FinancePanel
from campaigns.payments.admin.lists import FinanceGroup

modeladmin_register(FinanceGroup)


@hooks.register("register_admin_urls")
def finance_urls() -> list[URLResolver]:
    return [path("finanza/", include("campaigns.payments.admin.urls"))]


@hooks.register("construct_homepage_panels")
def finance_panel(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm("payments.view_donation"):
        panels.append(FinancePanel())
