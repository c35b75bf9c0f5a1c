"""Addresses of the RUP's pages of the rankings, under ``selezione/graduatorie/``."""

from django.urls import path

from campaigns.selection.admin import ranking_act_views as acts
from campaigns.selection.admin import ranking_views as views

urlpatterns = [
    path("", views.RankingsView.as_view(), name="rankings"),
    path("<slug:slug>/", views.PreviewView.as_view(), name="ranking"),
    path("<slug:slug>/pubblica/", acts.PublishRankingView.as_view(), name="publish_ranking"),
    path("<slug:slug>/tornate/", acts.AssignRoundsView.as_view(), name="assign_rounds"),
    path("<slug:slug>/versioni/<int:number>/", views.VersionView.as_view(), name="version"),
    path(
        "<slug:slug>/confronto/<int:before>/<int:after>/",
        views.ComparisonView.as_view(),
        name="compare_versions",
    ),
]
