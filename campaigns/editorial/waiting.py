"""What waits for Redazione: stories to write, to approve, to translate."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.fields import CharField
from django.db.models.functions import Cast
from wagtail.models import TaskState, WorkflowState

from campaigns.accounts.models import User
from campaigns.funding.models import ENDED, Funding
from campaigns.models import CampaignPage, EditorialTask


def to_write() -> QuerySet[CampaignPage]:
    """Pages of selected campaigns that nobody has published, and nobody reviews; by opening."""
    of_page = Funding.objects.exclude(state__in=ENDED).filter(
        translation_key=OuterRef("translation_key")
    )
    reviewed = WorkflowState.objects.filter(
        object_id=OuterRef("key"), status=WorkflowState.STATUS_IN_PROGRESS
    )
    drafts = CampaignPage.objects.filter(Exists(of_page), live=False)
    with_key = drafts.annotate(key=Cast("pk", CharField()), opens_at=of_page.values("opens_at")[:1])
    pages: QuerySet[CampaignPage] = with_key.exclude(Exists(reviewed))
    return pages.order_by(F("opens_at").asc(nulls_last=True), "pk")


def to_approve(user: User) -> QuerySet[TaskState]:
    """Reviews under way that somebody else asked for, the oldest first."""
    states: QuerySet[TaskState] = TaskState.objects.filter(
        task__in=EditorialTask.objects.all(), status=TaskState.STATUS_IN_PROGRESS
    )
    return states.exclude(revision__user=user).order_by("started_at")


def untranslated() -> QuerySet[CampaignPage]:
    """Live Italian pages of campaigns not ended that have no live page in English."""
    going_on = Funding.objects.exclude(state__in=ENDED).values("translation_key")
    english = CampaignPage.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code="en", live=True
    )
    pages: QuerySet[CampaignPage] = CampaignPage.objects.filter(
        live=True, locale__language_code="it", translation_key__in=going_on
    )
    return pages.exclude(Exists(english)).order_by("title", "pk")
