"""What the staff sees only with a permission: the menu hides the rest, and each view checks it."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):
    """An entry of the menu that is shown with ``permission``."""

    def __init__(self, label: Any, url: str, *, permission: str, **options: Any) -> None:
        super().__init__(label, url, **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


class PermittedPage(TemplateView):
    """A page to read: subclasses name the permission, the title and what is on it."""

    permission: ClassVar[str]
    title: ClassVar[Any]
    icon: ClassVar[str] = "table"
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.now = timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_title": self.title,
            "header_icon": self.icon,
        }
