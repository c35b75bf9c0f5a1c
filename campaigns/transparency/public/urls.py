"""Addresses of the public audit, in each language."""

from django.urls import path, re_path

import campaigns.transparency.public.days  # noqa: F401 - registers the converter
from campaigns.transparency.public import views

app_name = "transparency"
urlpatterns = [
    path("", views.money, name="money"),
    path("verifica/", views.verify, name="verify"),
    path("impronte/", views.digests, name="digests"),
    path("impronte/<day:day>/", views.digest, name="digest"),
    path("progetti/<slug:slug>/", views.why, name="why"),
    re_path(r"^(?P<name>[a-z]+)\.(?P<extension>svg|csv)$", views.figure_file, name="figure"),
]
