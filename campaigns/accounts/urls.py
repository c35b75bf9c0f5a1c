"""A proponent's organization and its people, under ``/i-miei-progetti/ente/``."""

from django.urls import path

from campaigns.accounts import organization_views as views

app_name = "organization"
urlpatterns = [
    path("", views.Organizations.as_view(), name="list"),
    path("registra/", views.Register.as_view(), name="register"),
    path("invito/<str:token>/", views.Accept.as_view(), name="accept"),
    path("<int:organization_id>/", views.Edit.as_view(), name="edit"),
    path("<int:organization_id>/colleghi/", views.Colleagues.as_view(), name="colleagues"),
    path(
        "<int:organization_id>/colleghi/<int:membership_id>/togli/",
        views.Remove.as_view(),
        name="remove",
    ),
    path(
        "<int:organization_id>/inviti/<int:invitation_id>/ritira/",
        views.Revoke.as_view(),
        name="revoke",
    ),
]
