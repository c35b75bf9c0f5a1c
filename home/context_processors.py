"""What every public page shows: name, navigation, languages, footer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from wagtail.models import Page

from campaigns.calls.models import CallPage
from campaigns.languages import readers_language
from home.feedback.rated_pages import is_public
from home.information_pages import FooterPage
from home.models import HomePage, InformationPage, SiteMapPage
from home.page_languages import addresses_of, language_links, paths_by_language
from home.site_settings import settings_of

FAQ = "faq"


def site(request: HttpRequest) -> dict[str, Any]:
    """Lazily: machine endpoints and the admin render templates too, and show none of this."""
    if request.path.startswith("/admin/"):
        return {}
    site_settings = SimpleLazyObject(lambda: settings_of(request))
    paths: Any = SimpleLazyObject(lambda: paths_by_language(request))
    return {
        "brand": SimpleLazyObject(lambda: _brand(site_settings)),
        "site_settings": site_settings,
        "rating_address": SimpleLazyObject(lambda: _rating_address(request)),
        "sandbox_in_use": "api.stripe.com" not in settings.STRIPE_API_BASE,
        "search_url": SimpleLazyObject(lambda: reverse("search")),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "language_links": SimpleLazyObject(lambda: language_links(request, paths)),
        "addresses": SimpleLazyObject(lambda: addresses_of(request, paths)),
        "footer_links": SimpleLazyObject(footer_links),
    }


def _brand(site_settings: Any) -> dict[str, Any]:
    """The name of the site and its contact: as staff set it, else by default."""
    email = site_settings.contact_email
    return settings.SITE_BRAND | ({"contact_email": email} if email else {})


def _rating_address(request: HttpRequest) -> str:
    """What the rating at the foot is about; empty on pages that are somebody's own."""
    match = request.resolver_match
    return request.path if match is not None and is_public(match) else ""


def _home() -> HomePage | None:
    pages = HomePage.objects.filter(locale__language_code=readers_language())
    return pages.live().order_by("path").first()


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
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


def footer_links() -> list[dict[str, str]]:
    language = readers_language()
    pages: list[FooterPage] = []
    for model in (InformationPage, SiteMapPage):
        own = model.objects.filter(locale__language_code=language, in_footer=True)
        pages += own.live().order_by("path")
    links = [
        {
            "title": page.footer_label or page.title,
            "url": page.url or "",
            "element": page.footer_element,
        }
        for page in pages
    ]
    questions = [link for link in links if link["element"] == FAQ]
    return questions + _ways_to_write() + [link for link in links if link not in questions]


def _ways_to_write() -> list[dict[str, str]]:
    """The two forms, which no page of the tree stands for."""
    return [
        {"title": gettext("Ask for help"), "url": reverse("feedback:help"), "element": "help"},
        {
            "title": gettext("Report a problem"),
            "url": reverse("feedback:problem"),
            "element": "report-inefficiency",
        },
    ]
