"""The site's addresses where an identity provider is configured."""

from allauth.socialaccount import views as identity
from django.urls import include, path

from campaigns.accounts.access_views import RegisterWithIdentity
from config.urls import urlpatterns as of_the_site

urlpatterns = [
    path(
        "accesso/",
        include(
            [
                path("identita/", identity.connections, name="socialaccount_connections"),
                path(
                    "identita/registrati/",
                    RegisterWithIdentity.as_view(),
                    name="socialaccount_signup",
                ),
                path(
                    "identita/annullato/",
                    identity.login_cancelled,
                    name="socialaccount_login_cancelled",
                ),
                path("identita/errore/", identity.login_error, name="socialaccount_login_error"),
                path("", include("allauth.socialaccount.providers.openid_connect.urls")),
            ]
        ),
    ),
    *of_the_site,
]
