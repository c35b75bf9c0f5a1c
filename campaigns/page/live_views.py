"""The parts of a campaign's page that change while somebody reads it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.freshness.services import depends_on
from campaigns.funding.models import Funding
from campaigns.lists.cards import donate_url
from campaigns.page.detail import stopping_act


class LiveParts(View):
    """A fragment in the reader's language: the bar, and the way to give or why there is none."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        now = timezone.now()
        key = Funding.objects.filter(slug=slug).values_list("translation_key", flat=True).first()
        if key is None:
            raise Http404
        depends_on(request, str(key))
        funding = with_match(Funding.objects.all()).get(translation_key=key)
        context = {
            "progress": progress_of(funding, now),
            "stop": stopping_act(funding, now),
            "donate_url": donate_url(funding.slug),
        }
        response = render(request, "campaigns/live.html", context)
        response["Cache-Control"] = "public, no-cache"
        response["X-Robots-Tag"] = "noindex"
        return response
