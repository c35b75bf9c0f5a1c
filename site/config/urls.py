"""Addresses. Machines' stand outside the language prefixes, people's inside."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.health import healthz, readyz
from search.views import search

urlpatterns = [
    path("healthz/", healthz),
    path("readyz/", readyz),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("payments/", include("campaigns.payments.urls")),
    path("api/", include("campaigns.api.urls")),
    re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *i18n_patterns(
        path("dona/", include("campaigns.urls")),
        path("le-mie-donazioni/", include("campaigns.donor_urls")),
        path("cerca/", search, name="search"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
