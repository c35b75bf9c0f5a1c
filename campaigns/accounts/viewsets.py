"""Organizations in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.accounts.models import Organization


class OrganizationViewSet(SnippetViewSet):
    """The bodies that propose projects."""

    model = Organization
    menu_label = _("Organizations")
    icon = "group"
    list_display = ["name", "get_legal_form_display"]
    list_filter = ["legal_form"]
    ordering = ["name"]
    copy_view_enabled = False
