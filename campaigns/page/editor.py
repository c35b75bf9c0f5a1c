"""The form of a campaign's page, in the order in which a story is written."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    TitleFieldPanel,
)

from campaigns.checks.pages import TITLE_AT_MOST
from campaigns.page.panels import ChecklistPanel, EditorialPanel, MoneyPanel, SurroundingsPanel


def title_panel(help_text: Any) -> Panel:
    """The title, counted up to the length that cards and search engines show."""
    widget = forms.TextInput(attrs={"data-civic-advised": TITLE_AT_MOST})
    return TitleFieldPanel("title", widget=widget, help_text=help_text)


def checklist_panel() -> Panel:
    """What is looked at before publishing: the first thing on a form."""
    return ChecklistPanel(heading=_("Before publishing"), icon="check")


CAMPAIGN_PANELS: Final[list[Panel]] = [
    checklist_panel(),
    EditorialPanel(heading=_("From draft to readers"), icon="comment"),
    MultiFieldPanel(
        [
            title_panel(_("What will be there, in a few words: a name that one remembers.")),
            FieldPanel("summary", widget=forms.Textarea(attrs={"rows": 2})),
            FieldPanel("main_image"),
            FieldPanel("main_image_alt", widget=forms.Textarea(attrs={"rows": 2})),
        ],
        heading=_("On the card"),
        icon="image",
    ),
    FieldPanel(
        "story",
        heading=_("The story"),
        icon="doc-full",
        help_text=_(
            "What is done, for whom, by whom, with which money, and what is there afterwards. "
            "Short paragraphs, a heading every few of them, a picture where it says more."
        ),
    ),
    MultiFieldPanel(
        [
            FieldPanel("area", help_text=_("Readers filter by it.")),
            FieldRowPanel([FieldPanel("municipio"), FieldPanel("place")]),
            FieldPanel("organization"),
        ],
        heading=_("Where and who"),
        icon="site",
    ),
    InlinePanel(
        "team",
        heading=_("Team"),
        label=_("Person"),
        icon="group",
        help_text=_("People of flesh and blood are trusted more than a name of a firm."),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("call"), FieldPanel("round")]),
            FieldPanel("total_cost"),
            InlinePanel("budget_lines", label=_("Budget line"), heading=_("Budget")),
        ],
        heading=_("What it asks for"),
        icon="list-ul",
        help_text=_(
            "Terms are frozen when the campaign is selected: later edits here do not "
            "change the money."
        ),
    ),
    MoneyPanel(heading=_("How its money stands"), icon="clipboard-list"),
    SurroundingsPanel(heading=_("Updates, questions, rewards"), icon="folder-open-inverse"),
]
