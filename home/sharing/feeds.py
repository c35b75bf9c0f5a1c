"""Atom feeds: campaigns, what they tell, and what one of them tells. No donor is ever in them."""

import re
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html

from campaigns.freshness import services as freshness
from campaigns.funding.models import Funding
from campaigns.languages import readers_language
from campaigns.models import CampaignPage, Update
from home.sharing.pages import absolute

MOST: Final = 50
"""Entries of a feed: the newest."""
_OWN_LINK: Final = re.compile(r'(href|src)="/(?!/)')
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def campaigns_feed(request: HttpRequest) -> HttpResponse:
    """The campaigns whose page is public, newest first."""
    freshness.depends_on(request)
    feed = _feed(request, "campaigns", _("Projects"))
    pages = _pages().filter(first_published_at__isnull=False).order_by("-first_published_at")
    for page in pages[:MOST]:
        _add(
            feed,
            key=f"campaign:{page.translation_key}",
            title=page.title,
            link=absolute(page.get_url(request)),
            text=page.summary,
            published_at=page.first_published_at,
            changed_at=page.last_published_at or page.first_published_at,
        )
    return _answer(feed)


def updates_feed(request: HttpRequest) -> HttpResponse:
    """What campaigns with a public page tell, newest first."""
    freshness.depends_on(request)
    feed = _feed(request, "updates", _("Updates of the projects"))
    _add_updates(feed, request, _pages())
    return _answer(feed)


def campaign_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What one campaign tells, newest first."""
    freshness.depends_on(request)
    funding = Funding.objects.filter(slug=slug).first()
    pages = _pages().filter(translation_key=funding.translation_key if funding else None)
    page = pages.first()
    if page is None:
        raise Http404
    title = _("Updates of “%(title)s”") % {"title": page.title}
    feed = _feed(request, f"updates:{page.translation_key}", title)
    _add_updates(feed, request, pages)
    return _answer(feed)


def _pages() -> Any:
    return CampaignPage.objects.live().public().filter(locale=Locale.get_active())


def _add_updates(feed: Atom1Feed, request: HttpRequest, pages: Any) -> None:
    shown = Q(published_at__lte=timezone.now(), language=readers_language())
    rows = Update.objects.filter(shown, campaign_key__in=pages.values("translation_key")).order_by(
        "-published_at"
    )[:MOST]
    updates = list(rows)
    keys = {update.campaign_key for update in updates}
    by_key = {page.translation_key: page for page in pages.filter(translation_key__in=keys)}
    for update in updates:
        page = by_key[update.campaign_key]
        _add(
            feed,
            key=f"update:{update.pk}",
            title=f"{page.title}: {update.title}",
            link=absolute(page.get_url(request)) + "#updates",
            text=_OWN_LINK.sub(rf'\1="{settings.SITE_URL}/', expand_db_html(update.body)),
            published_at=update.published_at,
            changed_at=update.published_at,
        )


def _feed(request: HttpRequest, key: str, title: str) -> Atom1Feed:
    language = readers_language()
    return Atom1Feed(
        title=_clean(f"{title} – {settings.SITE_BRAND['name']}"),
        link=absolute(reverse("wagtail_serve", args=[""])),
        description="",
        language=language,
        feed_url=absolute(request.path),
        feed_guid=f"{settings.SITE_URL}/#feed:{key}:{language}",
        author_name=settings.SITE_BRAND["name"],
    )


def _add(
    feed: Atom1Feed,
    *,
    key: str,
    title: str,
    link: str,
    text: str,
    published_at: datetime,
    changed_at: datetime,
) -> None:
    """An entry; its id stays whatever becomes of its title and address."""
    feed.add_item(
        title=_clean(title),
        link=link,
        description=_clean(text),
        unique_id=f"{settings.SITE_URL}/#{key}:{readers_language()}",
        pubdate=published_at,
        updateddate=changed_at,
    )


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _answer(feed: Atom1Feed) -> HttpResponse:
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(answer, "utf-8")
    return answer
