"""What every response passes: the database-gone page and the two security policies."""

import logging
from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin

from campaigns.accounts.second_factor import enters_admin

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "30"
_MACHINE_PATHS = ("/api/", "/payments/", "/readyz/")


def uses_admin_policy(request: HttpRequest) -> bool:
    """True for the Wagtail admin, its previews, and pages shown to its people (user bar)."""
    if request.path.startswith("/admin/"):
        return True
    if request.path.startswith("/embed/"):
        return False
    if getattr(request, "is_dummy", False) or getattr(request, "is_preview", False):
        return True
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = getattr(request, "user", None)
    return user is not None and enters_admin(user)


class DatabaseUnavailableMiddleware:
    """Answers 503 with a page that needs no database when PostgreSQL cannot be reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._unavailable(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Catch what a view raised before Django turns it into a 500."""
        if isinstance(exception, OperationalError | InterfaceError):
            return self._unavailable(request)
        return None

    def _unavailable(self, request: HttpRequest) -> HttpResponseBase:
        logger.exception("The database cannot be reached")
        response: HttpResponse
        if request.path.startswith(_MACHINE_PATHS):
            response = JsonResponse(
                {"type": "about:blank", "title": "Service Unavailable", "status": 503},
                status=503,
                content_type="application/problem+json",
            )
        else:
            response = HttpResponse(get_template("503.html").render(), status=503)
        response["Retry-After"] = RETRY_AFTER_SECONDS
        add_never_cache_headers(response)
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict public policy everywhere, the admin's own where its inline scripts run."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if uses_admin_policy(request):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)


class FrameOptionsMiddleware(MiddlewareMixin):
    """``X-Frame-Options``: the admin may frame its previews, nobody may frame the rest."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not getattr(response, "xframe_options_exempt", False):
            same_origin = uses_admin_policy(request)
            response["X-Frame-Options"] = "SAMEORIGIN" if same_origin else "DENY"
        return response
