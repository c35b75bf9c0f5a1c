"""What transparency adds to the admin: the corrections of open data."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.transparency.models import DataCorrection


class DataCorrectionViewSet(SnippetViewSet):
    """Corrections of open data, as re-users read them."""

    model = DataCorrection
    icon = "table"
    list_display = ["day", "data_set", "text_it"]
    add_to_settings_menu = True


register_snippet(DataCorrectionViewSet)
