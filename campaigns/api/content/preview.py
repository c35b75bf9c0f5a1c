"""Drafts for a front end of others: what the editor previews, to who holds its token."""

import uuid
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page

from campaigns.api.content.endpoints import PagesEndpoint
from campaigns.api.content.shelf import Shelf
from campaigns.api.models import DraftPreview
from campaigns.api.problems import Problem

KEPT: Final = timedelta(days=1)
"""How long drafts lie there; the token ends long before."""
_SALT: Final = "campaigns.api.preview"


def show_in_client(page: Any, request: HttpRequest) -> HttpResponse:
    """Keep the draft as it is in the editor, and show the client that asks for it."""
    now = timezone.now()
    DraftPreview.objects.filter(made_at__lt=now - KEPT).delete()
    user = getattr(request, "user", None)
    draft, _is_new = DraftPreview.objects.update_or_create(
        page=page.pk,
        editor=getattr(user, "pk", None) or 0,
        defaults={"content": page.serializable_data(), "made_at": now},
    )
    asked = {"token": token_of(draft), "locale": page.locale.language_code}
    joined = "&" if "?" in settings.HEADLESS_PREVIEW_URL else "?"
    context = {"address": f"{settings.HEADLESS_PREVIEW_URL}{joined}{urlencode(asked)}"}
    response = render(request, "api/headless_preview.html", context)
    response["Cache-Control"] = "no-store"
    return response


def token_of(draft: DraftPreview) -> str:
    """What opens a draft for some minutes, to whoever has it."""
    return TimestampSigner(salt=_SALT).sign(str(draft.pk))


def draft_of(token: str) -> Page:
    """The draft that a token opens. Raises ``Problem`` (404) for one that is wrong or too old."""
    life = timedelta(minutes=settings.HEADLESS_PREVIEW_MINUTES)
    try:
        key = uuid.UUID(TimestampSigner(salt=_SALT).unsign(token, max_age=life))
        draft = DraftPreview.objects.get(pk=key)
        page = Page.objects.get(pk=draft.page).specific
    except (BadSignature, ValueError, DraftPreview.DoesNotExist, Page.DoesNotExist) as error:
        raise Problem(
            404, "preview_ended", _("This preview has ended: open it again in the editor.")
        ) from error
    found: Page = page.with_content_json(draft.content)
    return found


class PreviewEndpoint(PagesEndpoint):
    """A draft, as the page's own address tells it once it is published."""

    known_query_parameters = frozenset({"token", "fields", "rich_text_format"})
    filter_backends: list[Any] = []

    def preview_view(self, request: Request) -> Response:
        """The draft that ``token`` opens; never kept by anybody."""
        self.check_query_parameters(self.get_queryset())
        return Response(self.get_serializer(self.get_object()).data)

    def get_object(self) -> Page:
        if not hasattr(self, "_draft"):
            self._draft = draft_of(self.request.GET.get("token", ""))
            self.shelf = Shelf([self._draft])
        return self._draft

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        finished: Response = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "private, no-store"
        finished["X-Robots-Tag"] = "noindex"
        return finished

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        """One address: a draft has none of its own."""
        endpoint: Any = cls
        return [path("", endpoint.as_view({"get": "preview_view"}), name="listing")]
