"""Addresses of what anyone may ask about a notice, under ``avviso/``."""

from django.urls import path

from campaigns.calls import views

app_name = "call"
urlpatterns = [
    path("<slug:slug>/posso-partecipare/", views.MayApply.as_view(), name="may_apply"),
    path("<slug:slug>/domande/", views.Questions.as_view(), name="questions"),
    path("<slug:slug>/domande/nuova/", views.AskQuestion.as_view(), name="ask"),
    path("<slug:slug>/domande/ricevuta/", views.QuestionAsked.as_view(), name="asked"),
]
