"""The pages that every installation has: home, list of campaigns, in each language."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from campaigns.models import CampaignIndexPage
from home.models import HomePage

CAMPAIGN_INDEX_SLUG = "progetti"


@dataclass(frozen=True)
class SiteTree:
    """The root pages of one language."""

    locale: Locale
    home: HomePage
    index: CampaignIndexPage


@transaction.atomic
def ensure_site_tree(language: str = "it") -> SiteTree:
    """Return the root pages of a language, making those that are missing."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    home = _ensure_home(locale)
    index = CampaignIndexPage.objects.child_of(home).first()
    if index is None:
        index = _translated_index(home) or _new_index(home)
    return SiteTree(locale=locale, home=home, index=index)


def _ensure_home(locale: Locale) -> HomePage:
    home = HomePage.objects.filter(locale=locale).order_by("path").first()
    if home is not None:
        return home
    original = HomePage.objects.order_by("path").first()
    if original is not None:
        home = original.copy_for_translation(locale)
        home.slug = f"home-{locale.language_code}"
        with override(locale.language_code):
            home.title = gettext("Projects for the city, together")
        home.save_revision().publish()
        return home
    return _first_home(locale)


def _first_home(locale: Locale) -> HomePage:
    """Put our home page in the place of the welcome page that Wagtail's migrations leave."""
    root = Page.get_first_root_node()
    with override(locale.language_code):
        title = gettext("Projects for the city, together")
    slug = "home" if not root.get_children().filter(slug="home").exists() else "crowdfunding"
    home = HomePage(title=title, slug=slug, locale=locale)
    root.add_child(instance=home)
    home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    address = urlsplit(settings.SITE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page = home
    site.save()
    if welcome is not None and type(welcome.specific) is Page and not welcome.get_children():
        welcome.delete()
    return HomePage.objects.get(pk=home.pk)


def _translated_index(home: HomePage) -> CampaignIndexPage | None:
    original = CampaignIndexPage.objects.order_by("path").first()
    if original is None:
        return None
    index = original.copy_for_translation(home.locale)
    with override(home.locale.language_code):
        index.title = gettext("Projects")
    index.save_revision().publish()
    return index


def _new_index(home: HomePage) -> CampaignIndexPage:
    with override(home.locale.language_code):
        title = gettext("Projects")
    index = CampaignIndexPage(
        title=title, slug=CAMPAIGN_INDEX_SLUG, locale=home.locale, show_in_menus=True
    )
    home.add_child(instance=index)
    index.save_revision().publish()
    return index
