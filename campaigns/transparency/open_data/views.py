"""The page of the open data, and their files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.http.response import HttpResponseNotModified
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from campaigns.freshness.services import SITE, depends_on, generations
from campaigns.transparency.models import DataCorrection
from campaigns.transparency.open_data.catalogue import DATA_SETS, LICENCE_URL
from campaigns.transparency.open_data.formats import FORMATS
from campaigns.transparency.public.files import offered


class OpenDataView(TemplateView):
    """Every data set with its meaning, its columns, its files, and what was corrected."""

    template_name = "transparency/open_data.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        depends_on(self.request, SITE)
        return super().get_context_data(**kwargs) | {
            "page": {"title": _("Open data")},
            "data_sets": DATA_SETS.values(),
            "formats": list(FORMATS),
            "licence_url": LICENCE_URL,
            "corrections": DataCorrection.objects.all()[:50],
            "read_at": timezone.now(),
            "audit_files": offered(),
        }


@require_GET
def download(request: HttpRequest, name: str, extension: str) -> HttpResponseBase:
    """A file, written while it is sent; 304 to who has it as it is now."""
    data, known = DATA_SETS.get(name), FORMATS.get(extension)
    if data is None or known is None:
        raise Http404
    media_type, write = known
    site, campaigns = generations.of(SITE)
    etag = f'W/"{name}-{extension}-{site}-{campaigns}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = StreamingHttpResponse(write(data, timezone.now()), content_type=media_type)
        response["Content-Disposition"] = f'inline; filename="{name}.{extension}"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Link"] = f'<{LICENCE_URL}>; rel="license"'
    return response
