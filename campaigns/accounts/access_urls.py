"""Signing in and up, under ``/accesso/``: only what proponents and staff need of allauth."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as identity
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import include, path, re_path, reverse
from django.utils.http import urlencode

from campaigns.accounts import access_views


def to_login(request: HttpRequest) -> HttpResponseRedirect:
    """Wagtail's own doors lead to the one door there is; a form sent to them signs nobody in."""
    goes_on = request.GET.get("next", "/admin/" if request.path.startswith("/admin/") else "/")
    return HttpResponseRedirect(
        f"{reverse('account_login')}?{urlencode({'next': goes_on})}",
        status=302 if request.method in ("GET", "HEAD") else 303,
    )


urlpatterns = [
    path("entra/", access_views.SignIn.as_view(), name="account_login"),
    path("esci/", account.logout, name="account_logout"),
    path("registrati/", access_views.Register.as_view(), name="account_signup"),
    path("sospeso/", account.account_inactive, name="account_inactive"),
    path("conferma-password/", account.reauthenticate, name="account_reauthenticate"),
    path(
        "conferma-email/", account.email_verification_sent, name="account_email_verification_sent"
    ),
    re_path(
        r"^conferma-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"
    ),
    path("password/cambia/", account.password_change, name="account_change_password"),
    path("password/imposta/", account.password_set, name="account_set_password"),
    path(
        "password/dimenticata/",
        access_views.ForgottenPassword.as_view(),
        name="account_reset_password",
    ),
    path(
        "password/dimenticata/inviata/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/nuova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/fatto/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sicurezza/", mfa.index, name="mfa_index"),
    path("sicurezza/codice/", mfa.authenticate, name="mfa_authenticate"),
    path("sicurezza/conferma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sicurezza/attiva/", totp.activate_totp, name="mfa_activate_totp"),
    path("sicurezza/disattiva/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sicurezza/codici/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "sicurezza/codici/nuovi/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "sicurezza/codici/scarica/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

if settings.HAS_IDENTITY_PROVIDER:
    urlpatterns += [
        path("identita/", identity.connections, name="socialaccount_connections"),
        path(
            "identita/registrati/",
            access_views.RegisterWithIdentity.as_view(),
            name="socialaccount_signup",
        ),
        path("identita/annullato/", identity.login_cancelled, name="socialaccount_login_cancelled"),
        path("identita/errore/", identity.login_error, name="socialaccount_login_error"),
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]
