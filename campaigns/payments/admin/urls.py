"""Addresses of finance's pages and acts, under the admin's ``finanza/``."""

from django.urls import URLPattern, URLResolver

app_name = "finance"
urlpatterns: list[URLPattern | URLResolver] = []
