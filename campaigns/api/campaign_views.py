"""Reading campaigns: the list, each by itself, the bar of one and of many."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api import schemas
from campaigns.api.campaign_filters import CampaignListQuery, chosen
from campaigns.api.campaign_representation import campaign_details, campaigns_data
from campaigns.api.documentation import CAMPAIGN_SLUG, CAMPAIGNS, reads
from campaigns.api.parameters import Query, SeveralParameter, with_fields
from campaigns.api.representations import progress_data
from campaigns.api.views import ReadingView
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.funding.models import Funding


class OfCampaign(ReadingView):
    """Reads something of one campaign, by its permanent slug."""

    def depends_on_campaign(self, **kwargs: Any) -> str:
        """The key of its pages. Raises ``Http404`` for no campaign."""
        rows = Funding.objects.filter(slug=kwargs["slug"])
        key = rows.values_list("translation_key", flat=True).first()
        if key is None:
            raise Http404
        self.key = key
        return str(key)

    def funding(self) -> Funding:
        """The campaign's money, fetched with what its bar shows."""
        return with_match(Funding.objects.all()).get(translation_key=self.key)


class CampaignsView(ReadingView):
    """The list of campaigns."""

    query_form = with_fields(CampaignListQuery, schemas.Campaign)

    @reads(
        CAMPAIGNS,
        "campaigns_list",
        schemas.CampaignList,
        query=query_form,
        summary=_("Campaigns"),
        description=_("Every selected campaign with its bar, narrowed and ordered as asked."),
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        order = self.query.get("order")
        return self.paginated(
            request,
            with_match(chosen(self.query, now)),
            lambda fundings: campaigns_data(fundings, now),
            *([order, "pk"] if order else ["pk"]),
        )


class CampaignView(OfCampaign):
    """One campaign."""

    query_form = with_fields(Query, schemas.CampaignDetails)

    @reads(
        CAMPAIGNS,
        "campaign",
        schemas.CampaignDetails,
        query=query_form,
        about=[CAMPAIGN_SLUG],
        summary=_("One campaign"),
        description=_(
            "What the list shows of it, its frozen terms, rewards, costs, people, and the newest "
            "gifts: a donor who chose to stay anonymous has no name here either."
        ),
    )
    def get(self, request: Request, slug: str) -> Response:
        return self.told(request, campaign_details(self.funding(), timezone.now()))


class ProgressView(OfCampaign):
    """The bar of one campaign."""

    @reads(
        CAMPAIGNS,
        "campaign_progress",
        schemas.Progress,
        about=[CAMPAIGN_SLUG],
        summary=_("The bar of a campaign"),
        description=_(
            "What it collected, its threshold, and what the Comune adds or would add. Ask as often "
            "as you like with If-None-Match: what has not changed is not sent again."
        ),
    )
    def get(self, request: Request, slug: str) -> Response:
        return self.told(request, progress_data(progress_of(self.funding(), timezone.now())))


class ProgressQuery(Query):
    """Which campaigns' bars are wanted."""

    slugs = SeveralParameter(
        required=True, help_text=_("Slugs of campaigns, with commas between: ecolab,so-lunch.")
    )


class ManyProgressView(ReadingView):
    """The bars of many campaigns at once."""

    query_form = ProgressQuery

    @reads(
        CAMPAIGNS,
        "progress_many",
        schemas.ProgressList,
        query=query_form,
        summary=_("The bars of many campaigns"),
        description=_("In the order asked for; a slug that no campaign has is left out."),
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        wanted = self.query["slugs"]
        found = {row.slug: row for row in with_match(Funding.objects.filter(slug__in=wanted))}
        bars = [progress_data(progress_of(found[slug], now)) for slug in wanted if slug in found]
        return self.whole_list(request, bars)
