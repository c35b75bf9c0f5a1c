"""What payments, and the rooms below, show finance in the admin."""

from wagtail_modeladmin.options import modeladmin_register

from campaigns.payments.admin import FinanceGroup

modeladmin_register(FinanceGroup)
