"""Addresses of what the public says under a campaign."""

from django.urls import path

from campaigns.dialogue import views

app_name = "dialogue"
urlpatterns = [
    path("dialogo/<slug:slug>/domande/", views.AllQuestions.as_view(), name="questions"),
    path("dialogo/<slug:slug>/commenti/", views.AllComments.as_view(), name="comments"),
    path(
        "dialogo/<slug:slug>/domande/nuova/", views.WriteQuestion.as_view(), name="write_question"
    ),
    path("dialogo/<slug:slug>/commenti/nuovo/", views.WriteComment.as_view(), name="write_comment"),
    path("dialogo/<slug:slug>/controlla-la-posta/", views.Written.as_view(), name="written"),
    path("dialogo/<slug:slug>/segnalato/", views.Reported.as_view(), name="reported"),
    path("le-mie-parole/<str:token>/", views.OwnWords.as_view(), name="own"),
    path("segnala/<int:pk>/", views.ReportVoice.as_view(), name="report"),
]
