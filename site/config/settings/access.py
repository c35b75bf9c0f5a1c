"""How people sign in: passwords, the second factor, SPID and CIE."""

import environ

env = environ.Env()

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/i-miei-progetti/"
LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
"""How many proxies in front add to X-Forwarded-For: rate limits count by client."""
ACCOUNT_ADAPTER = "campaigns.accounts.access_adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "campaigns.accounts.access_forms.LoginForm",
    "signup": "campaigns.accounts.access_forms.SignupForm",
    "change_password": "campaigns.accounts.access_forms.ChangePasswordForm",
    "set_password": "campaigns.accounts.access_forms.SetPasswordForm",
    "reset_password": "campaigns.accounts.access_forms.ResetPasswordForm",
    "reset_password_from_key": "campaigns.accounts.access_forms.ResetPasswordKeyForm",
    "reauthenticate": "campaigns.accounts.access_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "campaigns.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "campaigns.accounts.access_forms.CodeForm",
    "reauthenticate": "campaigns.accounts.access_forms.CodeAgainForm",
    "activate_totp": "campaigns.accounts.access_forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = env.str("SITE_BRAND_NAME", "Crowdfunding civico")
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "campaigns.accounts.access_adapter.IdentityAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_PROVIDER_URL = env.str("OIDC_PROVIDER_URL", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_PROVIDER_NAME = env.str("OIDC_PROVIDER_NAME", "SPID / CIE")
HAS_IDENTITY_PROVIDER = all((OIDC_PROVIDER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET))
"""Whether people may also sign in with SPID or CIE, through an OpenID Connect provider."""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "identita",
                "name": OIDC_PROVIDER_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_PROVIDER_URL},
            }
        ]
        if HAS_IDENTITY_PROVIDER
        else [],
    }
}
