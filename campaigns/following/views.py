"""Following a campaign: asked, confirmed, ended. No session, no login, no cookie.

A link of a mail is opened by programs too: only a POST confirms or ends anything.
"""

from typing import Any

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.following import services
from campaigns.following.forms import FollowForm
from campaigns.following.links import follow_of
from campaigns.following.models import Follow
from campaigns.funding.models import Funding
from campaigns.languages import READ_IN, readers_language
from campaigns.page.reading import open_campaigns_url, page_of
from campaigns.rate_limits import client_of


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class FollowCampaign(View):
    """Asks for the news of a campaign."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.funding = get_object_or_404(Funding, slug=kwargs["slug"])
        page = page_of(self.funding)
        if page is None:
            raise Http404("not published")
        self.page = page

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(FollowForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if READ_IN in request.POST:
            return self._show(FollowForm(initial=request.POST.dict()))
        form = FollowForm(request.POST)
        done = HttpResponseRedirect(reverse("following:asked", args=[slug]), status=303)
        if form.is_from_a_machine:
            return done
        if not form.is_valid():
            return self._show(form, status=400)
        if not services.has_news_to_come(self.funding):
            return self._show(form, status=409)
        email = form.cleaned_data["email"]
        if not services.may_follow(client_of(request), email):
            return self._show(form, status=429, too_often=True)
        services.ask(
            campaign_key=self.funding.translation_key,
            email=email,
            language=readers_language(),
            now=timezone.now(),
        )
        return done

    def _show(self, form: FollowForm, status: int = 200, **facts: Any) -> HttpResponse:
        context = {
            "form": form,
            "page": self.page,
            "campaign": self.funding,
            "language_form": "writing",
            "opens_later": self.funding.opens_at > timezone.now(),
            "has_news": services.has_news_to_come(self.funding),
            **facts,
        }
        return render(self.request, "following/follow.html", context, status=status)


class Asked(View):
    """Says where the link went, known address or not."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        funding = get_object_or_404(Funding, slug=slug)
        return render(request, "following/asked.html", {"page": page_of(funding)})


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class OfFollow(View):
    """A page behind the link of a mail."""

    follow: Follow | None
    template: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        try:
            self.follow = follow_of(kwargs["token"])
        except BadSignature as error:
            raise Http404("not signed here") from error
        if self.follow is not None and services.is_expired(self.follow, self.now):
            self.follow = None

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show()

    def _show(self, **facts: Any) -> HttpResponse:
        key = self.follow.campaign_key if self.follow else None
        funding = Funding.objects.filter(translation_key=key).first() if key else None
        context = {
            "follow": self.follow,
            "campaign": funding,
            "page": page_of(funding) if funding else None,
            "open_campaigns": "" if funding else open_campaigns_url(),
            **facts,
        }
        return render(self.request, self.template, context)


class Confirm(OfFollow):
    """The news begins."""

    template = "following/confirm.html"

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.follow is not None:
            services.confirm(follow=self.follow, now=self.now)
            self.follow.refresh_from_db()
        return self._show()


class Unsubscribe(OfFollow):
    """The news ends: with the button here, or the mail program's own (RFC 8058)."""

    template = "following/unsubscribe.html"

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.follow is not None:
            services.stop(follow=self.follow)
        return self._show(is_done=True)
