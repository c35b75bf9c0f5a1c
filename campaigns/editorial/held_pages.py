"""Pages that the selection holds: of a proposal that was sent and is not selected.

Nobody edits, publishes, copies, moves or deletes them, nor ends their workflow by hand; the
refusals stand where the act happens, so that every door meets them. Wagtail's admin tells a
``PermissionDenied`` kindly, whichever view it comes from.
"""

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.signals import pre_delete, pre_save
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import pre_page_move

from campaigns.funding.models import Funding
from campaigns.workflows.names import SELECTION_WORKFLOW

if TYPE_CHECKING:
    from campaigns.models import CampaignPage

SELECTED: Final = "selected"
"""The state of a proposal that lets its page go (``selection.ProposalState``)."""


class HeldBySelection(PermissionDenied):
    """The page is of a proposal in the selection: its own pages decide about it."""


def held_pages() -> "QuerySet[CampaignPage]":
    """The draft pages of proposals that are not selected."""
    from campaigns.models import CampaignPage

    pages = CampaignPage.objects.filter(proposal__isnull=False)
    return pages.exclude(proposal__state=SELECTED)


def is_held(page: Any) -> bool:
    """True for such a page, and for its translations and aliases."""
    return held_pages().filter(translation_key=page.translation_key).exists()


def check_not_held(page: Any) -> None:
    """Raise ``HeldBySelection`` for a page that the selection holds."""
    if is_held(page):
        raise HeldBySelection


def waits_for_terms(page: Any) -> bool:
    """True for the page of a selected project without its campaign yet, in any language."""
    from campaigns.models import CampaignPage

    selected = CampaignPage.objects.filter(proposal__state=SELECTED)
    made = Funding.objects.filter(translation_key=page.translation_key)
    return selected.filter(translation_key=page.translation_key).exists() and not made.exists()


def check_may_be_public(page: Any) -> None:
    """Raise ``HeldBySelection`` for a held page, and for one whose terms are not frozen yet."""
    if is_held(page) or waits_for_terms(page):
        raise HeldBySelection


def check_nothing_held_below(page: Any) -> None:
    """Raise ``HeldBySelection`` if the page, or one below it, is held."""
    if held_pages().filter(path__startswith=page.path).exists():
        raise HeldBySelection


class SelectionLock(BaseLock):
    """Nobody edits the text being judged, nor that of a project that was not selected."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> Any:
        """Why it is locked, and the way to the proposal's page for who may see it."""
        told = _("This page is of a proposal in the selection: its text is not edited here.")
        if not user.has_perm("selection.view_proposal"):
            return told
        proposal = getattr(self.object, "proposal", None)
        if proposal is None:
            return told
        url = reverse("selection:proposal", args=[proposal.pk])
        return format_html('{} <a href="{}">{}</a>', told, url, _("To the proposal"))

    def get_locked_by(self, user: Any) -> str:
        return _("Locked by the selection")

    def get_description(self, user: Any) -> str:
        return _("What was sent is what is judged: nobody changes it.")


def refuse_going_live(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Before a page is saved: a held one never goes live, and has no translation or alias."""
    if raw:
        return
    if instance._state.adding:
        check_not_held(instance)
    if instance.live and not Page.objects.filter(pk=instance.pk, live=True).exists():
        check_may_be_public(instance)


def refuse_deletion(sender: Any, instance: "CampaignPage", **kwargs: Any) -> None:
    """Before a page is deleted, alone or with one above it."""
    if held_pages().filter(pk=instance.pk).exists():
        raise HeldBySelection


def refuse_move(
    sender: Any, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Before a page is moved below another, alone or with one above it."""
    if parent_page_before != parent_page_after:
        check_nothing_held_below(instance)


def refuse_cancelling(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    """Before *Selezione Avviso* is cancelled by anything but the selection (``workflow.end``)."""
    if instance.status != WorkflowState.STATUS_CANCELLED or instance.pk is None:
        return
    is_ours = instance.workflow.name == SELECTION_WORKFLOW
    if is_ours and not getattr(instance, "ended_by_selection", False):
        raise HeldBySelection


def refuse_skipping(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    """Before one of its tasks is cancelled, as when Wagtail disables a task, and skipped."""
    if instance.status != TaskState.STATUS_CANCELLED or instance.pk is None:
        return
    of = WorkflowState.objects.filter(
        pk=instance.workflow_state_id,
        workflow__name=SELECTION_WORKFLOW,
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    if of.exists():
        raise HeldBySelection


def connect() -> None:
    """Put the refusals in place for every way."""
    from campaigns.models import CampaignPage

    pre_save.connect(refuse_going_live, sender=CampaignPage)
    pre_save.connect(refuse_going_live, sender=Page)
    pre_delete.connect(refuse_deletion, sender=CampaignPage)
    pre_page_move.connect(refuse_move)
    pre_save.connect(refuse_cancelling, sender=WorkflowState)
    pre_save.connect(refuse_skipping, sender=TaskState)
