"""The demo's addresses: those of the platform, and its sent mail."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from config.urls import urlpatterns as platform

urlpatterns = [
    *i18n_patterns(
        path("demo/posta/", include("config.outbox.urls")), prefix_default_language=False
    ),
    *platform,
]
