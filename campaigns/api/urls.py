"""``/api/v1/`` is the platform's, ``/api/v2/`` Wagtail's content."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from campaigns.api import donations, reading
from campaigns.api.content import content_api
from campaigns.api.views import NothingHere

urlpatterns = [
    path("v1/donations/", donations.DonationsView.as_view(), name="api_donations"),
    path("v1/donations/<uuid:donation_id>/", donations.DonationView.as_view(), name="api_donation"),
    path("v1/campaigns/", reading.CampaignsView.as_view(), name="api_campaigns"),
    path(
        "v1/campaigns/<slug:slug>/progress/",
        reading.ProgressView.as_view(),
        name="api_campaign_progress",
    ),
    path("v1/calls/", reading.CallsView.as_view(), name="api_calls"),
    path("v1/fund/", reading.FundsView.as_view(), name="api_fund"),
    path("v1/stats/", reading.StatsView.as_view(), name="api_stats"),
    path("v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    re_path(r"^v1/(?:.*/)?$", NothingHere.as_view()),
    path("v2/", content_api.urls),
]
