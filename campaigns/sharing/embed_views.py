"""``/embed/<slug>/``: a campaign inside another site's page. No script, no cookie."""

from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.freshness.services import depends_on
from campaigns.funding.models import Funding
from campaigns.languages import ENGLISH, ITALIAN
from campaigns.lists.cards import donate_url
from campaigns.page.reading import page_of
from campaigns.sharing.embedding import EmbedSize, size_named

POLICY = {
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "manifest-src": [NONE],
    "frame-ancestors": ["*"],
}
"""Any site may frame it, and nothing in it runs or is sent anywhere."""
FRESH = "public, max-age=60, stale-while-revalidate=300"


@require_safe
@xframe_options_exempt
@csp_replace(POLICY)
@conditional_page
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The embed, of the size ``formato`` and in the language ``lingua``, Italian unless English."""
    language = ENGLISH if request.GET.get("lingua") == ENGLISH else ITALIAN
    with override(language):
        response = _embed(request, slug, size_named(request.GET.get("formato", "")))
    response["Content-Language"] = language
    response["Cache-Control"] = FRESH
    return response


def _embed(request: HttpRequest, slug: str, size: EmbedSize) -> HttpResponse:
    key = Funding.objects.filter(slug=slug).values_list("translation_key", flat=True).first()
    if key is not None:
        depends_on(request, str(key))
    funding = with_match(Funding.objects.filter(translation_key=key)).first() if key else None
    page = page_of(funding) if funding else None
    context: dict[str, Any] = {"size": size}
    if funding is None or page is None:
        home = settings.SITE_URL if get_language() == ITALIAN else f"{settings.SITE_URL}/en"
        context |= {"site_url": f"{home}/"}
        return render(request, "embed/gone.html", context, status=404)
    context |= {
        "page": page,
        "page_url": page.full_url,
        "progress": progress_of(funding, timezone.now()),
        "donate_url": settings.SITE_URL + donate_url(slug),
    }
    return render(request, "embed/campaign.html", context)
