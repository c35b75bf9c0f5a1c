"""Tests: real PostgreSQL in a data folder of its own, mail in memory, cheap password hashing."""

import atexit
import shutil
import tempfile

from config.postgres import database_url

from .base import *
from .base import CONTENT_SECURITY_POLICY, VAR_DIR, env

SECRET_KEY = "test-only-key-not-a-secret-0123456789abcdefghijklmno"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DATABASES = {"default": env.db_url_config(database_url(VAR_DIR / "postgres-test"))}

PRIVATE_ROOT = tempfile.mkdtemp(prefix="civic-private-")
atexit.register(shutil.rmtree, PRIVATE_ROOT, ignore_errors=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = tempfile.mkdtemp(prefix="civic-media-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
STATIC_ROOT = tempfile.mkdtemp(prefix="civic-static-")
"""Empty: what a run of the demo collected would be read anew for every test client."""
atexit.register(shutil.rmtree, STATIC_ROOT, ignore_errors=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

PAGE_CACHE_MB = 0
"""Tests that do not commit tell nobody of their changes."""

STRIPE_SECRET_KEY = "sk_test_sandbox"
STRIPE_WEBHOOK_SECRETS = ["whsec_test_new", "whsec_test_old"]
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "http://127.0.0.1:8001")
PAYMENT_PAGE_ORIGINS = [STRIPE_API_BASE]
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = ["'self'", *PAYMENT_PAGE_ORIGINS]
