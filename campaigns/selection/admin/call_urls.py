"""Addresses of the staff's pages of the notices, under ``selezione/avvisi/``."""

from django.urls import path

from campaigns.selection.admin import call_act_views as acts
from campaigns.selection.admin import call_views, question_views

urlpatterns = [
    path("", call_views.CallsView.as_view(), name="calls"),
    path("<slug:slug>/", call_views.CallView.as_view(), name="call"),
    path("<slug:slug>/pubblica/", acts.PublishCallView.as_view(), name="publish_call"),
    path("<slug:slug>/proroga/", acts.ExtendCallView.as_view(), name="extend_call"),
    path("<slug:slug>/rettifica/<slug:part>/", acts.AmendCallView.as_view(), name="amend_call"),
    path("<slug:slug>/campagne/", acts.StartCampaignsView.as_view(), name="start_campaigns"),
    path("<slug:slug>/chiudi/", acts.CloseCallView.as_view(), name="close_call"),
    path("<slug:slug>/domande/", question_views.QuestionsView.as_view(), name="questions"),
    path(
        "<slug:slug>/domande/<int:pk>/",
        question_views.AnswerView.as_view(),
        name="answer_question",
    ),
]
