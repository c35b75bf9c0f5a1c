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
from campaigns.donation_standing import outcome_of
from campaigns.donation_steps import amount_url, details_url, page_of, steps
from campaigns.payments.checkouts import open_checkout
from campaigns.payments.donations import DonationRefused
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.gateways.contract import GatewayError
from campaigns.payments.links import InvalidLink, donation_id_of, return_urls, step_url
from campaigns.payments.models import Donation, NoticeKind, Status

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
            "campaign": funding,
            "progress": progress_of(funding, self.now),
            "page": page_of(funding),
        }


class ReviewStep(DonationStep):
    """Riepilogo: everything once more, then on to the provider's page."""

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        if self.donation.status in (Status.CONFIRMED, Status.PROCESSING):
            return HttpResponseRedirect(step_url(self.donation, "thanks"))
        notice = ""
        if "interrotto" in request.GET:
            notice = _("The payment was not completed and nothing was charged. You can try again.")
        return self._show(notice=notice)

    def post(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        try:
            donation = open_checkout(
                donation_id=self.donation.pk,
                urls=return_urls(self.donation),
                gateway=get_gateway(),
                now=self.now,
            )
        except DonationRefused as refusal:
            return self._show(error=refusal.message, status=409)
        except GatewayError:
            error = _(
                "The payment service does not answer right now. Nothing was charged and what you "
                "typed is kept: try again in a minute."
            )
            return self._show(error=error, status=503)
        if donation.status in (Status.CONFIRMED, Status.PROCESSING):
            return HttpResponseRedirect(step_url(donation, "thanks"))
        response = HttpResponseRedirect(donation.checkout_url)
        response.status_code = 303
        return response

    def _show(self, *, error: Any = "", notice: str = "", status: int = 200) -> HttpResponse:
        donation, token = self.donation, self.kwargs["token"]
        slug, reward_id = donation.funding.slug, str(donation.reward_id or "")
        amount = f"{donation.amount:.2f}"
        typed = {"importo": amount, "ricompensa": reward_id, "bozza": token}
        context = self.context() | {
            "steps": steps(3),
            "beneficiary": donation.funding.organization,
            "edit_amount_url": amount_url(slug, amount, reward_id, draft=token),
            "edit_details_url": details_url(slug, typed),
            "error": error,
            "notice": notice,
        }
        return render(self.request, "payments/donate_review.html", context, status=status)


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
            "status_url": step_url(donation, "status"),
            "donation_url": step_url(donation, "donation"),
            "retry_url": step_url(donation, "review") if retry else "",
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


def private(response: HttpResponse) -> HttpResponse:
    """A page of one person: it names its address to no other site, and no engine keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
