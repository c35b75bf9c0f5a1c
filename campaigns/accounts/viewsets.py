"""Organizations in the admin."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.accounts.models import Organization


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
