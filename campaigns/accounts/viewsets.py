"""Organizations and their people in the admin."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.accounts.models import Organization, OrganizationPerson


class OrganizationViewSet(SnippetViewSet):
    """The bodies that propose projects."""

    model = Organization
    menu_label = _("Organizations")
    icon = "group"
    list_display: ClassVar = [
        "name",
        Column(
            "legal_form",
            label=_("Legal form"),
            accessor="get_legal_form_display",
            sort_key="legal_form",
        ),
    ]
    list_filter: ClassVar = ["legal_form"]
    ordering: ClassVar = ["name"]
    copy_view_enabled = False


class OrganizationPersonViewSet(SnippetViewSet):
    """The people of the proponents: personal data, for who has their permission alone (R16)."""

    model = OrganizationPerson
    menu_label = _("People of proponents")
    icon = "user"
    list_display: ClassVar = ["name", "organization", "role"]
    list_filter: ClassVar = ["organization"]
    search_fields: ClassVar = ["name", "email", "organization__name"]
    ordering: ClassVar = ["organization__name", "name"]
    copy_view_enabled = False
    panels: ClassVar = [
        HelpPanel(
            _(
                "Finance sees the gifts that come from these addresses, or from the same card or"
                " account, before the Comune's part is final."
            )
        ),
        MultiFieldPanel(
            [
                FieldPanel("organization"),
                FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
                FieldPanel("email"),
            ],
            heading=_("Who they are"),
        ),
    ]
