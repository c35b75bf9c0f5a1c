"""A developer's machine and the demo: embedded PostgreSQL and the payment sandbox by default."""

from config.postgres import database_url

from .base import *
from .base import CONTENT_SECURITY_POLICY, SITE_URL, VAR_DIR, env

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "development-only-key-not-a-secret-0123456789abcdef")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])

DATABASES = {"default": env.db_url_config(database_url(VAR_DIR / "postgres"))}

OUTBOX_IS_SHOWN = env.str("EMAIL_URL", "filemail:").startswith("filemail:")

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "sk_test_sandbox")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRET", default=["whsec_sandbox"])
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "http://127.0.0.1:8001")
PAYMENT_PAGE_ORIGINS = env.list("PAYMENT_PAGE_ORIGINS", default=[STRIPE_API_BASE])
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = ["'self'", *PAYMENT_PAGE_ORIGINS]
DONATION_RETURN_URLS = env.list(
    "DONATION_RETURN_URLS", default=[SITE_URL, "http://localhost:8080", "http://127.0.0.1:8080"]
)
"""The example front end of docs/examples stands there."""
CORS_ALLOWED_ORIGIN_REGEXES = [r"^http://(localhost|127\.0\.0\.1):[0-9]+$"]
"""A front end under development on the same machine may give."""
