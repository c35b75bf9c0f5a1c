"""Production. Refuses to start without a secret key, with debug on, or with the payment sandbox."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import STRIPE_API_BASE, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS, env

if env.bool("DEBUG", False):
    raise ImproperlyConfigured("Production never runs with DEBUG on: unset DEBUG.")
SECRET_KEY = env.str("SECRET_KEY", "")
if len(SECRET_KEY) < 32 or "not-a-secret" in SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a random text of at least 32 characters.")
if STRIPE_API_BASE.rstrip("/") != "https://api.stripe.com":
    raise ImproperlyConfigured(
        "Production pays through Stripe alone: unset STRIPE_API_BASE, which points elsewhere."
    )
if (
    STRIPE_SECRET_KEY in ("", "sk_test_sandbox")
    or not STRIPE_WEBHOOK_SECRETS
    or "whsec_sandbox" in STRIPE_WEBHOOK_SECRETS
):
    raise ImproperlyConfigured("Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.")
if not env.str("EMAIL_URL", "").startswith("smtp"):
    raise ImproperlyConfigured(
        "Set EMAIL_URL to a mail server, such as smtp+tls://user:password@host:587."
    )
if not env.str("DATABASE_URL", ""):
    raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL 15 or newer.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES = {"default": {**env.db_url("DATABASE_URL"), "CONN_MAX_AGE": 60}}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
