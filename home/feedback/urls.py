"""Addresses of what readers tell us, under ``valuta/`` and ``assistenza/``."""

from django.urls import path

from home.feedback import views

app_name = "feedback"
urlpatterns = [
    path("valuta/", views.Rate.as_view(), name="rate"),
    path("valuta/grazie/", views.Rated.as_view(), name="rated"),
    path("assistenza/richiesta/", views.Help.as_view(), name="help"),
    path("assistenza/segnalazione/", views.Problem.as_view(), name="problem"),
    path("assistenza/ricevuta/<str:token>/", views.Written.as_view(), name="written"),
]
