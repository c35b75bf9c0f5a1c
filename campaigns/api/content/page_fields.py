"""What each kind of page tells, beside what Wagtail tells of every page."""

from collections.abc import Callable
from typing import Any, Final

from django.utils import translation
from rest_framework import serializers
from wagtail.api import APIField
from wagtail.models import Page

from campaigns.api.call_representation import call_data
from campaigns.api.content.shelf import Shelf, document_data, reference
from campaigns.api.picture_representation import picture_data
from campaigns.api.representations import fund_data, progress_data
from campaigns.api.rich_text import absolute
from campaigns.calls.models import CallPage
from campaigns.cofinancing.progress import progress_of
from campaigns.lists.cards import donate_url
from campaigns.models import CampaignIndexPage, CampaignPage
from campaigns.money import wire_format
from home.models import HomePage, InformationPage, NewsIndexPage, NewsPage, SiteMapPage

Tell = Callable[[Any, Shelf], Any]
RELATED_AT_MOST: Final = 3


class Told(serializers.Field[Any, Any, Any, Any]):
    """What a function tells of a page, in the page's language."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(source="*", read_only=True)
        self._tell = tell

    def to_representation(self, value: Any) -> Any:
        with translation.override(value.locale.language_code):
            return self._tell(value, self.context["shelf"])


def fields_of(model: type[Page]) -> list[APIField]:
    """The fields of a kind of page."""
    told = {"translations": _translations, **_OF_KIND.get(model, {})}
    return [APIField(name, serializer=Told(tell)) for name, tell in told.items()]


def along(pages: Any) -> Any:
    """Fetch what the fields of a kind of page read along with the pages."""
    together, apart = _ALONG.get(pages.model, ((), ()))
    return pages.select_related("locale", "alias_of", *together).prefetch_related(*apart)


def _same(name: str) -> Tell:
    return lambda page, shelf: getattr(page, name)


def _body(page: Any, shelf: Shelf) -> Any:
    return shelf.body(page)


def _translations(page: Any, shelf: Shelf) -> Any:
    others = shelf.translations.get(page.translation_key, [])
    return [other for other in others if other["id"] != page.pk]


def _campaign(page: CampaignPage, shelf: Shelf) -> Any:
    funding = shelf.fundings.get(page.translation_key)
    return funding.slug if funding else None


def _funding(page: CampaignPage, shelf: Shelf) -> Any:
    funding = shelf.fundings.get(page.translation_key)
    return progress_data(progress_of(funding, shelf.now)) if funding else None


def _donate_url(page: CampaignPage, shelf: Shelf) -> Any:
    funding = shelf.fundings.get(page.translation_key)
    return absolute(donate_url(funding.slug)) if funding else None


def _area(page: CampaignPage, shelf: Shelf) -> Any:
    return {"slug": page.area.slug, "name": page.area.name} if page.area else None


def _organization(page: CampaignPage, shelf: Shelf) -> Any:
    body = page.organization
    return {"name": body.name, "legal_form": body.legal_form} if body else None


def _other_campaigns(page: CampaignPage, shelf: Shelf) -> Any:
    """Campaigns of the same area first, then of the same notice."""
    others = CampaignPage.objects.live().public().filter(locale_id=page.locale_id)
    others = others.exclude(pk=page.pk).filter(call_id=page.call_id).select_related("locale")
    alike = list(others.filter(area_id=page.area_id).order_by("pk")[:RELATED_AT_MOST])
    if len(alike) < RELATED_AT_MOST:
        alike += others.exclude(pk__in=[each.pk for each in alike]).order_by("pk")[
            : RELATED_AT_MOST - len(alike)
        ]
    return [reference(each) for each in alike]


def _campaigns_of_call(page: CallPage, shelf: Shelf) -> Any:
    pages = (
        CampaignPage.objects.live().public().filter(locale_id=page.locale_id, call_id=page.call_id)
    )
    return [reference(each) for each in pages.select_related("locale").order_by("pk")[:100]]


def _other_news(page: NewsPage, shelf: Shelf) -> Any:
    pages = NewsPage.objects.live().public().filter(locale_id=page.locale_id).exclude(pk=page.pk)
    newest = pages.select_related("locale").order_by("-published_on", "-pk")[:RELATED_AT_MOST]
    return [reference(each) for each in newest]


def _fund(call: Any) -> Any:
    fund = getattr(call, "fund", None)
    return fund_data(fund) if fund is not None else None


_FOOTER: Final[dict[str, Tell]] = {
    "intro": _same("intro"),
    "in_footer": _same("in_footer"),
    "footer_label": _same("footer_label"),
    "footer_element": _same("footer_element"),
}
_OF_KIND: Final[dict[type[Page], dict[str, Tell]]] = {
    CampaignPage: {
        "campaign": _campaign,
        "summary": _same("summary"),
        "picture": lambda page, shelf: picture_data(page.main_image, page.main_image_alt),
        "area": _area,
        "municipio": _same("municipio"),
        "place": _same("place"),
        "organization": _organization,
        "call": lambda page, shelf: page.call.slug if page.call else None,
        "round": lambda page, shelf: page.round.number if page.round else None,
        "total_cost": lambda page, shelf: (
            wire_format(page.total_cost) if page.total_cost is not None else None
        ),
        "budget": lambda page, shelf: [
            {"description": line.description, "amount": wire_format(line.amount)}
            for line in page.budget_lines.all()
        ],
        "team": lambda page, shelf: [
            {"name": person.name, "role": person.role} for person in page.team.all()
        ],
        "story": _body,
        "funding": _funding,
        "donate_url": _donate_url,
        "related": _other_campaigns,
    },
    CallPage: {
        "intro": _same("intro"),
        "body": _body,
        "call": lambda page, shelf: call_data(page.call, page, shelf.now),
        "fund": lambda page, shelf: _fund(page.call),
        "attachments": lambda page, shelf: [
            document_data(row.document, row.title) for row in page.attachments.all()
        ],
        "related": _campaigns_of_call,
    },
    HomePage: {
        "lead": _same("lead"),
        "body": _body,
        "featured_call": lambda page, shelf: (
            page.featured_call.slug if page.featured_call else None
        ),
        "fund": lambda page, shelf: _fund(page.featured_call),
        "results": lambda page, shelf: shelf.results,
    },
    NewsPage: {
        "published_on": lambda page, shelf: page.published_on.isoformat(),
        "intro": _same("intro"),
        "picture": lambda page, shelf: picture_data(page.picture, page.picture_alt),
        "body": _body,
        "related": _other_news,
    },
    InformationPage: {**_FOOTER, "body": _body},
    SiteMapPage: _FOOTER,
    NewsIndexPage: {"intro": _same("intro")},
    CampaignIndexPage: {"intro": _same("intro")},
}
_ALONG: Final[dict[Any, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    CampaignPage: (
        ("area", "organization", "call", "round", "main_image"),
        ("main_image__renditions", "budget_lines", "team"),
    ),
    CallPage: (("call__fund__call",), ("attachments__document",)),
    HomePage: (("featured_call__fund__call",), ()),
    NewsPage: (("picture",), ("picture__renditions",)),
}
