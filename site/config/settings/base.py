"""Settings shared by every environment. What differs stands in the sibling modules."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from campaigns.money import InvalidAmount, parse_wire

from .access import *

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEBUG = False
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition(":")[0]

INSTALLED_APPS = [
    "home",
    "home.feedback",
    "search",
    "campaigns",
    "campaigns.api",
    "campaigns.transparency",
    "campaigns.selection",
    "campaigns.reporting",
    "campaigns.payments",
    "campaigns.cofinancing",
    "campaigns.funding",
    "campaigns.calls",
    "campaigns.accounts",
    "campaigns.ledger",
    "campaigns.freshness",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "corsheaders",
    "procrastinate.contrib.django",
    "pgtrigger",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "config.middleware.DatabaseUnavailableMiddleware",
    "config.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "campaigns.accounts.second_factor.SecondFactorMiddleware",
    "config.middleware.FrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.site",
            ],
        },
    }
]

LANGUAGE_CODE = "it"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("it", "Italiano"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Rome"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
"""Days that rules and acts name are days in Italy: no reader of the admin has others."""
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR_DIR / "static"))
STATICFILES_DIRS = [("build", BASE_DIR / "static" / "build")]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR_DIR / "media"))
PRIVATE_ROOT = env.str("PRIVATE_ROOT", str(VAR_DIR / "private"))
"""Files that need a permission to be read: never served from here."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CACHES = {"default": env.cache_url("CACHE_URL", "locmemcache://")}
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 64)
"""Memory in each web process for pages that are the same for every reader; 0: none is kept."""
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
vars().update(env.email_url("EMAIL_URL", f"filemail:///{VAR_DIR / 'mail'}"))
OUTBOX_IS_SHOWN = False
"""Whether anybody may read the mail that was sent: in the demo alone."""
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "crowdfunding@example.org")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)
"""Seconds that the mail server may take to answer: none may hold a worker for ever."""
ALERT_EMAILS = [email.strip() for email in env.list("ALERT_EMAILS", default=[]) if email.strip()]
"""Staff who are written to when money needs a look."""

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

WAGTAIL_SITE_NAME = "Crowdfunding civico"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "search.backend",
        "SEARCH_CONFIG": "italian",
    }
}
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_BASE_URL = SITE_URL
HEADLESS_PREVIEW_URL = env.str("HEADLESS_PREVIEW_URL", "")
"""Where a front end of others shows drafts; empty: the editor previews on this site."""
HEADLESS_PREVIEW_MINUTES = env.int("HEADLESS_PREVIEW_MINUTES", 15)
HEADLESS_PREVIEW_VIEW = "campaigns.api.content.preview.show_in_client"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "campaigns.workflows.finish.finish_workflow"
WAGTAILIMAGES_IMAGE_MODEL = "campaigns.LibraryImage"
WAGTAILIMAGES_AVIF_QUALITY = 50
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "campaigns.pictures.library_forms.LibraryImageForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "campaigns.pictures.library_forms.LibraryDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["campaigns.api.parsers.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {
        "donations": env.str("DONATIONS_THROTTLE", "1200/minute"),
        "reading": env.str("API_THROTTLE", "6000/minute"),
    },
    "NUM_PROXIES": env.int("TRUSTED_PROXY_COUNT", 0),
    "EXCEPTION_HANDLER": "campaigns.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Crowdfunding civico API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["campaigns.api.openapi.only_own"],
    "ENUM_NAME_OVERRIDES": {
        "FundingState": "campaigns.funding.models.State",
        "MatchState": "campaigns.api.schemas.campaigns.MATCH_STATES",
        "DonationStatus": "campaigns.payments.models.Status",
        "CallPhase": "campaigns.calls.models.Phase",
        "PageType": "campaigns.api.schemas.found.TYPES",
        "RankingKind": "campaigns.selection.models.RankingKind",
        "AmendmentKind": "campaigns.calls.models.AmendmentKind",
    },
}
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOWED_ORIGINS = env.list("API_WRITING_ORIGINS", default=[])
"""Origins whose pages may begin donations through the API; to read any may."""
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "content-type",
    "idempotency-key",
    "if-none-match",
]
CORS_EXPOSE_HEADERS = ["ETag", "Last-Modified", "RateLimit", "RateLimit-Policy", "Retry-After"]

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRET", default=[])
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_LIVE_MODE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
PAYER_KEY = env.str("PAYER_KEY", "")
"""Keys the digests that tell one payer from another; empty: derived from the secret key."""
try:
    REFUND_APPROVAL_ABOVE = parse_wire(env.str("REFUND_APPROVAL_ABOVE", "500.00"))
    """What finance gives back of one donation beyond this, in EUR, takes two people."""
