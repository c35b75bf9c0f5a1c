"""Addresses of what everybody reads of a report."""

from django.urls import path

from campaigns.reporting.files import public_document

app_name = "reporting"
urlpatterns = [path("rendiconto/<uuid:pk>/", public_document, name="document")]
