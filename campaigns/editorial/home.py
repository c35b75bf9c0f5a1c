"""Redazione's first page: what waits, with the way to each of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.accounts.models import User
from campaigns.editorial import corrections, opening_alerts
from campaigns.editorial import waiting as editorial_waiting
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.models import CampaignPage, StorySuggestion, Voice
from campaigns.pictures import releases
from campaigns.pictures.library import LibraryImage
from campaigns.staff.permitted import PermittedPage

LISTED_AT_MOST: Final = 20


@dataclass(frozen=True)
class Item:
    """One thing to do: what, when it matters, where it is done."""

    text: str
    at: date | None
    url: str


@dataclass(frozen=True)
class Waiting:
    """All of one kind; ``items`` are the first of ``count``; ``date`` is empty if none is told."""

    key: str
    title: str
    date: str
    count: int
    items: list[Item]
    is_late: bool = False

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.count - len(self.items)


class HomeView(PermittedPage):
    """What waits for Redazione."""

    permission = WRITE_STORIES
    template_name = "campaigns/admin/editorial_home.html"
    title = gettext_lazy("Editorial desk")
    icon = "edit"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = waiting(acting_person(self.request), self.now)
        return super().get_context_data(**kwargs) | {
            "waiting": [kind for kind in found if kind.count],
        }


def waiting(user: User, now: datetime) -> list[Waiting]:
    """What waits for one of Redazione, in the order of its haste."""
    return [
        _about_to_open(now),
        _to_confirm(user),
        _to_approve(user),
        _suggested(),
        _to_read(),
        _to_write(),
        _releases(timezone.localdate(now)),
        _untranslated(),
    ]


def _about_to_open(now: datetime) -> Waiting:
    fundings = opening_alerts.unpublished(now=now)
    shown = list(fundings[:LISTED_AT_MOST])
    pages = _pages_of(funding.translation_key for funding in shown)
    return Waiting(
        "opening",
        _("Campaigns about to open without a published page"),
        _("It opens"),
        fundings.count(),
        [
            Item(funding.title, funding.opens_at, _edit(pages.get(funding.translation_key)))
            for funding in shown
        ],
        is_late=True,
    )


def _to_confirm(user: User) -> Waiting:
    rows = corrections.unconfirmed().exclude(corrected_by=user).order_by("at")
    shown = list(rows[:LISTED_AT_MOST])
    pages = _pages_of(row.campaign_key for row in shown)
    return Waiting(
        "corrections",
        _("Urgent corrections to confirm"),
        _("Published"),
        rows.count(),
        [
            Item(
                _titled(pages.get(row.campaign_key)),
                row.at,
                reverse("editorial:confirm", args=[row.pk]),
            )
            for row in shown
        ],
        is_late=True,
    )


def _to_approve(user: User) -> Waiting:
    states = editorial_waiting.to_approve(user)
    shown = list(states.select_related("workflow_state", "revision")[:LISTED_AT_MOST])
    return Waiting(
        "approve",
        _("Stories to approve"),
        _("Since"),
        states.count(),
        [
            Item(
                state.revision.object_str if state.revision else "",
                state.started_at,
                reverse("editorial:approve", args=[state.pk]),
            )
            for state in shown
        ],
    )


def _suggested() -> Waiting:
    rows = StorySuggestion.objects.waiting().order_by("created_at")
    shown = list(rows[:LISTED_AT_MOST])
    pages = _pages_of(row.campaign_key for row in shown)
    return Waiting(
        "suggestions",
        _("Suggestions to answer"),
        _("Suggested"),
        rows.count(),
        [
            Item(
                f"{_titled(pages.get(row.campaign_key))} · {row.get_kind_display()}: {row}",
                row.created_at,
                reverse("editorial:answer_suggestion", args=[row.pk]),
            )
            for row in shown
        ],
    )


def _to_read() -> Waiting:
    rows = Voice.objects.to_read().order_by("written_at", "pk")
    shown = list(rows.select_related("donation")[:LISTED_AT_MOST])
    pages = _pages_of(row.campaign_key for row in shown)
    return Waiting(
        "voices",
        _("Questions and comments to read"),
        _("Written"),
        rows.count(),
        [
            Item(
                f"{_titled(pages.get(row.campaign_key))} · {row.get_kind_display()}: {row}",
                row.written_at,
                reverse("editorial:voice", args=[row.pk]),
            )
            for row in shown
        ],
    )


def _to_write() -> Waiting:
    pages: QuerySet[Any] = editorial_waiting.to_write()
    return Waiting(
        "write",
        _("Stories to write"),
        _("It opens"),
        pages.count(),
        [
            Item(page.get_admin_display_title(), page.opens_at, _edit(page))
            for page in pages[:LISTED_AT_MOST]
        ],
    )


def _untranslated() -> Waiting:
    pages = editorial_waiting.untranslated()
    return Waiting(
        "translate",
        _("Translations missing"),
        "",
        pages.count(),
        [Item(page.title, None, _edit(page)) for page in pages[:LISTED_AT_MOST]],
    )


def _releases(today: date) -> Waiting:
    images = releases.expiring(today=today)
    return Waiting(
        "releases",
        _("Pictures whose release ends"),
        _("Last day"),
        images.count(),
        [
            Item(image.title, image.release_expires_on, _picture(image))
            for image in images[:LISTED_AT_MOST]
        ],
        is_late=any(not image.may_be_shown(today) for image in images),
    )


def _picture(image: LibraryImage) -> str:
    return reverse("wagtailimages:edit", args=[image.pk])


def _pages_of(keys: Iterable[Any]) -> dict[Any, CampaignPage]:
    """A page of each campaign, the Italian one where there is one."""
    pages = CampaignPage.objects.filter(translation_key__in=set(keys))
    return {page.translation_key: page for page in pages.order_by("locale__language_code")}


def _edit(page: CampaignPage | None) -> str:
    if page is None:
        return reverse("wagtailadmin_explore_root")
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _titled(page: CampaignPage | None) -> str:
    return page.title if page else _("A campaign without a page")
