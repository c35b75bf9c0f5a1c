"""Addresses of following a campaign, under ``segui/``."""

from django.urls import path

from campaigns.following import views

app_name = "following"
urlpatterns = [
    path("news/conferma/<str:token>/", views.Confirm.as_view(), name="confirm"),
    path("news/basta/<str:token>/", views.Unsubscribe.as_view(), name="unsubscribe"),
    path("<slug:slug>/", views.FollowCampaign.as_view(), name="follow"),
    path("<slug:slug>/controlla-la-posta/", views.Asked.as_view(), name="asked"),
]
