"""The release of a picture, for who keeps the library."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views import View
from wagtail.permissions import policy_registry

from campaigns.files.private import private_file
from campaigns.pictures.library import LibraryImage


class ReleaseView(View):
    """The file: only for who may change the picture."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, image_id: int) -> HttpResponseBase:
        image = get_object_or_404(LibraryImage, pk=image_id)
        policy = policy_registry.get_by_type(LibraryImage)
        if not policy.user_has_permission_for_instance(request.user, "change", image):
            raise PermissionDenied
        if not image.release:
            raise Http404
        try:
            content = image.release.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return private_file(content, name=f"liberatoria-{image.pk}")
