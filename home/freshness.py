"""What changes public pages besides the money: published pages, notices, settings, pictures."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.db.models import Max, Min, Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from campaigns.calls.models import Call
from campaigns.freshness import services as freshness
from campaigns.funding.models import Funding
from campaigns.models import Update

_OF_THE_SITE: Final = (
    "accounts.Organization",
    "calls.Amendment",
    "calls.Area",
    "calls.Call",
    "calls.CallAttachment",
    "calls.CallQuestion",
    "calls.Criterion",
    "calls.EligibilityItem",
    "calls.RequiredDocument",
    "calls.Round",
    "cofinancing.CommitmentAct",
    "campaigns.LibraryImage",
    "campaigns.LibraryRendition",
    "campaigns.UrgentCorrection",
    "funding.Act",
    "home.SiteSettings",
    "selection.Ranking",
    "transparency.DataCorrection",
    "transparency.LedgerDigest",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.Site",
    "wagtaildocs.Document",
    "wagtailredirects.Redirect",
)
"""Rows that are public as soon as they are saved, beside those whose triggers count on."""
_DATED: Final[dict[Any, tuple[str, ...]]] = {
    Funding: ("opens_at", "closes_at"),
    Call: ("submissions_open_at", "submissions_close_at"),
    Update: ("published_at",),
}
"""What changes by the clock alone."""
_MONEY: Final = ("cofinancing.Commitment", "cofinancing.Fund", "funding.Funding")
_PUBLISHING: Final = (page_published, page_unpublished, page_slug_changed, post_page_move)


def connect() -> None:
    """Count the site's generation on with each of these changes, once it is committed."""
    for signal in _PUBLISHING:
        signal.connect(_count_site_on)
    post_delete.connect(_page_deleted)
    for name in _OF_THE_SITE:
        for signal in (post_save, post_delete):
            signal.connect(_count_site_on, sender=apps.get_model(name))
    for name in _MONEY:
        post_save.connect(_notice, sender=apps.get_model(name))


def next_instant(now: datetime) -> datetime:
    """When what readers see changes by itself: a day begins, a campaign opens or closes, a notice
    or a piece of news goes public. Aware, after ``now``."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    instants = [midnight + timedelta(days=1)]
    for model, columns in _DATED.items():
        ahead = {name: Min(name, filter=Q(**{f"{name}__gt": now})) for name in columns}
        instants += filter(None, model.objects.aggregate(**_renamed(ahead)).values())
    return min(instants)


def last_instant(now: datetime) -> datetime | None:
    """When what programs read changed last by itself, at ``now`` or before; days are no matter."""
    instants: list[datetime] = []
    for model, columns in _DATED.items():
        passed = {name: Max(name, filter=Q(**{f"{name}__lte": now})) for name in columns}
        instants += filter(None, model.objects.aggregate(**_renamed(passed)).values())
    return max(instants, default=None)


def _renamed(aggregates: dict[str, Any]) -> dict[str, Any]:
    """Under names that no column has."""
    return {f"{name}_found": aggregate for name, aggregate in aggregates.items()}


def _count_site_on(**kwargs: Any) -> None:
    freshness.count_site_on()


def _page_deleted(sender: Any, **kwargs: Any) -> None:
    if issubclass(sender, Page):
        freshness.count_site_on()


def _notice(**kwargs: Any) -> None:
    freshness.notice()