except InvalidAmount:
    raise ImproperlyConfigured("REFUND_APPROVAL_ABOVE: write EUR such as 500.00.") from None
PAYMENT_PAGE_ORIGINS = env.list("PAYMENT_PAGE_ORIGINS", default=["https://checkout.stripe.com"])
REFUND_ANSWER_DAYS = env.int("REFUND_ANSWER_DAYS", 15)
"""Within how many days finance answers a donor who asks for a refund: donors read it."""
EVENT_BODY_RETENTION_DAYS = env.int("EVENT_BODY_RETENTION_DAYS", 30)
"""How long bodies of provider events are kept; their digests stay (R12)."""
REWARD_ADDRESS_DAYS = env.int("REWARD_ADDRESS_DAYS", 30)
"""How long after it was sent the address of a reward is kept: it may come back (R16)."""
REWARD_ADDRESS_UNSENT_DAYS = env.int("REWARD_ADDRESS_UNSENT_DAYS", 365)
"""How long after the campaign's success an address is kept to which nothing was sent (R16)."""
REWARD_LATE_DAYS = env.int("REWARD_LATE_DAYS", 90)
"""How long after the campaign's success a reward without a promised day is late."""
SELECTION_RETENTION_DAYS = env.int("SELECTION_RETENTION_DAYS", 1825)
"""How long after a call is closed the personal data of its proposals are kept (R16)."""
REPORT_RETENTION_DAYS = env.int("REPORT_RETENTION_DAYS", 3653)
"""How long after a call is closed documents of reports are kept: accounting papers, ten years
(art. 2220 of the Italian civil code)."""
EXPIRED_PICTURES_KEPT_DAYS = env.int("EXPIRED_PICTURES_KEPT_DAYS", 180)
"""How long after its release has ended a picture waits, hidden, to be renewed; then it goes."""
SEAL_KEPT_MINUTES = env.int("SEAL_KEPT_MINUTES", 60)
"""How long after the deadline proposals stay sealed: after an outage it can be extended."""
DONATIONS_LINK_PER_ADDRESS = env.int("DONATIONS_LINK_PER_ADDRESS", 3)
DONATIONS_LINK_PER_CLIENT = env.int("DONATIONS_LINK_PER_CLIENT", 60)
"""Links to one's donations that are asked for in an hour; a school shares one address."""
CALL_QUESTIONS_PER_CLIENT = env.int("CALL_QUESTIONS_PER_CLIENT", 20)
"""Questions about a notice that one client may ask in an hour."""
RECEIPT_CHECKS_PER_CLIENT = env.int("RECEIPT_CHECKS_PER_CLIENT", 60)
"""Codes of receipts that one client may check in an hour."""
RATINGS_PER_CLIENT = env.int("RATINGS_PER_CLIENT", 60)
SUPPORT_REQUESTS_PER_CLIENT = env.int("SUPPORT_REQUESTS_PER_CLIENT", 20)
"""Ratings and requests to the staff that one client may send in an hour."""
SUPPORT_RECEIPTS_PER_ADDRESS = env.int("SUPPORT_RECEIPTS_PER_ADDRESS", 3)
"""Receipts that one e-mail address gets in an hour."""
FEEDBACK_RETENTION_DAYS = env.int("FEEDBACK_RETENTION_DAYS", 365)
"""How long the words and addresses of ratings and requests are kept (R16)."""
MODERATE_BEFORE = env.bool("MODERATE_BEFORE", True)
"""Whether the staff reads the public's words before they are published, or after."""
VOICES_PER_CLIENT = env.int("VOICES_PER_CLIENT", 20)
VOICES_PER_ADDRESS = env.int("VOICES_PER_ADDRESS", 5)
REPORTS_PER_CLIENT = env.int("REPORTS_PER_CLIENT", 20)
"""Questions and comments, and reports of them, that one client or address may send in an hour."""
REPORTS_THAT_HIDE = env.int("REPORTS_THAT_HIDE", 3)
"""After so many reports, words that nobody of the staff has read leave the page."""
VOICES_RETENTION_DAYS = env.int("VOICES_RETENTION_DAYS", 365)
"""How long addresses of who wrote, and refused words, are kept (R16)."""
FOLLOWS_PER_CLIENT = env.int("FOLLOWS_PER_CLIENT", 20)
FOLLOWS_PER_ADDRESS = env.int("FOLLOWS_PER_ADDRESS", 3)
"""Campaigns that one client, or one address, may begin to follow in an hour."""
CONFIRMATIONS_PER_ADDRESS = env.int("CONFIRMATIONS_PER_ADDRESS", 10)
"""Letters that ask to confirm, of all our forms, that one mailbox gets in a day."""
PROPOSAL_FILE_MAX_MB = env.int("PROPOSAL_FILE_MAX_MB", 10)
PROPOSAL_PICTURE_MAX_MB = env.int("PROPOSAL_PICTURE_MAX_MB", 15)
"""The largest document and picture that proponents upload: proposals, reports, suggestions."""
PROPOSAL_FILES_MAX = env.int("PROPOSAL_FILES_MAX", 20)
"""Documents and pictures that a proposal may have in all."""
DONATION_RETURN_URLS = env.list("DONATION_RETURN_URLS", default=[SITE_URL])
"""Origins that ``return_url`` of a donation made through the API may point to."""


