"""Giving, up to the donation: Importo → Dati. ``payment_views`` goes on from there.

No step needs a cookie or JavaScript. The forms carry no authority of the browser's (donors are
guests, links are signed), so there is nothing for a forged request to abuse and no CSRF token.
"""

from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.donation_forms import AmountForm, DetailsForm
from campaigns.donation_steps import (
    PRESETS,
    amount_url,
    details_url,
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
)
from campaigns.payments.links import (
    InvalidLink,
    donation_id_of,
    new_form_key,
    step_url,
)
from campaigns.payments.models import Donation, Status

TYPED: Final = (
    *("name", "email", "donor_kind", "company", "vat_number"),
    *("anonymous", "message"),
)
"""What Dati asks for."""


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
        kept = {name: request.GET.get(name, "") for name in ("ricompensa", "bozza")}
        asked = "importo" in request.GET
        form = AmountForm(request.GET if asked else None, initial=kept, call=self.funding.call)
        if asked and form.is_valid() and "modifica" not in request.GET:
            return HttpResponseRedirect(details_url(slug, form.cleaned_data))
        reward = self.reward(request.GET.get("ricompensa"))
        context = self.context(1) | {
            "form": form,
            "reward": reward,
            "presets": [preset(slug, value, reward, kept["bozza"]) for value in PRESETS],
        }
        return render(request, "payments/donate_amount.html", context)


class DetailsStep(CampaignStep):
    """Dati. Sent twice, or typed again after going back, it makes no second payment."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        amount = AmountForm(request.GET, call=self.funding.call)
        if not amount.is_valid():
            kept = (request.GET.get(name, "") for name in ("importo", "ricompensa", "bozza"))
            return HttpResponseRedirect(amount_url(slug, *kept))
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
        if "form_key" in form.errors:
            data["form_key"] = new_form_key()
        return self._show(form, form.cleaned_data.get("importo"), data.get("ricompensa", ""))

    def _typed_before(self, token: str) -> dict[str, Any]:
        """What was typed in a donation that its donor comes back to correct."""
        try:
            donation = Donation.objects.exclude(status=Status.CONFIRMED).get(
                pk=donation_id_of(token), funding=self.funding
            )
        except (InvalidLink, Donation.DoesNotExist):
            return {}
        return {name: getattr(donation, name) for name in TYPED}

    def _show(self, form: DetailsForm, amount: Decimal | None, reward_id: object) -> HttpResponse:
        context = self.context(2) | {
            "form": form,
            "amount": amount,
            "reward": self.reward(reward_id),
            "back_url": self._back_url(amount, str(reward_id or "")),
        }
        status = 400 if form.is_bound else 200
        return render(self.request, "payments/donate_details.html", context, status=status)

    def _back_url(self, amount: Decimal | None, reward_id: str) -> str:
        """Back to Importo; what was typed in an earlier donation is kept on the way."""
        if amount is None:
            return ""
        draft = self.request.GET.get("bozza", "")
        return amount_url(self.funding.slug, f"{amount:.2f}", reward_id, draft)
