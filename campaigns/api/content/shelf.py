"""What the pages of one answer show of the rest of the site, in a constant number of queries."""

from collections import defaultdict
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from campaigns.api.content.streams import told
from campaigns.api.picture_representation import picture_data
from campaigns.api.rich_text import absolute, addresses_of, links_in, written
from campaigns.cofinancing.progress import with_match
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.money import wire_format
from campaigns.pictures.library import LibraryImage
from home.front_page import results


def body_of(page: Any) -> Any:
    """The body of blocks of a page; ``None`` where its kind has none."""
    return page.story if isinstance(page, CampaignPage) else getattr(page, "body", None)


def detail_url(page: Page) -> str:
    """Where the content API tells of a page."""
    return absolute(reverse("wagtailapi:pages:detail", args=[page.pk]))


def reference(page: Page) -> dict[str, Any]:
    """A page as others point to it. Its locale is fetched along."""
    model = page.cached_content_type.model_class()
    return {
        "id": page.pk,
        "type": f"{model._meta.app_label}.{model.__name__}" if model else "",
        "title": page.title,
        "locale": page.locale.language_code,
        "html_url": absolute(page.url or "") or None,
        "detail_url": detail_url(page),
    }


class _Wishes:
    """What bodies point to, noted down and not yet fetched."""

    def __init__(self) -> None:
        self.pictures: set[int] = set()
        self.documents: set[int] = set()
        self.pages: set[int] = set()
        self.links: list[tuple[str, str]] = []

    def picture(self, pk: int, alt: str | None, *, decorative: bool) -> None:
        self.pictures.add(pk)

    def document(self, pk: int) -> None:
        self.documents.add(pk)

    def page(self, pk: int) -> None:
        self.pages.add(pk)

    def rich_text(self, text: str) -> None:
        self.links += links_in(text)

    def results(self) -> None:
        """Nothing to fetch along."""


class Shelf:
    """Fetches, when it is first asked, for all pages of the answer at once."""

    def __init__(self, pages: list[Any]) -> None:
        self.now: datetime = timezone.now()
        self._pages = pages

    @cached_property
    def fundings(self) -> dict[UUID, Funding]:
        """The money of campaigns, by the key of their pages."""
        keys = [page.translation_key for page in self._pages]
        rows = with_match(Funding.objects.filter(translation_key__in=keys))
        return {funding.translation_key: funding for funding in rows}

    @cached_property
    def translations(self) -> dict[UUID, list[dict[str, Any]]]:
        """The public pages in every language, by their key."""
        keys = [page.translation_key for page in self._pages]
        rows = Page.objects.live().public().filter(translation_key__in=keys)
        found = defaultdict(list)
        for page in rows.select_related("locale").order_by("locale_id", "pk"):
            found[page.translation_key].append(reference(page))
        return found

    def body(self, page: Any) -> list[Any]:
        """The body of a page of this answer."""
        body = body_of(page)
        teller = _Library(self)
        found: list[Any] = told(body.stream_block, body.raw_data, teller)
        return found

    @cached_property
    def results(self) -> dict[str, Any]:
        """What the experiment has done so far."""
        sums = results()
        return {
            "campaigns": sums.campaigns,
            "succeeded": sums.succeeded,
            "donations": sums.donations,
            "collected": wire_format(sums.collected),
            "granted": wire_format(sums.granted),
            "currency": "EUR",
        }

    @cached_property
    def _wishes(self) -> _Wishes:
        wishes = _Wishes()
        for body in filter(None, map(body_of, self._pages)):
            told(body.stream_block, body.raw_data, wishes)
        return wishes

    @cached_property
    def pictures(self) -> dict[int, LibraryImage]:
        """The pictures that bodies show."""
        rows = LibraryImage.objects.filter(pk__in=self._wishes.pictures)
        return rows.prefetch_related("renditions").in_bulk()

    @cached_property
    def documents(self) -> dict[int, Any]:
        """The documents that bodies offer."""
        rows: Any = get_document_model()._default_manager.filter(pk__in=self._wishes.documents)
        found: dict[int, Any] = rows.in_bulk()
        return found

    @cached_property
    def pages(self) -> dict[int, Page]:
        """The public pages that bodies lead to."""
        rows = Page.objects.live().public().filter(pk__in=self._wishes.pages)
        found: dict[int, Page] = rows.select_related("locale").in_bulk()
        return found

    @cached_property
    def links(self) -> Any:
        """Where the links of rich texts lead."""
        return addresses_of(self._wishes.links)


class _Library:
    """Tells what bodies point to; what is gone, or not public, is ``None``."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def picture(self, pk: int, alt: str | None, *, decorative: bool) -> Any:
        image = self._shelf.pictures.get(pk)
        if image is not None and alt is None:
            alt = image.default_alt_text
        return picture_data(image, alt or "", decorative=decorative)

    def document(self, pk: int) -> Any:
        row = self._shelf.documents.get(pk)
        return document_data(row, row.title) if row is not None else None

    def page(self, pk: int) -> Any:
        page = self._shelf.pages.get(pk)
        return reference(page) if page is not None else None

    def rich_text(self, text: str) -> str:
        return written(text, self._shelf.links)

    def results(self) -> Any:
        return self._shelf.results


def document_data(row: Any, title: str) -> dict[str, Any]:
    """A document to download."""
    return {
        "id": row.pk,
        "title": title,
        "extension": row.file_extension,
        "size": row.file_size,
        "url": absolute(row.url),
    }
