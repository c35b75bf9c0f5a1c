"""What every public page shows: name, navigation, languages, footer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext
from wagtail.models import Locale, Page

from campaigns.calls.models import CallPage
from home.models import HomePage, InformationPage

_LABELS = {"it": "ITA", "en": "ENG"}


def site(request: HttpRequest) -> dict[str, Any]:
    """Lazily: machine endpoints and the admin render templates too, and show none of this."""
    if request.path.startswith("/admin/"):
        return {}
    return {
        "brand": settings.SITE_BRAND,
        "sandbox_in_use": "api.stripe.com" not in settings.STRIPE_API_BASE,
        "search_url": SimpleLazyObject(lambda: reverse("search")),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "language_links": SimpleLazyObject(lambda: _language_links(request)),
        "footer_links": SimpleLazyObject(_footer_links),
    }


def _home() -> HomePage | None:
    locale = Locale.get_active()
    return HomePage.objects.filter(locale_id=locale.pk).live().order_by("path").first()


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    home = _home()
    if home is None:
        return []
    return [
        {"title": _menu_title(page), "url": url, "active": request.path.startswith(url)}
        for page in home.get_children().live().public().in_menu().select_related("content_type")
        if (url := page.get_url(request))
    ]


def _menu_title(page: Page) -> str:
    """A call's title is long: in the menu it is what it is."""
    is_call = page.cached_content_type.model_class() is CallPage
    return gettext("The public notice") if is_call else page.title


def _footer_links() -> list[dict[str, str]]:
    pages = InformationPage.objects.filter(locale_id=Locale.get_active().pk, in_footer=True).live()
    return [
        {"title": page.title, "url": page.url or "", "element": page.footer_element}
        for page in pages.order_by("path")
    ]


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language, where it exists; else the same path, else its home."""
    current = get_language() or settings.LANGUAGE_CODE
    translated = _translated_urls(request)
    links = []
    for code, _name in settings.LANGUAGES:
        prefix = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
        url = request.path if code == current else translated.get(code, prefix)
        links.append({"code": code, "label": _LABELS[code], "url": url, "current": code == current})
    return links


def _translated_urls(request: HttpRequest) -> dict[str, str]:
    page: Page | None = getattr(request, "served_page", None)
    if page is not None:
        translations = Page.objects.filter(translation_key=page.translation_key).live()
        return {
            translation.locale.language_code: translation.get_url(request) or "/"
            for translation in translations.select_related("locale")
        }
    other = "en" if get_language() == "it" else "it"
    path = request.get_full_path()
    swapped = f"/en{path}" if other == "en" else path.removeprefix("/en")
    return {other: swapped}
