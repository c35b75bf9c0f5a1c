"""What is keyed by a campaign, in the admin: updates, questions, rewards."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters.filterset import filterset_factory  # type: ignore[import-untyped]
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Locale
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from campaigns.accounts.viewsets import OrganizationPersonViewSet, OrganizationViewSet
from campaigns.funding.models import Reward
from campaigns.models import CampaignPage, Question, Update
from campaigns.money import format_eur
from campaigns.page.keyed_forms import QuestionForm, RewardForm, UpdateForm, campaign_choices


class CampaignFilterSet(WagtailFilterSet):
    """Those of one campaign."""

    campaign_key = django_filters.ChoiceFilter(label=_("Campaign"), choices=campaign_choices)


class CampaignKeyedCreateView(CreateView):
    """A new row; ``?campaign_key=…`` has chosen the campaign already."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        kwargs["initial"] = {"campaign_key": self.request.GET.get("campaign_key")}
        return kwargs


class CampaignKeyedViewSet(SnippetViewSet):
    """Rows keyed by a campaign, shown with its title in the default language."""

    add_view_class = CampaignKeyedCreateView
    copy_view_enabled = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows with ``campaign``, the title of their campaign."""
        page = CampaignPage.objects.filter(
            translation_key=OuterRef("campaign_key"), locale=Locale.get_default()
        )
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows.annotate(campaign=Subquery(page.values("title")[:1]))


CAMPAIGN_COLUMN = Column("campaign", label=_("Campaign"), sort_key="campaign")
LANGUAGE_COLUMN = Column("language", label=_("Language"), accessor="get_language_display")


class UpdateViewSet(CampaignKeyedViewSet):
    """News of the campaigns."""

    model = Update
    filterset_class = filterset_factory(Update, CampaignFilterSet, fields=[])
    menu_label = _("Updates")
    icon = "doc-full"
    list_display: ClassVar = ["title", CAMPAIGN_COLUMN, LANGUAGE_COLUMN, "published_at"]
    search_fields: ClassVar = ["title"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("campaign_key"),
                    FieldRowPanel([FieldPanel("language"), FieldPanel("published_at")]),
                ],
                heading=_("Of which campaign"),
            ),
            MultiFieldPanel([FieldPanel("title"), FieldPanel("body")], heading=_("What happened")),
        ],
        base_form_class=UpdateForm,
    )


class QuestionViewSet(CampaignKeyedViewSet):
    """Questions to the campaigns, and their answers."""

    model = Question
    filterset_class = filterset_factory(Question, CampaignFilterSet, fields=[])
    menu_label = _("Questions")
    icon = "help"
    list_display: ClassVar = ["text", CAMPAIGN_COLUMN, "written_at", "answered_at"]
    search_fields: ClassVar = ["text", "answer"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("campaign_key"),
                    FieldRowPanel([FieldPanel("language"), FieldPanel("written_at")]),
                    FieldPanel("text"),
                ],
                heading=_("What is asked"),
            ),
            MultiFieldPanel([FieldPanel("answer")], heading=_("The answer")),
        ],
        base_form_class=QuestionForm,
    )


class RewardViewSet(CampaignKeyedViewSet):
    """What campaigns give back."""

    model = Reward
    filterset_class = filterset_factory(Reward, CampaignFilterSet, fields=[])
    menu_label = _("Rewards")
    icon = "pick"
    list_display: ClassVar = [
        "title_it",
        CAMPAIGN_COLUMN,
        Column(
            "amount",
            label=_("From"),
            accessor=lambda reward: format_eur(reward.amount),
            sort_key="amount",
        ),
        "limit",
        Column("handover", label=_("How it is delivered"), accessor="get_handover_display"),
    ]
    search_fields: ClassVar = ["title_it", "title_en"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("campaign_key"),
                    FieldRowPanel([FieldPanel("amount"), FieldPanel("limit")]),
                ],
                heading=_("For how much"),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("handover"), FieldPanel("expected_on")])],
                heading=_("How it comes to the donor"),
            ),
            MultiFieldPanel(
                [FieldPanel(f"{field}_it") for field in ("title", "description", "handover")],
                heading=_("In Italian"),
            ),
            MultiFieldPanel(
                [FieldPanel(f"{field}_en") for field in ("title", "description", "handover")],
                heading=_("In English"),
            ),
        ],
        base_form_class=RewardForm,
    )


class CampaignsGroup(SnippetViewSetGroup):
    """The menu of what surrounds the campaigns' pages."""

    menu_label = _("Campaigns")
    menu_name = "campaigns"
    menu_icon = "group"
    menu_order = 210
    items = (
        UpdateViewSet,
        QuestionViewSet,
        RewardViewSet,
        OrganizationViewSet,
        OrganizationPersonViewSet,
    )
