"""The site as it is, with what it is measured against beside it."""

from typing import Any

from config.settings.test import *  # noqa: F403
from config.settings.test import BASE_DIR, MIDDLEWARE, TEMPLATES, env

ROOT_URLCONF = "bench.server_urls"
MIDDLEWARE = ["bench.server_urls.nothing_at_all", *MIDDLEWARE]
PAGE_CACHE_MB = 64
MEDIA_ROOT = env.str("MEDIA_ROOT")
_folders: Any = TEMPLATES[0]["DIRS"]
TEMPLATES[0]["DIRS"] = [BASE_DIR / "bench" / "templates", *_folders]
