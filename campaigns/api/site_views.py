"""The site itself, for a front end of one's own: names, menus, redirects, words."""

from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.contrib.redirects.models import Redirect

from campaigns.api import schemas
from campaigns.api.documentation import CHANGES, SITE, reads
from campaigns.api.models import Removal, RemovalKind
from campaigns.api.parameters import InstantParameter, PageQuery
from campaigns.api.picture_representation import picture_data
from campaigns.api.representations import instant
from campaigns.api.rich_text import absolute
from campaigns.api.views import ReadingView
from campaigns.calls.models import Area, Overfunding, Phase
from campaigns.cofinancing.models import GrantChangeKind
from campaigns.funding.models import State
from campaigns.municipi import MUNICIPI_ON_MAP
from campaigns.payments.models import Status
from campaigns.reporting.models import ItemKind
from campaigns.selection.models import Outcome
from home.context_processors import footer_links, navigation
from home.models import HomePage
from home.site_settings import settings_of


class SiteView(ReadingView):
    """Names, contacts and look."""

    @reads(
        SITE,
        "site",
        schemas.Site,
        summary=_("Names, contacts and look"),
        description=_("What staff set for the whole site, in the reader’s language."),
    )
    def get(self, request: Request) -> Response:
        chosen = settings_of(request._request)
        brand = settings.SITE_BRAND
        homes = HomePage.objects.live().public().select_related("locale").order_by("path")
        data = {
            "name": brand["name"],
            "tagline": str(brand["tagline"]),
            "municipality": brand["municipality"],
            "municipality_url": brand["municipality_url"],
            "contact_email": chosen.contact_email or brand["contact_email"],
            "certified_email": chosen.certified_email,
            "telephone": chosen.telephone,
            "postal_address": chosen.postal_address,
            "hours": chosen.hours,
            "footer_text": chosen.footer_text,
            "primary_colour": chosen.primary_colour,
            "stemma": picture_data(chosen.stemma, "", decorative=True),
            "networks": [
                {"name": network["name"], "url": network["url"]} for network in chosen.networks
            ],
            "homes": [
                {"locale": home.locale.language_code, "url": absolute(home.url or "")}
                for home in homes
            ],
        }
        return self.told(request, data)


class NavigationView(ReadingView):
    """The menu and the footer."""

    @reads(
        SITE,
        "navigation",
        schemas.Navigation,
        summary=_("Menu and footer"),
        description=_("Their links, in order, in the reader’s language."),
    )
    def get(self, request: Request) -> Response:
        own = settings_of(request._request).links
        return self.told(
            request,
            {
                "menu": [_link(link) for link in navigation(request._request)],
                "footer": [_link(link) for link in (*footer_links(), *own)],
            },
        )


class LabelsView(ReadingView):
    """Words for values."""

    @reads(
        SITE,
        "labels",
        schemas.Labels,
        summary=_("Words for values"),
        description=_("What readers call states, phases, areas, Municipi, in their language."),
    )
    def get(self, request: Request) -> Response:
        data = {
            "states": _labels(State),
            "phases": _labels(Phase),
            "overfunding": _labels(Overfunding),
            "outcomes": _labels(Outcome),
            "donations": _labels(Status),
            "removals": _labels(RemovalKind),
            "reports": _labels(ItemKind),
            "grant_changes": _labels(GrantChangeKind),
            "areas": [
                {"value": area.slug, "label": area.name, "short_label": area.short_name}
                for area in Area.objects.all()
            ],
            "municipi": [
                {"value": str(place.number), "label": place.name, "places": str(place.places)}
                for place in MUNICIPI_ON_MAP
            ],
        }
        return self.told(request, data)


class RedirectsView(ReadingView):
    """Addresses that lead elsewhere."""

    query_form = PageQuery

    @reads(
        CHANGES,
        "redirects_list",
        schemas.RedirectList,
        query=query_form,
        summary=_("Redirects"),
        description=_("Old addresses and where they lead now."),
    )
    def get(self, request: Request) -> Response:
        rows = Redirect.objects.select_related("redirect_page__locale")
        return self.paginated(request, rows, lambda page: [_redirect(row) for row in page])


class RemovalsQuery(PageQuery):
    """The parameters of removed pages."""

    modified_after = InstantParameter(help_text=_("What happened after this instant."))


class RemovalsView(ReadingView):
    """Pages that are no longer where they were."""

    query_form = RemovalsQuery

    @reads(
        CHANGES,
        "removals_list",
        schemas.RemovalList,
        query=query_form,
        summary=_("Removed pages"),
        description=_(
            "Pages that were unpublished, moved or deleted, the earliest first. Keep the instant "
            "of your last question and ask from a minute before it: what is told twice changes "
            "nothing."
        ),
    )
    def get(self, request: Request) -> Response:
        rows = Removal.objects.all()
        if "modified_after" in self.query:
            rows = rows.filter(removed_at__gt=self.query["modified_after"])
        return self.paginated(
            request, rows, lambda page: [_removal(row) for row in page], "removed_at", "pk"
        )


def _labels(choices: type[TextChoices]) -> list[dict[str, str]]:
    return [{"value": each.value, "label": str(each.label)} for each in choices]


def _link(link: dict[str, Any]) -> dict[str, str]:
    return {
        "title": str(link["title"]),
        "url": absolute(link["url"]),
        "element": link.get("element", ""),
    }


def _redirect(row: Redirect) -> dict[str, Any]:
    return {
        "from": row.old_path,
        "to": absolute(row.link or ""),
        "permanent": row.is_permanent,
    }


def _removal(row: Removal) -> dict[str, Any]:
    return {
        "page": row.page,
        "translation_key": str(row.translation_key),
        "type": row.type,
        "locale": row.language,
        "what": row.kind,
        "html_url": row.address or None,
        "new_html_url": row.new_address or None,
        "removed_at": instant(row.removed_at),
    }
