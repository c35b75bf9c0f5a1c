"""Structured data (schema.org) for search engines: what the page says, in their words."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from campaigns.cofinancing.progress import Progress
from campaigns.funding.models import State
from campaigns.lists.cards import donate_url
from campaigns.models import CampaignPage
from campaigns.money import wire_format
from home.models import HomePage, NewsPage
from home.sharing.pages import absolute

CONTEXT: Final = "https://schema.org"
_ORGANIZATION: Final = f"{settings.SITE_URL}/#organization"

Node = dict[str, Any]


def graph(page: Page, progress: Progress | None, image: str, request: HttpRequest) -> Node:
    """What schema.org knows of a page: who publishes it, where it stands, what it is."""
    nodes = [_organization()]
    if isinstance(page, HomePage):
        nodes.append(_site())
    else:
        nodes.append(_breadcrumb(page, request))
    if isinstance(page, CampaignPage) and progress is not None:
        nodes += _campaign(page, progress, image, request)
    elif isinstance(page, NewsPage):
        nodes.append(_news(page, image, request))
    return {"@context": CONTEXT, "@graph": nodes}


def _organization() -> Node:
    brand = settings.SITE_BRAND
    return {
        "@type": "GovernmentOrganization",
        "@id": _ORGANIZATION,
        "name": brand["municipality"],
        "url": brand["municipality_url"],
    }


def _site() -> Node:
    search = absolute(reverse("search"))
    return {
        "@type": "WebSite",
        "name": settings.SITE_BRAND["name"],
        "url": absolute(reverse("wagtail_serve", args=[""])),
        "publisher": {"@id": _ORGANIZATION},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def _breadcrumb(page: Page, request: HttpRequest) -> Node:
    steps = [*page.get_ancestors().filter(depth__gt=1), page]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.title,
                "item": absolute(step.get_url(request)),
            }
            for position, step in enumerate(steps, 1)
        ],
    }


def _campaign(
    page: CampaignPage, progress: Progress, image: str, request: HttpRequest
) -> list[Node]:
    """The campaign as an event of so many days, and giving to it while that is possible."""
    url = absolute(page.get_url(request))
    cancelled = progress.state == State.CANCELLED
    place = {
        "@type": "Place",
        "name": page.place or settings.SITE_BRAND["municipality"],
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Milano",
            "addressCountry": "IT",
        },
    }
    recipient = _recipient(page)
    event: Node = {
        "@type": "Event",
        "@id": f"{url}#campaign",
        "name": page.title,
        "description": page.summary,
        "url": url,
        "image": image,
        "startDate": progress.opens_at.isoformat(),
        "endDate": progress.closes_at.isoformat(),
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
        "location": [{"@type": "VirtualLocation", "url": url}, place],
        "organizer": recipient,
        "isAccessibleForFree": True,
    }
    if not progress.open:
        return [event]
    give: Node = {
        "@type": "DonateAction",
        "name": page.title,
        "recipient": recipient,
        "object": {"@id": event["@id"]},
        "target": {"@type": "EntryPoint", "urlTemplate": absolute(donate_url(progress.campaign))},
        "endTime": progress.closes_at.isoformat(),
    }
    if page.call is not None:
        give["priceSpecification"] = {
            "@type": "PriceSpecification",
            "minPrice": wire_format(page.call.donation_min),
            "priceCurrency": "EUR",
        }
    return [event, give]


def _recipient(page: CampaignPage) -> Node:
    if page.organization is None:
        return {"@id": _ORGANIZATION}
    return {"@type": "Organization", "name": page.organization.name}


def _news(page: NewsPage, image: str, request: HttpRequest) -> Node:
    published, changed = page.first_published_at, page.last_published_at
    news: Node = {
        "@type": "NewsArticle",
        "headline": page.title,
        "url": absolute(page.get_url(request)),
        "image": image,
        "publisher": {"@id": _ORGANIZATION},
        "inLanguage": page.locale.language_code,
    }
    if published and changed:
        news |= {"datePublished": published.isoformat(), "dateModified": changed.isoformat()}
    return news
