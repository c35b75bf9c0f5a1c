"""Giving, under ``/dona/``."""

from django.urls import path

from campaigns import donation_views as views

app_name = "donate"
urlpatterns = [
    path("<slug:slug>/", views.AmountStep.as_view(), name="amount"),
    path("<slug:slug>/dati/", views.DetailsStep.as_view(), name="details"),
    path("<slug:slug>/<str:token>/riepilogo/", views.ReviewStep.as_view(), name="review"),
    path("<slug:slug>/<str:token>/grazie/", views.ThanksStep.as_view(), name="thanks"),
    path("<slug:slug>/<str:token>/stato/", views.StatusOfDonation.as_view(), name="status"),
]
