"""Addresses of the search."""

from django.urls import path

from search.views import search, suggest

urlpatterns = [
    path("", search, name="search"),
    path("suggerimenti/", suggest, name="search_suggestions"),
]
