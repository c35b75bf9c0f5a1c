"""Addresses of the staff's pages of the selection, under the admin's ``selezione/``."""

from django.urls import URLPattern, URLResolver, include, path

from campaigns.selection.admin.campaign_overview import CampaignsView, CampaignView

app_name = "selection"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("campaigns.selection.admin.proposal_urls")),
    path("", include("campaigns.selection.admin.evaluation_urls")),
    path("campagne/", CampaignsView.as_view(), name="campaigns"),
    path("campagne/<slug:slug>/", CampaignView.as_view(), name="campaign"),
    path("avvisi/", include("campaigns.selection.admin.call_urls")),
    path("graduatorie/", include("campaigns.selection.admin.ranking_urls")),
]