def _origin(address: str) -> str:
    return "/".join(address.split("/", 3)[:3])


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *PAYMENT_PAGE_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF, *([_origin(HEADLESS_PREVIEW_URL)] if HEADLESS_PREVIEW_URL else [])],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
}
"""The Wagtail admin's own, looser policy: its inline scripts and styles need it."""

SITE_BRAND = {
    "name": env.str("SITE_BRAND_NAME", "Crowdfunding civico"),
    "municipality": env.str("SITE_MUNICIPALITY", "Comune di Milano"),
    "municipality_url": env.str("SITE_MUNICIPALITY_URL", "https://www.comune.milano.it"),
    "contact_email": env.str("SITE_CONTACT_EMAIL", "crowdfunding@example.org"),
    "tagline": _("Projects for the city, together"),
    "operator": env.str("SITE_OPERATOR", ""),
}
SUPPORT_EMAILS = [
    email.strip()
    for email in env.list("SUPPORT_EMAILS", default=[SITE_BRAND["contact_email"]])
    if email.strip()
]
"""Staff who are told of requests for help and of problems."""
HOUSE = "home.site_settings.house"
"""What says the city's colour, stemma and contact to mails and papers."""
PAPER_FONTS = BASE_DIR / "static" / "build" / "paper"
"""Fonts of printed papers, put there by the front end's build."""
PAPER_STEMMA = BASE_DIR / "static" / "build" / "images" / "stemma.svg"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "stripe": {"level": "WARNING", "propagate": True},
        # They would log letters of a donor's name that the font lacks.
        "fpdf": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
