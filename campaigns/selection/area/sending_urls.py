"""Addresses of sending a proposal, and of what follows from it."""

from django.urls import path

from campaigns.selection.area import sending_views as views

urlpatterns = [
    path("<uuid:pk>/invia/", views.Submit.as_view(), name="submit"),
    path("<uuid:pk>/inviato/", views.Sent.as_view(), name="sent"),
    path("<uuid:pk>/inviato/ricevuta.pdf", views.Receipt.as_view(), name="receipt"),
    path("<uuid:pk>/inviato/contenuto.json", views.SentContent.as_view(), name="sent_content"),
    path("<uuid:pk>/riprendi/", views.TakeBack.as_view(), name="take_back"),
    path("<uuid:pk>/ritira/", views.Withdraw.as_view(), name="withdraw"),
]
