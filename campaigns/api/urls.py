"""``/api/v1/`` is the platform's, ``/api/v2/`` Wagtail's content."""

from django.urls import path, re_path

from campaigns.api import (
    call_views,
    campaign_views,
    conversation_views,
    donations,
    outcome_views,
    search_views,
    site_views,
    stats_views,
)
from campaigns.api.content.router import content_api
from campaigns.api.openapi import SchemaView
from campaigns.api.views import NothingHere

urlpatterns = [
    path("v1/donations/", donations.DonationsView.as_view(), name="api_donations"),
    path("v1/donations/<uuid:donation_id>/", donations.DonationView.as_view(), name="api_donation"),
    path("v1/campaigns/", campaign_views.CampaignsView.as_view(), name="api_campaigns"),
    path("v1/campaigns/<slug:slug>/", campaign_views.CampaignView.as_view(), name="api_campaign"),
    path(
        "v1/campaigns/<slug:slug>/progress/",
        campaign_views.ProgressView.as_view(),
        name="api_campaign_progress",
    ),
    path(
        "v1/campaigns/<slug:slug>/updates/",
        conversation_views.UpdatesView.as_view(),
        name="api_campaign_updates",
    ),
    path(
        "v1/campaigns/<slug:slug>/questions/",
        conversation_views.QuestionsView.as_view(),
        name="api_campaign_questions",
    ),
    path(
        "v1/campaigns/<slug:slug>/comments/",
        conversation_views.CommentsView.as_view(),
        name="api_campaign_comments",
    ),
    path(
        "v1/campaigns/<slug:slug>/reports/",
        outcome_views.ReportsView.as_view(),
        name="api_campaign_reports",
    ),
    path(
        "v1/campaigns/<slug:slug>/outcome/",
        outcome_views.OutcomeView.as_view(),
        name="api_campaign_outcome",
    ),
    path("v1/progress/", campaign_views.ManyProgressView.as_view(), name="api_progress"),
    path("v1/calls/", call_views.CallsView.as_view(), name="api_calls"),
    path("v1/calls/<slug:slug>/", call_views.CallView.as_view(), name="api_call"),
    path("v1/calls/<slug:slug>/rankings/", call_views.RankingsView.as_view(), name="api_rankings"),
    path(
        "v1/calls/<slug:slug>/rankings/<int:number>/",
        call_views.RankingView.as_view(),
        name="api_ranking",
    ),
    path("v1/fund/", call_views.FundsView.as_view(), name="api_funds"),
    path("v1/fund/<slug:slug>/", call_views.FundView.as_view(), name="api_fund"),
    path("v1/stats/", stats_views.StatsView.as_view(), name="api_stats"),
    path("v1/stats/areas/", stats_views.AreaStatsView.as_view(), name="api_stats_areas"),
    path("v1/stats/municipi/", stats_views.MunicipioStatsView.as_view(), name="api_stats_municipi"),
    path("v1/stats/rounds/", stats_views.RoundStatsView.as_view(), name="api_stats_rounds"),
    path("v1/stats/days/", stats_views.DayStatsView.as_view(), name="api_stats_days"),
    path("v1/search/", search_views.SearchView.as_view(), name="api_search"),
    path(
        "v1/search/suggestions/",
        search_views.SuggestionsView.as_view(),
        name="api_search_suggestions",
    ),
    path("v1/site/", site_views.SiteView.as_view(), name="api_site"),
    path("v1/navigation/", site_views.NavigationView.as_view(), name="api_navigation"),
    path("v1/labels/", site_views.LabelsView.as_view(), name="api_labels"),
    path("v1/redirects/", site_views.RedirectsView.as_view(), name="api_redirects"),
    path("v1/removals/", site_views.RemovalsView.as_view(), name="api_removals"),
    path("v1/schema/", SchemaView.as_view(), name="api_schema"),
    re_path(r"^v1/(?:.*/)?$", NothingHere.as_view()),
    path("v2/", content_api.urls),
]
