"""Results that editors put first for a query. What readers search is counted nowhere."""

from dataclasses import dataclass

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Locale, Page

from search.folding import fold


@dataclass(frozen=True)
class Promoted:
    """A result chosen by editors, with what they say of it."""

    title: str
    url: str
    description: str


def promoted(query: str, locale: Locale) -> list[Promoted]:
    """The promotions of a query, as editors ordered them, their pages in the reader's language."""
    folded = fold(query)
    rows = SearchPromotion.objects.select_related("query", "page").order_by("sort_order", "pk")
    chosen = [row for row in rows if folded and fold(row.query.query_string) == folded]
    keys = [row.page.translation_key for row in chosen if row.page]
    pages = {
        page.translation_key: page
        for page in Page.objects.live()
        .public()
        .filter(locale=locale, translation_key__in=keys)
        .select_related("locale")
    }
    found = []
    for row in chosen:
        page = pages.get(row.page.translation_key) if row.page else None
        if page is not None:
            found.append(Promoted(page.title, page.url or "", row.description))
        elif row.page is None:
            title = row.external_link_text or row.external_link_url
            found.append(Promoted(title, row.external_link_url, row.description))
    return found
