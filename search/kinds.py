"""What can be found: the page models that are searched, declared here and nowhere else."""

from dataclasses import dataclass
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from campaigns.calls.models import CallPage
from campaigns.models import CampaignPage
from home.models import InformationPage, NewsPage


@dataclass(frozen=True)
class Kind:
    """A kind of page that readers can choose; ``name`` stands in addresses."""

    name: str
    model: type[Page]
    one: str | Promise
    many: str | Promise


CAMPAIGN: Final = Kind("progetti", CampaignPage, _("Project"), _("Projects"))
KINDS: Final = (
    CAMPAIGN,
    Kind("avvisi", CallPage, _("Public notice"), _("Public notices")),
    Kind("notizie", NewsPage, _("News item"), _("News")),
    Kind("informazioni", InformationPage, _("Information"), _("Information")),
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}


def kinds_by_content_type() -> dict[int, Kind]:
    """The kinds by the content type of their pages; content types are cached by Django."""
    types = ContentType.objects.get_for_models(*(kind.model for kind in KINDS))
    return {types[kind.model].pk: kind for kind in KINDS}
