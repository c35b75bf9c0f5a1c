"""Paying, behind the donation's signed link: Riepilogo → the provider's page → Grazie."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.cofinancing.progress import progress_of
from campaigns.giving.standing import outcome_of, reward_of
from campaigns.giving.steps import (
    amount_url,
    details_url,
    steps,
)
from campaigns.languages import readers_language
from campaigns.money import wire_format
from campaigns.page.reading import open_campaigns_url, page_of
from campaigns.payments.checkouts import open_checkout
from campaigns.payments.donations import DonationRefused, check_open, note_language
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.gateways.contract import GatewayError
from campaigns.payments.links import InvalidLink, donation_id_of, return_urls, step_url
from campaigns.payments.models import Donation, NoticeKind, Status
from campaigns.payments.receipt_codes import code_of

REFRESH_SECONDS: Final = 4


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class DonationStep(View):
    """A donation's own page, behind its signed link."""

    donation: Donation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.now = timezone.now()
        self.donation = find_donation(kwargs["slug"], kwargs["token"])
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return private(response)

    def context(self) -> dict[str, Any]:
        """What every page of a donation shows."""
        funding = self.donation.funding
        return {
            "donation": self.donation,
            "receipt_code": code_of(self.donation),
            "campaign": funding,
            "progress": progress_of(funding, self.now),
            "page": page_of(funding),
            "beneficiary": funding.organization,
            "settlement_days": funding.call.settlement_days,
        }


class ReviewStep(DonationStep):
    """Riepilogo: everything once more, then on to the provider's page."""

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        if self.donation.status in (Status.CONFIRMED, Status.PROCESSING):
            return HttpResponseRedirect(own_url(self.donation, "thanks"))
        notice = ""
        if "interrotto" in request.GET:
            notice = _("The payment was not completed and nothing was charged. You can try again.")
        return self._show(notice=notice)

    def post(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        note_language(self.donation, readers_language())
        try:
            donation = open_checkout(
                donation_id=self.donation.pk,
                urls=return_urls(self.donation),
                gateway=get_gateway(),
                now=self.now,
            )
        except DonationRefused as refusal:
            return self._show(refusal=refusal, status=409)
        except GatewayError:
            error = _(
                "The payment service does not answer right now. Nothing was charged and what you "
                "typed is kept: try again in a minute."
            )
            return self._show(error=error, status=503)
        if donation.status in (Status.CONFIRMED, Status.PROCESSING):
            return HttpResponseRedirect(own_url(donation, "thanks"))
        response = HttpResponseRedirect(donation.checkout_url)
        response.status_code = 303
        return response

    def _show(
        self,
        *,
        error: Any = "",
        notice: str = "",
        refusal: DonationRefused | None = None,
        status: int = 200,
    ) -> HttpResponse:
        refusal = refusal or self._refusal()
        context = self.context() | {
            "steps": steps(3),
            **self._edit_urls(),
            "error": refusal.message if refusal else error,
            "notice": notice,
            "may_pay": refusal is None,
            "ways_on": self._ways_on(refusal) if refusal else [],
        }
        return render(self.request, "payments/donate_review.html", context, status=status)

    def _refusal(self) -> DonationRefused | None:
        """Why the campaign takes no money now: said before anybody presses the button."""
        try:
            check_open(self.donation.funding, self.now)
        except DonationRefused as refusal:
            return refusal
        return None

    def _edit_urls(self) -> dict[str, str]:
        donation, draft = self.donation, self.kwargs["token"]
        slug, amount = donation.funding.slug, wire_format(donation.amount)
        reward = str(donation.reward_id or "")
        typed = {"importo": amount, "bozza": draft}
        return {
            "edit_amount_url": amount_url(slug, amount, reward, draft=draft),
            "edit_details_url": details_url(slug, typed | {"ricompensa": reward}),
            "begin_again_url": details_url(slug, typed),
        }

    def _ways_on(self, refusal: DonationRefused) -> list[dict[str, str]]:
        """Where to go from a refusal, with what was typed where the campaign still takes money."""
        if refusal.code == "cancelled":
            return [{"label": _("Begin again"), "url": self._edit_urls()["edit_details_url"]}]
        if refusal.code.startswith("reward"):
            again = self._edit_urls()["begin_again_url"]
            return [{"label": _("Give without a reward"), "url": again}]
        page = page_of(self.donation.funding)
        ways = [
            {"label": _("Projects you can give to now"), "url": open_campaigns_url()},
            {"label": _("Go to the project"), "url": (page.url or "") if page else ""},
        ]
        return [way for way in ways if way["url"]]


class ThanksStep(DonationStep):
    """Grazie. It never confirms anything itself (R11): it says what has been confirmed."""

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        donation = self.donation
        outcome = outcome_of(donation)
        retry = outcome in ("failed", "expired") and donation.funding.takes_money_at(self.now)
        corrected = donation.notices.filter(kind=NoticeKind.EMAIL_CHANGED).exists()
        context = self.context() | {
            "steps": steps(5 if outcome == "confirmed" else 4),
            "outcome": outcome,
            "waiting": outcome == "waiting",
            "email": "" if corrected else donation.email,
            "status_url": own_url(donation, "status"),
            "donation_url": own_url(donation, "donation"),
            "before_gift": donation.funding.net - donation.amount,
            "paper_url": own_url(donation, "confirmation"),
            "retry_url": own_url(donation, "review") if retry else "",
            "reward": reward_of(donation) if outcome == "confirmed" else None,
            "address_url": own_url(donation, "delivery_address"),
        }
        response = render(request, "payments/donate_thanks.html", context)
        if context["waiting"] and request.GET.get("js") is None:
            response["Refresh"] = str(REFRESH_SECONDS)
        return response


class StatusOfDonation(DonationStep):
    """What the thanks page asks for until the confirmation is in."""

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        return JsonResponse({"status": outcome_of(self.donation)})


def find_donation(slug: str, token: str) -> Donation:
    """The donation behind a signed link. Raises ``Http404`` for links not made here."""
    try:
        donation_id = donation_id_of(token)
    except InvalidLink as error:
        raise Http404("unknown donation") from error
    donations = Donation.objects.select_related(
        "funding__commitment", "funding__call__fund", "funding__organization", "reward"
    )
    return get_object_or_404(donations, pk=donation_id, funding__slug=slug)


def own_url(donation: Donation, step: str) -> str:
    """One of the donation's own pages, in the language that is being read."""
    return step_url(donation, step, language=readers_language())


def private(response: HttpResponse) -> HttpResponse:
    """A page of one person: it names its address to no other site, and no engine keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
