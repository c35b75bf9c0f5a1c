"""Guards that keep editing from touching money (DESIGN, "A page never holds money state").

They stand where the act happens, so that bulk actions, schedules, workflows and code meet them
too; the hooks in ``wagtail_hooks`` only say the same sooner, and more kindly.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import pre_page_move

from campaigns.funding.models import Funding, State

if TYPE_CHECKING:
    from campaigns.models import CampaignPage

_STILL_COLLECTING = (State.LIVE, State.SUSPENDED, State.SETTLING)


class PageGuarded(ValidationError):
    """The act on a page is refused because a campaign's money hangs on it."""


def check_may_unpublish(page: "CampaignPage") -> None:
    """Raise ``PageGuarded`` if the page is live and its campaign takes money."""
    was_live = type(page).objects.filter(pk=page.pk, live=True).exists()
    if was_live and _takes_money(page):
        raise PageGuarded(
            _("“%(page)s” is collecting donations: it cannot be unpublished until it has ended.")
            % {"page": page.title}
        )


def check_may_move(page: "CampaignPage") -> None:
    """Raise ``PageGuarded`` if the page's campaign takes money."""
    if _takes_money(page):
        raise PageGuarded(
            _("“%(page)s” is collecting donations: it cannot be moved until it has ended.")
            % {"page": page.title}
        )


def check_may_delete(pages: Iterable[Page]) -> None:
    """Raise ``PageGuarded`` if deleting ``pages``, together, leaves a funding without a page.

    What is below them goes with them.
    """
    from campaigns.models import CampaignPage

    doomed: set[int] = set()
    for page in pages:
        below = CampaignPage.objects.descendant_of(page, inclusive=True)
        doomed.update(below.values_list("pk", flat=True))
    going = CampaignPage.objects.filter(pk__in=doomed)
    staying = CampaignPage.objects.exclude(pk__in=doomed)
    orphans = Funding.objects.filter(
        translation_key__in=going.values("translation_key")
    ).exclude(translation_key__in=staying.values("translation_key"))
    _refuse_orphans(orphans)


def refuse_orphaning(sender: Any, instance: "CampaignPage", **kwargs: Any) -> None:
    """After a page's deletion, inside its transaction: undo it if a funding has no page left."""
    if not sender.objects.filter(translation_key=instance.translation_key).exists():
        _refuse_orphans(Funding.objects.filter(translation_key=instance.translation_key))


def refuse_move(
    sender: Any, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Before a page is moved, by whatever way: its own reordering among siblings is free."""
    from campaigns.models import CampaignPage

    specific = instance.specific
    if parent_page_before != parent_page_after and isinstance(specific, CampaignPage):
        check_may_move(specific)


def connect() -> None:
    """Put the guards in place for every way of deleting and moving."""
    from campaigns.models import CampaignPage

    post_delete.connect(refuse_orphaning, sender=CampaignPage)
    pre_page_move.connect(refuse_move)


def _refuse_orphans(orphans: QuerySet[Funding]) -> None:
    titles = list(orphans.values_list("title", flat=True)[:5])
    if titles:
        raise PageGuarded(
            _("The money of these campaigns is on record, so their pages stay: %(titles)s.")
            % {"titles": ", ".join(titles)}
        )


def _takes_money(page: "CampaignPage") -> bool:
    funding = Funding.objects.filter(translation_key=page.translation_key).first()
    return funding is not None and funding.state_at(timezone.now()) in _STILL_COLLECTING
