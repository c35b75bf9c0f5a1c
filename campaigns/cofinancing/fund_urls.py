"""Addresses of the funds' pages and acts, under the admin's ``fondo/``."""

from django.urls import path

from campaigns.cofinancing.fund_act_views import ChangeFundView, RecordActView
from campaigns.cofinancing.fund_views import FundsView, FundView

app_name = "fund"
urlpatterns = [
    path("", FundsView.as_view(), name="index"),
    path("<slug:slug>/", FundView.as_view(), name="fund"),
    path("<slug:slug>/modifica/", ChangeFundView.as_view(), name="change"),
    path("<slug:slug>/atto/<slug:campaign>/", RecordActView.as_view(), name="record_act"),
]
