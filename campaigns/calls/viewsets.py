"""Calls, their rules and their areas in the admin."""

from typing import Any, ClassVar

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from campaigns.calls.forms import CallForm
from campaigns.calls.freezing import DATE_FIELDS, JUDGING_FIELDS, RULE_FIELDS
from campaigns.calls.models import Area, Call
from campaigns.calls.panels import EditionsPanel, FrozenRulesPanel, WeightsPanel
from campaigns.calls.preset_rows import preset_rows
from campaigns.calls.presets import Edition, area_names, find_edition


class CallCreateView(CreateView):
    """A new call, empty or with the rules of a published edition (``?edition=milano-2015``)."""

    @property
    def edition(self) -> Edition | None:
        """The edition asked for."""
        return find_edition(self.request.GET.get("edition"))

    def get_add_url(self) -> str:
        """Where the form is sent: the edition goes with it."""
        url: str = super().get_add_url()
        return f"{url}?edition={self.edition.key}" if self.edition else url

    def get_initial_form_instance(self) -> Call:
        """The call, not saved, with the edition's rules and rows of criteria that read well."""
        if self.edition is None:
            return Call()
        call = Call(**self.edition.rules())
        for relation, rows in preset_rows().items():
            setattr(call, relation, rows)
        return call

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self.edition:
            kwargs["initial"] = {"areas": Area.objects.filter(name_it__in=area_names())}
        return kwargs


class CallViewSet(SnippetViewSet):
    """The rules of each Avviso, as data."""

    model = Call
    menu_label = _("Calls and rules")
    icon = "clipboard-list"
    add_view_class = CallCreateView
    list_display: ClassVar = [
        "title",
        Column("phase", label=_("Phase"), accessor="get_phase_display", sort_key="phase"),
        "submissions_close_at",
    ]
    list_filter: ClassVar = ["phase"]
    search_fields: ClassVar = ["title", "slug"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            EditionsPanel(
                heading=_("Start from a published edition"),
                template="calls/admin/editions_panel.html",
            ),
            MultiFieldPanel(
                [FieldPanel("title"), FieldPanel("slug"), FieldPanel("phase", read_only=True)],
                heading=_("Which call"),
            ),
            FrozenRulesPanel(
                heading=_("Published"), template="calls/admin/frozen_rules_panel.html"
            ),
            MultiFieldPanel(
                [
                    HelpPanel(_("To the minute, in Rome time. Rounds open after the deadline.")),
                    *map(FieldPanel, DATE_FIELDS),
                ],
                heading=_("Dates"),
            ),
            InlinePanel("rounds", heading=_("Rounds"), label=_("Round")),
            MultiFieldPanel(
                [*map(FieldPanel, RULE_FIELDS)],
                heading=_("How the Comune co-finances"),
            ),
            MultiFieldPanel(
                [FieldPanel("areas", widget=CheckboxSelectMultiple), FieldPanel("legal_forms")],
                heading=_("Who may apply, for what"),
            ),
            InlinePanel(
                "required_documents",
                heading=_("Documents of a proposal"),
                label=_("Document"),
                help_text=_("What a proposal brings along, as its authors read it."),
            ),
            InlinePanel(
                "eligibility_items",
                heading=_("Checklist of eligibility"),
                label=_("Check"),
                help_text=_("The Segreteria answers each line with yes or no."),
            ),
            WeightsPanel(heading=_("Points"), template="calls/admin/weights_panel.html"),
            InlinePanel(
                "criteria",
                heading=_("Criteria of the evaluation"),
                label=_("Criterion"),
                help_text=_("Every commissioner gives each a whole number of its scale."),
            ),
            MultiFieldPanel(
                [*map(FieldPanel, JUDGING_FIELDS)], heading=_("Ranking and commission")
            ),
        ],
        base_form_class=CallForm,
    )


class AreaViewSet(SnippetViewSet):
    """The areas of intervention."""

    model = Area
    menu_label = _("Areas of intervention")
    icon = "tag"
    list_display: ClassVar = ["name_it", "short_name_it", "slug"]
    search_fields: ClassVar = ["name_it", "name_en"]
    copy_view_enabled = False
    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("name_it"), FieldPanel("short_name_it")], heading=_("In Italian")
        ),
        MultiFieldPanel(
            [FieldPanel("name_en"), FieldPanel("short_name_en")], heading=_("In English")
        ),
        FieldPanel("slug"),
    ]


class CallsGroup(SnippetViewSetGroup):
    """The menu of the public notice."""

    menu_label = _("Calls")
    menu_name = "calls"
    menu_icon = "clipboard-list"
    menu_order = 220
    items = (CallViewSet, AreaViewSet)
