"""Giving, under ``/dona/``, and a donation's own pages behind its signed link."""

from django.urls import include, path

from campaigns.giving import donor_views, payment_views, views
from campaigns.page import live_views

app_name = "donate"
own_pages = [
    path("", donor_views.DonationPage.as_view(), name="donation"),
    path("riepilogo/", payment_views.ReviewStep.as_view(), name="review"),
    path("grazie/", payment_views.ThanksStep.as_view(), name="thanks"),
    path("stato/", payment_views.StatusOfDonation.as_view(), name="status"),
    path("ricevuta.pdf", donor_views.ConfirmationPaper.as_view(), name="confirmation"),
    path("restituzione/", donor_views.AskRefund.as_view(), name="ask_refund"),
    path("rimborso/", donor_views.GiveBankDetails.as_view(), name="transfer"),
    path("indirizzo/", donor_views.CorrectEmail.as_view(), name="correct_email"),
    path("consegna/", donor_views.GiveDeliveryAddress.as_view(), name="delivery_address"),
    path(
        "consegna/ritira/", donor_views.WithdrawDeliveryAddress.as_view(), name="withdraw_address"
    ),
    path("parole/", donor_views.ChangeWords.as_view(), name="change_words"),
    path("cancellazione/", donor_views.AskErasure.as_view(), name="ask_erasure"),
]
urlpatterns = [
    path("<slug:slug>/", views.AmountStep.as_view(), name="amount"),
    path("<slug:slug>/barra/", live_views.LiveParts.as_view(), name="live"),
    path("<slug:slug>/dati/", views.DetailsStep.as_view(), name="details"),
    path("<slug:slug>/<str:token>/", include(own_pages)),
]
