"""Campaigns for readers of each language; those not translated yet, as they were written."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from campaigns.funding.models import Funding, State
from campaigns.languages import readers_language

if TYPE_CHECKING:
    from campaigns.models import CampaignPage


def each_story_once(locale_id: int) -> "QuerySet[CampaignPage]":
    """Every public campaign: its page in the language, else the one that there is."""
    from campaigns.models import CampaignPage

    pages = CampaignPage.objects.live().public()
    translated = CampaignPage.objects.live().filter(
        locale_id=locale_id, translation_key=OuterRef("translation_key")
    )
    return pages.filter(Q(locale_id=locale_id) | ~Exists(translated))


def page_of(funding: Funding) -> "CampaignPage | None":
    """The campaign's live page in the reader's language, else in the first that is live."""
    from campaigns.models import CampaignPage

    pages = list(
        CampaignPage.objects.filter(translation_key=funding.translation_key)
        .live()
        .select_related("main_image", "locale")
        .order_by("pk")
    )
    language = readers_language()
    own = (page for page in pages if page.locale.language_code == language)
    return next(own, pages[0] if pages else None)


def campaign_url(funding: Funding) -> str:
    """The absolute address of ``page_of``; the site's own where there is no such page."""
    page = page_of(funding)
    return (page.full_url if page else None) or f"{settings.SITE_URL}/"


def list_url(language: str) -> str:
    """The list of campaigns in a language; empty where there is none."""
    from campaigns.models import CampaignIndexPage

    index = CampaignIndexPage.objects.filter(locale__language_code=language).live().first()
    return (index.url or "") if index is not None else ""


def open_campaigns_url() -> str:
    """The list of the campaigns that take money, in the reader's language; empty without a list."""
    from campaigns.lists.rows import STATE

    url = list_url(readers_language())
    return f"{url}?{STATE}={State.LIVE.value}" if url else ""


def url_as_written(page: Page, among: str) -> str:
    """Where a page is read that has no translation: below the list ``among``, else at its own."""
    return f"{among}{page.slug}/" if among else page.url or ""


class ReadAsWrittenMixin:
    """Below a list of campaigns one finds those, too, that its language does not have yet."""

    locale_id: int

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The page of an address. Raises ``Http404``."""
        try:
            return super().route(request, path_components)  # type: ignore[misc]
        except Http404:
            if len(path_components) != 1:
                raise
            foreign = each_story_once(self.locale_id).exclude(locale_id=self.locale_id)
            page = foreign.filter(slug=path_components[0]).first()
            if page is None:
                raise
            return RouteResult(page)
