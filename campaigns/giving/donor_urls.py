"""“Le mie donazioni”, under ``/le-mie-donazioni/``."""

from django.urls import path

from campaigns.giving import my_gifts_views as views

app_name = "donor"
urlpatterns = [
    path("", views.AskLink.as_view(), name="ask"),
    path("inviato/", views.LinkAsked.as_view(), name="asked"),
    path("<str:token>/", views.MyGifts.as_view(), name="gifts"),
]
