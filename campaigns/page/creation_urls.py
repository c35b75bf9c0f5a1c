"""Addresses of finance's acts on pages, beside those of payments under the admin's ``finanza/``."""

from django.urls import path

from campaigns.page.creation_views import CampaignsToCreateView, CreateCampaignView

urlpatterns = [
    path("", CampaignsToCreateView.as_view(), name="campaigns_to_create"),
    path("<int:page_id>/", CreateCampaignView.as_view(), name="create_campaign"),
]
