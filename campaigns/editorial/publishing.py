"""What may go live: a story that was approved, that is corrected urgently, or that code writes.

A revision may go live if no person wrote it (loaders), a superuser did (on record in Wagtail's
log), a colleague approved it in *Redazione*, or it is an urgent correction. That is read from
rows, so it holds whichever way is taken: a footer, a bulk action, a schedule, a copy, an alias,
wagtail-localize.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester, Revision, TaskState

from campaigns.editorial.held_pages import is_held
from campaigns.workflows.names import SELECTION_WORKFLOW

if TYPE_CHECKING:
    from campaigns.models import CampaignPage

CONTENT: Final = (
    "title",
    "summary",
    "main_image",
    "main_image_alt",
    "story",
    "total_cost",
    "organization",
    "team",
    "budget_lines",
)
"""What a live page shows, and changes only with a revision that goes live."""


class NotApproved(ValidationError):
    """Nobody approved what would go live."""


class CampaignPermissions(PagePermissionTester):
    """What a person may do with a campaign's page: nobody publishes it by themselves."""

    def can_publish(self) -> bool:
        """Superusers only."""
        return bool(self.user.is_superuser and super().can_publish()) and self._is_free

    def can_submit_for_moderation(self) -> bool:
        """Into *Redazione* only: *Selezione Avviso* begins with the sending of a proposal."""
        if not super().can_submit_for_moderation():
            return False
        workflow = self.page.get_workflow()
        return workflow is not None and workflow.name != SELECTION_WORKFLOW

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Not while the selection holds the page."""
        return bool(super().can_delete(ignore_bulk)) and self._is_free

    def can_move(self) -> bool:
        """Not while the selection holds the page."""
        return bool(super().can_move()) and self._is_free

    def can_copy(self) -> bool:
        """Not while the selection holds the page."""
        return bool(super().can_copy()) and self._is_free

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        """Not while the selection holds the page."""
        return bool(super().can_copy_to(destination, recursive)) and self._is_free

    def can_unschedule(self) -> bool:
        """Whoever writes: taking a schedule back shows readers nothing new."""
        return bool(super().can_publish())

    @cached_property
    def _is_free(self) -> bool:
        return not is_held(self.page)


class CampaignIndexPermissions(PagePermissionTester):
    """What a person may do with the list of campaigns: none is made and published in one go."""

    def can_publish_subpage(self) -> bool:
        """Superusers only."""
        return bool(self.user.is_superuser and super().can_publish_subpage())


def may_go_live(revision: Revision) -> bool:
    """True if no person wrote the revision, or somebody else stands behind it."""
    if revision.user is None or revision.user.is_superuser:
        return True
    return _is_approved(revision) or _is_urgent_correction(revision)


def check_may_go_live(revision: Revision) -> None:
    """Raise ``NotApproved`` unless the revision may go live."""
    if not may_go_live(revision):
        raise NotApproved({"title": [_refusal()]})


def check_may_copy(page: Page, *, live: bool, with_subpages: bool, alias: bool) -> None:
    """Raise ``NotApproved`` if a copy would put a campaign's page before readers."""
    from campaigns.models import CampaignPage

    copied = (
        page.get_descendants(inclusive=True) if with_subpages else Page.objects.filter(pk=page.pk)
    )
    if (live or alias) and CampaignPage.objects.filter(pk__in=copied.values("pk")).exists():
        raise NotApproved({"title": [_("A copy of a campaign starts as a draft.")]})


def refuse_unapproved(
    sender: Any,
    instance: "CampaignPage",
    raw: bool = False,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """Before a campaign's page is saved, by whatever way, as live."""
    if raw or not instance.live:
        return
    if instance._state.adding:
        _refuse_new(instance)
        return
    before = sender.objects.filter(pk=instance.pk).first()
    if update_fields is not None and not {"live", "live_revision"} & set(update_fields):
        return
    was_live = before is not None and before.live
    going_live = instance.live_revision
    if was_live and instance.live_revision_id == before.live_revision_id:
        going_live = None
    elif not was_live:
        going_live = going_live or instance.get_latest_revision()
    if going_live is not None:
        check_may_go_live(going_live)
    elif was_live and update_fields is None and instance.alias_of_id is None:
        _refuse_rewriting(instance, before)


def connect() -> None:
    """Check every way of publishing."""
    from campaigns.models import CampaignPage

    pre_save.connect(refuse_unapproved, sender=CampaignPage)


def _refusal() -> str:
    return _("A colleague approves a campaign’s page before it is published: submit it to them.")


def _is_approved(revision: Revision) -> bool:
    from campaigns.models import EditorialTask

    return TaskState.objects.filter(
        revision=revision,
        status=TaskState.STATUS_APPROVED,
        task__in=EditorialTask.objects.all(),
        finished_at__gte=revision.created_at,
    ).exists()


def _is_urgent_correction(revision: Revision) -> bool:
    from campaigns.models import UrgentCorrection

    return UrgentCorrection.objects.filter(revision=revision, at__gte=revision.created_at).exists()


def _refuse_new(page: "CampaignPage") -> None:
    """A page made live at once: by code, by a superuser, or to show another's live text."""
    if page.owner is None or page.owner.is_superuser:
        return
    source = page.alias_of
    if source is None or source.translation_key != page.translation_key:
        raise NotApproved({"title": [_refusal()]})


def _refuse_rewriting(page: "CampaignPage", before: "CampaignPage") -> None:
    """A live page's content changes with what goes live, not under it."""
    if _content_of(page) != _content_of(before):
        raise NotApproved({"title": [_refusal()]})


def _content_of(page: "CampaignPage") -> dict[str, Any]:
    data = page.serializable_data()
    return {name: comparable(data[name]) for name in CONTENT}


def comparable(value: Any) -> Any:
    """A value of ``serializable_data``; rows of a child relation by what they say, not by key."""
    if not isinstance(value, list):
        return value
    return [{key: row[key] for key in row if key not in ("pk", "page")} for row in value]
