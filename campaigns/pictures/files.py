"""The files of crops, the only pictures with a public address: originals have none."""

import errno
import posixpath
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from campaigns.freshness.services import SITE, Number, generations
from campaigns.pictures.library import LibraryImage, LibraryRendition, hidden

FOLDER: Final = "images"
"""Where Wagtail puts crops."""
TRUSTED_SECONDS: Final = 60 * 60
"""How long a browser shows a picture without asking again."""


@require_safe
def picture_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A crop, by its path below the folder of crops; gone (410) for all but the staff once its
    picture may not be shown.

    A file may still be there: the job that deletes it comes later, and the library draws its own.
    """
    path = posixpath.normpath(path)
    if path.startswith(".."):
        raise Http404
    if f"{FOLDER}/{path}" not in hidden_files(generations.of(SITE), timezone.localdate()):
        response = _served(request, path)
        patch_cache_control(response, public=True, max_age=TRUSTED_SECONDS)
        return response
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return HttpResponse(status=410)
    response = _served(request, path)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _served(request: HttpRequest, path: str) -> HttpResponseBase:
    """The file. Whatever the path says, it leads nowhere else: beside it are originals and
    documents. Raises ``Http404``, for a name longer than any file's too.
    """
    try:
        return serve(request, path, document_root=str(Path(settings.MEDIA_ROOT, FOLDER)))
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Http404 from error
        raise


@lru_cache(maxsize=2)
def hidden_files(generation: Number, today: date) -> frozenset[str]:
    """The files of crops that nobody but the staff sees, as of a generation of the site."""
    pictures = LibraryImage.objects.filter(hidden(today))
    crops = LibraryRendition.objects.filter(image__in=pictures)
    return frozenset(crops.values_list("file", flat=True))
