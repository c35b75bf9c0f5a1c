"""A selected project's campaign, for its people: gifts by day, their pace, and what to spread."""

from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.day_bars import bars_of
from campaigns.funding.models import Funding
from campaigns.languages import readers_language
from campaigns.pace import by_day, days_of_gifts, pace_of
from campaigns.page.detail import stopping_act
from campaigns.selection.area.dialogue_views import OfCampaign
from campaigns.sharing.embedding import embed_code
from campaigns.sharing.links import share_links
from campaigns.sharing.poster import poster

DAYS_LISTED: Final = 14
DAYS_DRAWN: Final = 30


class CampaignOfProposal(OfCampaign):
    """About the money of a selected project's campaign; not found before there is one."""

    funding: Funding

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        assert self.proposal.page is not None
        key = self.proposal.page.translation_key
        funding = with_match(Funding.objects.filter(translation_key=key)).first()
        if funding is None:
            raise Http404
        self.funding = funding


class Campaign(CampaignOfProposal):
    """Bar, forecast, gifts day by day, and what helps to reach the threshold."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        progress = progress_of(self.funding, self.now)
        before = _day(request.GET.get("prima"))
        days = days_of_gifts(self.funding, before=before, days=DAYS_LISTED + 1)
        last = min(timezone.localdate(self.now), progress.last_day)
        context = {
            "proposal": self.proposal,
            "progress": progress,
            "stop": stopping_act(self.funding, self.now),
            "pace": pace_of(self.funding, progress),
            "bars": bars_of(by_day(self.funding, last=last, days=DAYS_DRAWN)),
            "days": days[:DAYS_LISTED],
            "older": days[DAYS_LISTED - 1].day if len(days) > DAYS_LISTED else None,
            "is_older": before is not None,
            "kit": self._kit(),
        }
        return render(request, "selection/area/campaign.html", context)

    def _kit(self) -> dict[str, Any] | None:
        """What to spread; ``None`` until the page is public."""
        page = self.proposal.page
        assert page is not None
        if not page.live:
            return None
        language = readers_language()
        return {
            "page": page,
            "links": share_links(page.title, page.full_url),
            "poster": reverse("area:poster", args=[self.proposal.pk]),
            "code": reverse("qr_code", args=[self.funding.slug]),
            "picture": reverse("campaign_image", args=[language, self.funding.slug]),
            "embed": embed_code(slug=self.funding.slug, title=page.title, language=language),
        }


class Poster(CampaignOfProposal):
    """The poster as PDF, once the page to which it leads is public."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = self.proposal.page
        if page is None or not page.live:
            raise Http404
        drawn = poster(page=page, progress=progress_of(self.funding, self.now), now=self.now)
        answer = HttpResponse(drawn, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{self.funding.slug}.pdf"'
        return answer


def _day(text: str | None) -> date | None:
    """The day of an address; ``None`` for what is no day."""
    try:
        found = parse_date(text or "")
    except ValueError:
        return None
    return found if found and found > date.min + timedelta(days=1) else None
