"""The workflow *Redazione*: who wrote does not approve, and urgent corrections."""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from campaigns.checks.checklist import obstacles
from campaigns.editorial.drafts import lock_page

logger = logging.getLogger(__name__)


class EditorialTask(AbstractGroupApprovalTask):
    """A colleague of who wrote approves the story, and it is published."""

    class Meta:
        verbose_name = _("editorial review")
        verbose_name_plural = _("editorial reviews")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """What the person may do with this story: who wrote some of it may only ask for changes.

        Nor may anybody approve what is not ready: readers could not be shown it.
        """
        actions: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        if actions and (
            wrote_since_live(obj, user) or obstacles(obj.get_latest_revision_as_object())
        ):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any
    ) -> str | None:
        """Do what ``get_actions`` offers. Raises ``PermissionDenied`` for anything else.

        So it does where the page's guards refuse what was approved: nothing is done then.

        An approval names the ``revision`` that was read; ``RevisionChanged`` is raised if the page
        says something else by now. One that names none is led to the page where it is read: its
        address is returned, and nothing is done. The page is locked: what is approved is the text
        that was checked, and it once.
        """
        page = task_state.workflow_state.content_object
        lock_page(page.pk)
        current = TaskState.objects.select_for_update(of=("self",)).get(pk=task_state.pk)
        if current.status != TaskState.STATUS_IN_PROGRESS:
            raise PermissionDenied
        page = page.specific_class.objects.get(pk=page.pk)
        if action_name not in {name for name, _label, _asks in self.get_actions(page, user)}:
            raise PermissionDenied
        revision = kwargs.pop("revision", None)
        if action_name == "approve":
            if revision is None:
                return reverse("editorial:approve", args=[current.pk])
            _stand_by(current, page, revision)
        try:
            super().on_action(current.specific, user, action_name, **kwargs)
        except ValidationError as error:
            logger.warning("Page %s could not be published: %s", page.pk, type(error).__name__)
            raise PermissionDenied from error
        return None


class RevisionChanged(PermissionDenied):
    """The page was written on since it was read: what would be approved is not what was read."""


def _stand_by(task_state: TaskState, page: Any, revision: Any) -> None:
    """Make the review one of the revision that was read."""
    if str(revision) != str(page.latest_revision_id):
        raise RevisionChanged
    if task_state.revision_id != page.latest_revision_id:
        task_state.revision_id = page.latest_revision_id
        task_state.save(update_fields=["revision"])


def wrote_since_live(page: Any, user: Any) -> bool:
    """True if one of the revisions since what was last published or approved is this person's.

    So two people who write in turns cannot approve each other's last comma. Of a translation,
    its words too: a draft is saved by who sends it, the words are of who typed them.
    """
    approved = TaskState.objects.for_instance(page).filter(
        task__in=EditorialTask.objects.all(), status=TaskState.STATUS_APPROVED
    )
    last = approved.aggregate(last=models.Max("revision_id"))["last"]
    since = max(page.live_revision_id or 0, last or 0)
    wrote = page.revisions.filter(pk__gt=since, user=user).exists()
    return bool(wrote or _translated_since(page, user, since))


def _translated_since(page: Any, user: Any, revision_id: int) -> bool:
    """True if some words of the page were translated by this person after that revision."""
    from wagtail_localize.models import SegmentOverride, StringTranslation

    of_page = Q(locale=page.locale_id, context__object_id=page.translation_key)
    last = page.revisions.filter(pk=revision_id).first()
    since = Q() if last is None else Q(updated_at__gt=last.created_at)
    models_of_words: tuple[Any, ...] = (StringTranslation, SegmentOverride)
    return any(
        model.objects.filter(of_page & since, last_translated_by=user).exists()
        for model in models_of_words
    )


def somebody_reads(page: Any, revision: Any) -> bool:
    """True for a revision that is under review, was decided on, or went live.

    An autosave keeps a revision's number and changes its words: an approval names the number.
    """
    return bool(
        page.workflow_in_progress
        or type(page).objects.filter(pk=page.pk, live_revision=revision).exists()
        or TaskState.objects.filter(revision=revision).exists()
        or UrgentCorrection.objects.filter(revision=revision).exists()
    )


class UrgentCorrection(models.Model):
    """A correction of a live story's text that did not wait for a second person.

    It is confirmed by one within 24 hours, or alerts. Keyed by the campaign, not by a page.
    """

    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    reason = models.TextField(_("reason"), max_length=500)
    changes = models.JSONField(_("what changed"))
    """For each field, its text ``before`` and ``after``."""
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("revision"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    """What went live. It is the leave to publish it (``publishing``)."""
    at = models.DateTimeField(_("published"))
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("corrected by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    escalated_at = models.DateTimeField(_("alerted"), null=True, blank=True)

    class Meta:
        app_label = "campaigns"
        verbose_name = _("urgent correction")
        verbose_name_plural = _("urgent corrections")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("corrected_by")),
                name="urgent_correction_two_people",
            )
        ]

    def __str__(self) -> str:
        return self.reason[:80]
