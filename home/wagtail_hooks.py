"""Hooks of the public site."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page


@hooks.register("before_serve_page")
def remember_served_page(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> None:
    """Let the language switch find the translations of the page being served."""
    request.served_page = page  # type: ignore[attr-defined]
