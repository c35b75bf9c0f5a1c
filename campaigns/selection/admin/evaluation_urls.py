"""Addresses of the evaluation: the commissioners', the commission's, the minutes'."""

from django.urls import URLPattern, URLResolver, path

from campaigns.selection.admin.commission_views import (
    AppointView,
    CommissionView,
    FinalScoresView,
    ReplaceView,
)
from campaigns.selection.admin.evaluation_views import (
    CommissionsView,
    DeclareView,
    EvaluationsView,
    ScoringView,
    SideBySideView,
)
from campaigns.selection.admin.sitting_views import (
    MinutePaperView,
    MinuteView,
    RecordSittingView,
    SittingsView,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("valutazione/", CommissionsView.as_view(), name="evaluation"),
    path("valutazione/<slug:slug>/", EvaluationsView.as_view(), name="evaluations"),
    path("valutazione/<slug:slug>/confronto/", SideBySideView.as_view(), name="side_by_side"),
    path("valutazione/<slug:slug>/<uuid:proposal>/", ScoringView.as_view(), name="score"),
    path(
        "valutazione/<slug:slug>/<uuid:proposal>/dichiara/", DeclareView.as_view(), name="declare"
    ),
    path("punteggi/<uuid:proposal>/", FinalScoresView.as_view(), name="final_scores"),
    path("commissione/<slug:slug>/", CommissionView.as_view(), name="commission"),
    path("commissione/<slug:slug>/nomina/", AppointView.as_view(), name="appoint"),
    path("commissione/<slug:slug>/<int:pk>/sostituisci/", ReplaceView.as_view(), name="replace"),
    path("sedute/<slug:slug>/", SittingsView.as_view(), name="sittings"),
    path("sedute/<slug:slug>/nuova/", RecordSittingView.as_view(), name="record_sitting"),
    path("sedute/<slug:slug>/<int:number>/", MinuteView.as_view(), name="minute"),
    path("sedute/<slug:slug>/<int:number>/pdf/", MinutePaperView.as_view(), name="minute_paper"),
]
