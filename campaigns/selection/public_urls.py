"""Public addresses of the rankings, under ``avviso/``."""

from django.urls import path

from campaigns.selection import public_views

app_name = "ranking"
urlpatterns = [
    path("<slug:slug>/graduatoria/", public_views.RankingView.as_view(), name="in_force"),
    path(
        "<slug:slug>/graduatoria/<int:number>/",
        public_views.RankingView.as_view(),
        name="version",
    ),
]
