"""Addresses of Redazione's own pages, under the admin's ``redazione/``."""

from django.urls import path

from campaigns.dialogue import desk
from campaigns.editorial import approving, correction_views, home, translation_views
from campaigns.suggesting import desk as suggestions_desk

app_name = "editorial"
urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("approva/<int:pk>/", approving.ApproveView.as_view(), name="approve"),
    path(
        "traduzioni/<int:page_id>/",
        translation_views.SubmitTranslationView.as_view(),
        name="submit_translation",
    ),
    path("dialogo/", desk.VoicesView.as_view(), name="voices"),
    path("dialogo/<int:pk>/", desk.VoiceView.as_view(), name="voice"),
    path("correzioni/", correction_views.CorrectionsView.as_view(), name="corrections"),
    path(
        "correzioni/pagina/<int:page_id>/", correction_views.CorrectView.as_view(), name="correct"
    ),
    path("correzioni/<int:pk>/", correction_views.ConfirmView.as_view(), name="confirm"),
    path(
        "suggerimenti/<int:pk>/",
        suggestions_desk.SuggestionView.as_view(),
        name="answer_suggestion",
    ),
    path(
        "suggerimenti/<int:pk>/<slug:which>/",
        suggestions_desk.SuggestedFileView.as_view(),
        name="suggestion_file",
    ),
]
