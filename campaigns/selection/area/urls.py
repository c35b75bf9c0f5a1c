"""Addresses of "I miei progetti". The steps come last: their address takes any word."""

from django.urls import URLPattern, path

from campaigns.selection.area import (
    campaign_views,
    dialogue_views,
    file_views,
    home_views,
    integration_views,
    proposal_views,
    report_views,
    reward_views,
    sending_urls,
    step_views,
    suggestion_edit_views,
    suggestion_views,
)
from campaigns.selection.steps import Step

app_name = "area"

urlpatterns: list[URLPattern] = [
    path("", home_views.Home.as_view(), name="home"),
    path("nuovo/<slug:slug>/", home_views.Start.as_view(), name="start"),
    path("<uuid:pk>/", proposal_views.ProposalPage.as_view(), name="proposal"),
    path("<uuid:pk>/integrazione/", integration_views.Integration.as_view(), name="integration"),
    path("<uuid:pk>/suggerimenti/", suggestion_views.Suggest.as_view(), name="suggest"),
    path(
        "<uuid:pk>/suggerimenti/testo/<str:place>/",
        suggestion_edit_views.SuggestText.as_view(),
        name="suggest-text",
    ),
    path(
        "<uuid:pk>/suggerimenti/paragrafo/",
        suggestion_edit_views.SuggestParagraph.as_view(),
        name="suggest-paragraph",
    ),
    path(
        "<uuid:pk>/suggerimenti/immagine/",
        suggestion_edit_views.SuggestPicture.as_view(),
        name="suggest-picture",
    ),
    path(
        "<uuid:pk>/suggerimenti/immagine/<str:place>/",
        suggestion_edit_views.SuggestPicture.as_view(),
        name="suggest-picture-for",
    ),
    path(
        "<uuid:pk>/suggerimenti/<int:suggestion>/",
        suggestion_views.Suggestion.as_view(),
        name="suggestion",
    ),
    path(
        "<uuid:pk>/suggerimenti/<int:suggestion>/<slug:which>/",
        suggestion_views.SuggestedFile.as_view(),
        name="suggestion-file",
    ),
    path("<uuid:pk>/aggiornamenti/", suggestion_views.WriteUpdate.as_view(), name="updates"),
    path("<uuid:pk>/raccolta/", campaign_views.Campaign.as_view(), name="campaign"),
    path("<uuid:pk>/raccolta/locandina/", campaign_views.Poster.as_view(), name="poster"),
    path("<uuid:pk>/dialogo/", dialogue_views.Dialogue.as_view(), name="dialogue"),
    path("<uuid:pk>/dialogo/<int:voice>/", dialogue_views.Answer.as_view(), name="answer"),
    path("<uuid:pk>/ricompense/", reward_views.Rewards.as_view(), name="rewards"),
    path("<uuid:pk>/ricompense/tabella/", reward_views.Export.as_view(), name="rewards-export"),
    path(
        "<uuid:pk>/ricompense/<slug:reference>/",
        reward_views.Problem.as_view(),
        name="reward-problem",
    ),
    path("<uuid:pk>/dopo/", report_views.Report.as_view(), name="report"),
    path("<uuid:pk>/dopo/impatto/", report_views.Impacts.as_view(), name="report-impact"),
    path("<uuid:pk>/dopo/nuovo/<slug:entry>/", report_views.Add.as_view(), name="report-add"),
    path("<uuid:pk>/dopo/<uuid:item>/", report_views.Item.as_view(), name="report-item"),
    path(
        "<uuid:pk>/dopo/documenti/<uuid:document>/",
        report_views.Document.as_view(),
        name="report-document",
    ),
    path("<uuid:pk>/elimina/", proposal_views.Delete.as_view(), name="delete"),
    path("<uuid:pk>/file/<uuid:file>/", file_views.ServeFile.as_view(), name="file"),
    path("<uuid:pk>/file/<uuid:file>/togli/", file_views.RemoveFile.as_view(), name="remove"),
    path(
        f"<uuid:pk>/{Step.PICTURES.value}/carica/",
        file_views.UploadPicture.as_view(),
        name="upload-picture",
    ),
    path(f"<uuid:pk>/{Step.DOCUMENTS.value}/", file_views.Documents.as_view(), name="documents"),
    path(f"<uuid:pk>/{Step.REVIEW.value}/", proposal_views.Review.as_view(), name="review"),
    *sending_urls.urlpatterns,
    path("<uuid:pk>/<slug:step>/salva/", step_views.Autosave.as_view(), name="autosave"),
    path("<uuid:pk>/<slug:step>/", step_views.StepPage.as_view(), name="step"),
]
