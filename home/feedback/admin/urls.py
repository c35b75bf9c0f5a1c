"""Addresses of feedback in the admin, under ``riscontri/``."""

from django.urls import path

from home.feedback.admin import reports, requests

app_name = "feedback_admin"
urlpatterns = [
    path("voti/", reports.RatingReport.as_view(), name="ratings"),
    path(
        "voti/risultati/", reports.RatingReport.as_view(results_only=True), name="ratings_results"
    ),
    path("richieste/", reports.RequestReport.as_view(), name="requests"),
    path(
        "richieste/risultati/",
        reports.RequestReport.as_view(results_only=True),
        name="requests_results",
    ),
    path("richieste/<int:pk>/", requests.OneRequest.as_view(), name="request"),
]
