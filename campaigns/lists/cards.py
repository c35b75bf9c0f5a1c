"""Campaigns as lists show them: a page and its progress, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from campaigns.cofinancing.progress import Progress, progress_of, with_match
from campaigns.funding.models import Funding
from campaigns.languages import readers_language
from campaigns.models import CampaignPage
from campaigns.page.reading import list_url, url_as_written


@dataclass(frozen=True)
class Card:
    """A campaign in a list. ``progress`` is ``None`` before selection."""

    page: CampaignPage
    progress: Progress | None
    url: str

    @property
    def donate_url(self) -> str:
        """Where giving begins, in the active language; empty before selection."""
        return donate_url(self.progress.campaign) if self.progress else ""


def donate_url(slug: str) -> str:
    """Where giving to a campaign begins, in the active language."""
    return reverse("donate:amount", args=[slug])


def for_cards(pages: QuerySet[CampaignPage]) -> QuerySet[CampaignPage]:
    """Fetch what a card shows along with the pages."""
    return pages.select_related("area", "main_image", "locale").prefetch_related(
        "main_image__renditions"
    )


def cards_of(pages: Iterable[CampaignPage], now: datetime) -> list[Card]:
    """Join pages to their money by translation key, in the pages' order."""
    pages = list(pages)
    fundings = with_match(
        Funding.objects.filter(translation_key__in=[page.translation_key for page in pages])
    )
    by_key = {funding.translation_key: progress_of(funding, now) for funding in fundings}
    urls = urls_of(pages)
    return [
        Card(page=page, progress=by_key.get(page.translation_key), url=urls[page.pk])
        for page in pages
    ]


def urls_of(pages: list[CampaignPage]) -> dict[int, str]:
    """Where each page is read, among words of the reader's language."""
    language = readers_language()
    foreign = [page for page in pages if page.locale.language_code != language]
    among = list_url(language) if foreign else ""
    return {
        page.pk: url_as_written(page, among) if page in foreign else page.url or ""
        for page in pages
    }
