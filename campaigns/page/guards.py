"""Guards that keep editing from touching money, of which no page holds any.

They stand where the act happens, so that bulk actions, schedules, workflows and code meet them
too; the hooks in ``wagtail_hooks`` only say the same sooner, and more kindly. Wagtail acts on
plain ``Page`` instances in bulk and on schedule: that is why these are signals, and not methods
of ``CampaignPage``.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, pre_save
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import pre_page_move

from campaigns.funding.models import Funding, State

if TYPE_CHECKING:
    from campaigns.models import CampaignPage

NAMED_AT_MOST = 5
EXPIRY_PUT_OFF_BY = timedelta(days=1)
_STILL_COLLECTING = (State.LIVE, State.SUSPENDED, State.SETTLING)


class PageGuarded(ValidationError):
    """The act on a page is refused because a campaign's money hangs on it."""


def check_may_unpublish(pages: Iterable[Page], *, include_descendants: bool = False) -> None:
    """Raise ``PageGuarded`` if one of ``pages`` is live and its campaign takes money."""
    titles = _collecting_titles(pages, include_descendants=include_descendants, live=True)
    if titles:
        raise PageGuarded(
            ngettext(
                "“%(titles)s” is collecting donations: it cannot be unpublished until it has "
                "ended.",
                "These campaigns are collecting donations: they cannot be unpublished until they "
                "have ended (%(titles)s).",
                len(titles),
            )
            % {"titles": ", ".join(titles)}
        )


def check_may_move(pages: Iterable[Page]) -> None:
    """Raise ``PageGuarded`` if the campaign of one of ``pages``, or of one below, takes money."""
    titles = _collecting_titles(pages, include_descendants=True)
    if titles:
        raise PageGuarded(
            ngettext(
                "“%(titles)s” is collecting donations: it cannot be moved until it has ended.",
                "These campaigns are collecting donations: they cannot be moved until they "
                "have ended (%(titles)s).",
                len(titles),
            )
            % {"titles": ", ".join(titles)}
        )


def check_may_delete(pages: Iterable[Page]) -> None:
    """Raise ``PageGuarded`` if deleting ``pages``, together, takes from a funding its last page.

    Nor may a live page go, in any language, while its campaign takes money. What is below goes
    with them.
    """
    from campaigns.models import CampaignPage

    _refuse_going_offline(_collecting_titles(pages, include_descendants=True, live=True))
    going = _campaign_pages(pages, include_descendants=True)
    staying = CampaignPage.objects.exclude(pk__in=going.values("pk"))
    _refuse_orphans(
        Funding.objects.filter(translation_key__in=going.values("translation_key")).exclude(
            translation_key__in=staying.values("translation_key")
        )
    )


def put_off_expiry(now: datetime) -> list[str]:
    """Put off by a day the due expiry of pages whose campaign takes money; return their titles.

    Wagtail's scheduled run unpublishes one page after another: a refusal would stop the others.
    """
    from campaigns.models import CampaignPage

    due = CampaignPage.objects.filter(
        live=True, expire_at__lt=now, translation_key__in=_collecting_keys(now)
    )
    titles = list(due.values_list("title", flat=True))
    Page.objects.filter(pk__in=list(due.values_list("pk", flat=True))).update(
        expire_at=now + EXPIRY_PUT_OFF_BY
    )
    return titles


def refuse_unpublishing(
    sender: Any,
    instance: Page,
    raw: bool = False,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """Before a page is saved, by whatever way, as not live."""
    writes_live = update_fields is None or "live" in update_fields
    if not instance.live and writes_live and not instance._state.adding and not raw:
        check_may_unpublish([instance])


def refuse_deletion(sender: Any, instance: "CampaignPage", **kwargs: Any) -> None:
    """After a page's deletion, inside its transaction: undo it if it may not be."""
    if instance.live and _collects(instance):
        _refuse_going_offline([instance.title])
    if not sender.objects.filter(translation_key=instance.translation_key).exists():
        _refuse_orphans(Funding.objects.filter(translation_key=instance.translation_key))


def refuse_move(
    sender: Any, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Before a page is moved, by whatever way: its own reordering among siblings is free."""
    if parent_page_before != parent_page_after:
        check_may_move([instance])


def refuse_restriction(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """Before a page is hidden from the public: not while a campaign on or below it collects."""
    check_may_unpublish([instance.page], include_descendants=True)


def connect() -> None:
    """Put the guards in place for every way of unpublishing, deleting and moving."""
    from campaigns.models import CampaignPage

    pre_save.connect(refuse_unpublishing, sender=Page)
    pre_save.connect(refuse_unpublishing, sender=CampaignPage)
    post_delete.connect(refuse_deletion, sender=CampaignPage)
    pre_page_move.connect(refuse_move)
    pre_save.connect(refuse_restriction, sender=PageViewRestriction)


def _campaign_pages(
    pages: Iterable[Page], *, include_descendants: bool
) -> "QuerySet[CampaignPage]":
    from campaigns.models import CampaignPage

    these = Q(pk__in=[])
    for page in pages:
        these |= Q(path__startswith=page.path) if include_descendants else Q(pk=page.pk)
    return CampaignPage.objects.filter(these)


def _collecting_titles(
    pages: Iterable[Page], *, include_descendants: bool, **only: Any
) -> list[str]:
    found = _campaign_pages(pages, include_descendants=include_descendants).filter(
        translation_key__in=_collecting_keys(timezone.now()), **only
    )
    return list(found.values_list("title", flat=True)[:NAMED_AT_MOST])


def _collecting_keys(now: datetime) -> QuerySet[Any, Any]:
    """Keys of the fundings that take money, or have still to count it: ``Funding.state_at``."""
    return Funding.objects.filter(
        Q(state__in=_STILL_COLLECTING) | Q(state=State.SCHEDULED, opens_at__lte=now)
    ).values("translation_key")


def _collects(page: "CampaignPage") -> bool:
    keys = _collecting_keys(timezone.now())
    return keys.filter(translation_key=page.translation_key).exists()


def _refuse_going_offline(titles: list[str]) -> None:
    if titles:
        raise PageGuarded(
            ngettext(
                "“%(titles)s” is collecting donations: it cannot be deleted.",
                "These campaigns are collecting donations: they cannot be deleted (%(titles)s).",
                len(titles),
            )
            % {"titles": ", ".join(titles)}
        )


def _refuse_orphans(orphans: QuerySet[Funding]) -> None:
    titles = list(orphans.values_list("title", flat=True)[:NAMED_AT_MOST])
    if titles:
        raise PageGuarded(
            _("The money of these campaigns is on record, so their pages stay: %(titles)s.")
            % {"titles": ", ".join(titles)}
        )
