"""Giving, step by step: Importo → Dati → Riepilogo → the provider's page → Grazie.

No step needs a cookie or JavaScript. The forms carry no authority of the browser's (donors are
guests, links are signed), so there is nothing for a forged request to abuse and no CSRF token.
"""

from decimal import Decimal
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.donation_forms import AmountForm, DetailsForm
from campaigns.donation_steps import (
    PRESETS,
    amount_url,
    details_url,
    outcome_of,
    page_of,
    preset,
    steps,
)
from campaigns.funding.models import Funding, Reward
from campaigns.money import InvalidAmount
from campaigns.payments.donations import (
    DonationRefused,
    begin_donation,
    check_open,
    open_checkout,
)
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.gateways.contract import GatewayError
from campaigns.payments.links import (
    InvalidLink,
    donation_id_of,
    new_form_key,
    return_urls,
    step_url,
)
from campaigns.payments.models import Donation, Status

REFRESH_SECONDS: Final = 4


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class CampaignStep(View):
    """A step before the donation exists; refuses kindly when the campaign takes no money."""

    funding: Funding

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.now = timezone.now()
        self.funding = get_object_or_404(
            with_match(Funding.objects.select_related("organization")), slug=kwargs["slug"]
        )
        self.progress = progress_of(self.funding, self.now)
        try:
            check_open(self.funding, self.now)
        except DonationRefused as refusal:
            return self.unavailable(refusal)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def context(self, step: int) -> dict[str, Any]:
        """What every step shows."""
        return {
            "campaign": self.funding,
            "progress": self.progress,
            "page": page_of(self.funding),
            "steps": steps(step),
        }

    def reward(self, reward_id: object) -> Reward | None:
        """The reward of this campaign that an address names, if there is one."""
        text = str(reward_id or "")
        if not text.isascii() or not text.isdecimal() or len(text) > 9:
            return None
        return Reward.objects.filter(
            pk=int(text), campaign_key=self.funding.translation_key
        ).first()

    def unavailable(self, refusal: DonationRefused) -> HttpResponse:
        context = self.context(0) | {
            "reason": refusal.code,
            "message": refusal.message,
            "steps": [],
        }
        page = context["page"]
        context["page_url"] = page.url if page else "/"
        return render(self.request, "payments/donate_unavailable.html", context)


class AmountStep(CampaignStep):
    """Importo. A link that names a good amount goes straight on."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        asked = "importo" in request.GET
        form = AmountForm(
            request.GET if asked else {"ricompensa": request.GET.get("ricompensa", "")},
            call=self.funding.call,
        )
        if not asked:
            form.is_bound = False
        elif form.is_valid() and "modifica" not in request.GET:
            return HttpResponseRedirect(details_url(slug, form.cleaned_data))
        reward = self.reward(request.GET.get("ricompensa"))
        context = self.context(1) | {
            "form": form,
            "reward": reward,
            "presets": [preset(slug, value, reward) for value in PRESETS],
        }
        return render(request, "payments/donate_amount.html", context)


class DetailsStep(CampaignStep):
    """Dati. Sent twice, or typed again after going back, it makes no second payment."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        amount = AmountForm(request.GET, call=self.funding.call)
        if not amount.is_valid():
            return HttpResponseRedirect(amount_url(slug, request.GET.get("importo", "")))
        initial: dict[str, Any] = {
            "importo": request.GET["importo"],
            "ricompensa": request.GET.get("ricompensa", ""),
            "form_key": new_form_key(),
        }
        initial |= self._typed_before(request.GET.get("bozza", ""))
        form = DetailsForm(initial=initial, call=self.funding.call)
        return self._show(form, amount.cleaned_data["importo"], initial["ricompensa"])

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        data = request.POST.copy()
        form = DetailsForm(data, call=self.funding.call)
        if form.is_valid():
            try:
                donation = begin_donation(
                    funding=self.funding,
                    gift=form.gift(),
                    now=self.now,
                    donation_id=form.donation_id(),
                )
            except (DonationRefused, InvalidAmount) as refusal:
                form.add_error(None, refusal.message)
                if isinstance(refusal, DonationRefused) and refusal.code.startswith("reward"):
                    data["ricompensa"] = ""
            else:
                return HttpResponseRedirect(step_url(donation, "review"))
        if "importo" in form.errors:
            return HttpResponseRedirect(amount_url(slug, data.get("importo", "")))
        if "form_key" in form.errors:
            data["form_key"] = new_form_key()
        return self._show(form, form.cleaned_data["importo"], data.get("ricompensa", ""))

    def _typed_before(self, token: str) -> dict[str, Any]:
        """What was typed in a donation that its donor comes back to correct."""
        try:
            donation = Donation.objects.get(pk=donation_id_of(token), funding=self.funding)
        except (InvalidLink, Donation.DoesNotExist):
            return {}
        return {name: getattr(donation, name) for name in ("name", "email", "anonymous", "message")}

    def _show(self, form: DetailsForm, amount: Decimal, reward_id: object) -> HttpResponse:
        context = self.context(2) | {
            "form": form,
            "amount": amount,
            "reward": self.reward(reward_id),
            "back_url": amount_url(self.funding.slug, f"{amount:.2f}", str(reward_id or "")),
        }
        status = 400 if form.is_bound else 200
        return render(self.request, "payments/donate_details.html", context, status=status)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class DonationStep(View):
    """A donation's own page, behind its signed link."""

    donation: Donation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.now = timezone.now()
        self.donation = find_donation(kwargs["slug"], kwargs["token"])
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response


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
        funding = self.donation.funding
        reward_id = str(self.donation.reward_id or "")
        amount = f"{self.donation.amount:.2f}"
        context = {
            "donation": self.donation,
            "campaign": funding,
            "progress": progress_of(funding, self.now),
            "page": page_of(funding),
            "steps": steps(3),
            "beneficiary": funding.organization,
            "edit_amount_url": amount_url(funding.slug, amount, reward_id),
            "edit_details_url": details_url(
                funding.slug,
                {"importo": amount, "ricompensa": reward_id},
                draft=self.kwargs["token"],
            ),
            "error": error,
            "notice": notice,
        }
        return render(self.request, "payments/donate_review.html", context, status=status)


class ThanksStep(DonationStep):
    """Grazie. It never confirms anything itself (R11): it says what has been confirmed."""

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        donation, funding = self.donation, self.donation.funding
        outcome = outcome_of(donation)
        retry = outcome in ("failed", "expired") and funding.takes_money_at(self.now)
        context = {
            "donation": donation,
            "campaign": funding,
            "progress": progress_of(funding, self.now),
            "page": page_of(funding),
            "steps": steps(5 if outcome == "confirmed" else 4),
            "outcome": outcome,
            "waiting": outcome == "waiting",
            "status_url": step_url(donation, "status"),
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
