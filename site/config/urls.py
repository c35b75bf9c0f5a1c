"""Addresses. Machines' stand outside the language prefixes, people's inside."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from campaigns.accounts.access_urls import to_login
from campaigns.api.developer_page import DevelopersView
from campaigns.pictures.files import picture_file
from campaigns.sharing.embed_views import embed
from campaigns.sharing.links import qr_code
from campaigns.sharing.oembed import oembed
from campaigns.transparency.open_data.views import OpenDataView
from config.health import healthz, readyz
from home.views import colours

urlpatterns = [
    path("healthz/", healthz),
    path("readyz/", readyz),
    path("admin/login/", to_login),
    re_path(r"^admin/password_reset/", to_login),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("payments/", include("campaigns.payments.urls")),
    path("dati/", include("campaigns.transparency.open_data.urls")),
    path("api/", include("campaigns.api.urls")),
    path("", include("home.sharing.urls")),
    path("colori-<slug:digest>.css", colours, name="colours"),
    path("embed/<slug:slug>/", embed, name="embed"),
    path("oembed/", oembed, name="oembed"),
    re_path(r"^media/images/(?P<path>.*)$", picture_file),
    *i18n_patterns(
        path("dona/", include("campaigns.giving.urls")),
        path("le-mie-donazioni/", include("campaigns.giving.donor_urls")),
        path("accesso/", include("campaigns.accounts.access_urls")),
        path("i-miei-progetti/ente/", include("campaigns.accounts.urls")),
        path("i-miei-progetti/", include("campaigns.selection.area.urls")),
        path("avviso/", include("campaigns.calls.urls")),
        path("avviso/", include("campaigns.selection.public_urls")),
        path("segui/", include("campaigns.following.urls")),
        path("", include("campaigns.dialogue.urls")),
        path("", include("campaigns.reporting.urls")),
        path("", include("home.feedback.urls")),
        path("qr/<slug:slug>.svg", qr_code, name="qr_code"),
        path("cerca/", include("search.urls")),
        *([path("demo/posta/", include("config.outbox.urls"))] if settings.OUTBOX_IS_SHOWN else []),
        path("dati-aperti/", OpenDataView.as_view(), name="open_data"),
        path("sviluppatori/", DevelopersView.as_view(), name="developers"),
        path("trasparenza/", include("campaigns.transparency.public.urls")),
        path("feed/", include("home.sharing.feed_urls")),
        path("_util/login/", to_login),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
