"""What payments, and the rooms below, show finance in the admin."""

from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from campaigns.payments.admin.lists import FinanceGroup

modeladmin_register(FinanceGroup)


@hooks.register("register_admin_urls")
def finance_urls() -> list[URLResolver]:
    return [path("finanza/", include("campaigns.payments.admin.urls"))]
