"""Campaign pages: the story, and the terms asked for. Money state is ``Funding``'s alone."""

import logging
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.fields import StreamField
from wagtail.models import Page, Revision, Workflow
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.accounts.models import Organization, User
from campaigns.blocks import StoryBlock
from campaigns.calls.models import Area, Call, Round
from campaigns.checks.budget import check_budget
from campaigns.checks.checked_pages import CheckedPage
from campaigns.checks.checklist import Check
from campaigns.dialogue.models import Question, Report, Voice, VoiceMessage
from campaigns.editorial.campaign_checks import campaign_checks
from campaigns.editorial.held_pages import (
    SelectionLock,
    check_may_be_public,
    is_held,
    waits_for_terms,
)
from campaigns.editorial.opening_alerts import UnpublishedAlert
from campaigns.editorial.publishing import CampaignPermissions, may_go_live
from campaigns.editorial.task import EditorialTask, UrgentCorrection, somebody_reads
from campaigns.following.models import CampaignNews, Follow, FollowMessage
from campaigns.funding.models import Funding
from campaigns.headless import HeadlessPreviewMixin
from campaigns.lists.index_page import CampaignIndexPage
from campaigns.money import CENT, EuroField
from campaigns.page.conversation import Language, Update
from campaigns.page.editor import CAMPAIGN_PANELS
from campaigns.page.forms import CampaignPageForm
from campaigns.page.guards import check_may_delete
from campaigns.page.rows import BudgetLine, TeamMember
from campaigns.pictures.library import LibraryImage, LibraryRendition
from campaigns.slugs import ReservedSlugsMixin
from campaigns.suggesting.models import StorySuggestion, SuggestedPicture
from campaigns.workflows.names import EDITORIAL_WORKFLOW, SELECTION_WORKFLOW

__all__ = [
    "MUNICIPI",
    "BudgetLine",
    "CampaignIndexPage",
    "CampaignNews",
    "CampaignPage",
    "EditorialTask",
    "Follow",
    "FollowMessage",
    "Language",
    "LibraryImage",
    "LibraryRendition",
    "Question",
    "Report",
    "StorySuggestion",
    "SuggestedPicture",
    "TeamMember",
    "UnpublishedAlert",
    "Update",
    "UrgentCorrection",
    "Voice",
    "VoiceMessage",
]

logger = logging.getLogger(__name__)

MUNICIPI = [(number, _("Municipio %d") % number) for number in range(1, 10)]


class CampaignPage(HeadlessPreviewMixin, ReservedSlugsMixin, CheckedPage, Page):
    """The story of one project, and what it asks for. Publishing it moves no money."""

    call = models.ForeignKey(
        Call,
        verbose_name=_("call"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for cards and search: what will be there that is not there now."),
    )
    main_image = models.ForeignKey(
        "campaigns.LibraryImage",
        verbose_name=_("main picture"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    main_image_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud to people who do not see it."),
    )
    story = StreamField(StoryBlock(required=False), verbose_name=_("story"), blank=True)
    area = models.ForeignKey(
        Area,
        verbose_name=_("area of intervention"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    municipio = models.PositiveSmallIntegerField(
        _("Municipio"), choices=MUNICIPI, null=True, blank=True
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    total_cost = EuroField(
        _("total cost (EUR)"),
        validators=[MinValueValidator(CENT)],
        null=True,
        help_text=_("The budget lines must add up to it, to the cent."),
    )

    base_form_class = CampaignPageForm
    parent_page_types = ["campaigns.CampaignIndexPage"]
    subpage_types: list[str] = []
    private_page_options: list[str] = []
    template = "campaigns/campaign_page.html"

    content_panels = CAMPAIGN_PANELS
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("story"),
        index.SearchField("place"),
        index.SearchField("get_municipio_display"),
        index.RelatedFields("organization", [index.SearchField("name")]),
        index.RelatedFields("area", [index.SearchField("name_it"), index.SearchField("name_en")]),
        index.AutocompleteField("summary"),
        index.FilterField("area"),
        index.FilterField("municipio"),
        index.FilterField("call"),
        index.FilterField("round"),
    ]
    override_translatable_fields = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("summary"),
        TranslatableField("main_image_alt"),
        TranslatableField("story"),
        TranslatableField("team"),
        TranslatableField("budget_lines"),
        SynchronizedField("main_image"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("call", "round", "area", "municipio", "place", "organization")
        ),
        SynchronizedField("total_cost", overridable=False),
    ]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def permissions_for_user(self, user: User) -> CampaignPermissions:
        """Nobody but a superuser publishes by themselves."""
        return CampaignPermissions(user, self)

    def publish(self, revision: Revision, user: User | None = None, **kwargs: Any) -> None:
        """Publish or schedule a revision, by whatever way.

        Raises ``BudgetMismatch``, ``NotReady``, and ``PublishPagePermissionError`` if nobody
        approved it. In nobody's name it stays a draft instead (``CheckedPage``).
        ``HeldBySelection`` in any name until the project is selected and its terms are frozen.
        """
        check_may_be_public(self)
        if not may_go_live(revision):
            if user is None:
                logger.warning("Not approved, stays a draft: revision %s", revision.pk)
                return
            raise PublishPagePermissionError
        revision.as_object().check_budget()
        super().publish(revision, user=user, **kwargs)

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """Save a draft. An autosave writes over one's own last draft only while nobody else
        reads it: what was reviewed, or went live, stays the text it was."""
        if overwrite_revision is not None and somebody_reads(self, overwrite_revision):
            overwrite_revision = None
        revision: Revision = super().save_revision(
            *args, overwrite_revision=overwrite_revision, **kwargs
        )
        return revision

    @property
    def has_workflow(self) -> bool:
        """True where the page's workflow is in use."""
        return self.get_workflow() is not None

    def get_workflow(self) -> Workflow | None:
        """*Selezione Avviso* until the project is selected, *Redazione* from then on.

        Every translation of a selected project is of Redazione alone. None
        between the final ranking and the act that freezes its terms: nothing to decide there.
        """
        has_terms = Funding.objects.filter(translation_key=self.translation_key).exists()
        if not has_terms and waits_for_terms(self):
            return None
        name = EDITORIAL_WORKFLOW if has_terms else SELECTION_WORKFLOW
        return Workflow.objects.active().filter(name=name).first()

    def get_lock(self) -> Any:
        """What keeps everybody from editing: the selection comes first."""
        return SelectionLock(self) if is_held(self) else super().get_lock()

    def checks(self) -> list[Check]:
        """What was looked at, in the order of the page's form."""
        return campaign_checks(self)

    def check_budget(self) -> None:
        """Raise ``BudgetMismatch`` unless the budget lines add up to the cost."""
        if self.total_cost is not None:
            check_budget(self.total_cost, [line.amount for line in self.budget_lines.all()])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page. Raises ``PageGuarded`` if it is the last one of a funding."""
        check_may_delete([self])
        return super().delete(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from campaigns.page.detail import detail_context

        return super().get_context(request, *args, **kwargs) | detail_context(self)
