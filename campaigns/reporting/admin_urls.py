"""Addresses of the staff's pages about reports and grants, under the admin's ``rendiconti/``."""

from django.urls import path

from campaigns.reporting import desk, grant_views

app_name = "reports"
urlpatterns = [
    path("", desk.ItemsView.as_view(), name="items"),
    path("<uuid:pk>/", desk.ItemView.as_view(), name="item"),
    path("documenti/<uuid:pk>/", desk.DocumentView.as_view(), name="document"),
    path("contributo/<slug:slug>/", grant_views.ChangeGrantView.as_view(), name="change_grant"),
    path("contributo/<slug:slug>/rata/", grant_views.PayOutView.as_view(), name="pay_out"),
    path(
        "contributo/<slug:slug>/restituzione/", grant_views.RecoveryView.as_view(), name="recovery"
    ),
]
