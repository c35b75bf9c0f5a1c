"""Addresses of feeds, in each language."""

from django.urls import path

from home.sharing import feeds

urlpatterns = [
    path("progetti/", feeds.campaigns_feed, name="campaigns_feed"),
    path("progetti/<slug:slug>/", feeds.campaign_feed, name="campaign_feed"),
    path("aggiornamenti/", feeds.updates_feed, name="updates_feed"),
]
