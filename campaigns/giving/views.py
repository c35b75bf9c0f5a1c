"""Giving, up to the donation: Importo → Dati. ``payment_views`` goes on from there.

No step needs a cookie or JavaScript. The forms carry no authority of the browser's (donors are
guests, links are signed), so there is nothing for a forged request to abuse and no CSRF token.
"""

from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.funding.models import Funding, Reward
from campaigns.giving.forms import AmountForm, DetailsForm
from campaigns.giving.payment_views import own_url
from campaigns.giving.steps import (
    amount_url,
    details_url,
    offered_rewards,
    presets,
    steps,
)
from campaigns.languages import READ_IN
from campaigns.money import InvalidAmount
from campaigns.page.detail import stopping_act
from campaigns.page.reading import open_campaigns_url, page_of
from campaigns.payments.donations import DonationRefused, begin_donation, check_open
from campaigns.payments.links import InvalidLink, donation_id_of, new_form_key
from campaigns.payments.models import Donation, Status
from campaigns.row_numbers import row_number

TYPED: Final = (
    *("name", "email", "donor_kind", "company", "vat_number"),
    *("anonymous", "message", "no_news"),
)
"""What Dati asks for."""
SUSPENDED: Final = "suspended"


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
            if not self.keeps_what_was_typed(refusal):
                return self.unavailable(refusal)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def keeps_what_was_typed(self, refusal: DonationRefused) -> bool:
        """True where the step itself refuses, and its form stays for another time."""
        return False

    def context(self, step: int) -> dict[str, Any]:
        """What every step shows."""
        return {
            "campaign": self.funding,
            "progress": self.progress,
            "page": page_of(self.funding),
            "steps": steps(step),
            "beneficiary": self.funding.organization,
            "settlement_days": self.funding.call.settlement_days,
        }

    def reward(self, reward_id: object) -> Reward | None:
        """The reward of this campaign that an address names, if there is one."""
        number = row_number(reward_id)
        if number is None:
            return None
        rewards = Reward.objects.filter(campaign_key=self.funding.translation_key)
        return rewards.filter(pk=number).first()

    def unavailable(self, refusal: DonationRefused) -> HttpResponse:
        context = self.context(0) | {
            "reason": refusal.code,
            "message": refusal.message,
            "stop": stopping_act(self.funding, self.now),
            "others_url": open_campaigns_url(),
            "steps": [],
        }
        return render(self.request, "payments/donate_unavailable.html", context)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class AmountStep(CampaignStep):
    """Importo. A link that names a good amount goes straight on."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        kept = {name: request.GET.get(name, "") for name in ("ricompensa", "bozza")}
        asked = "importo" in request.GET
        call = self.funding.call
        form = AmountForm(request.GET if asked else None, initial=kept, call=call)
        if asked and form.is_valid() and "modifica" not in request.GET:
            return HttpResponseRedirect(details_url(slug, form.cleaned_data))
        reward = self.reward(request.GET.get("ricompensa"))
        least, most, draft = call.donation_min, call.donation_max, kept["bozza"]
        context = self.context(1) | {
            "form": form,
            "reward": reward,
            "presets": presets(slug, least=least, most=most, reward=reward, draft=draft),
            "rewards": [] if reward else offered_rewards(self.funding, draft),
        }
        return render(request, "payments/donate_amount.html", context)


@method_decorator(
    [csrf_exempt, cache_control(private=True, max_age=0, must_revalidate=True)], name="dispatch"
)
class DetailsStep(CampaignStep):
    """Dati. Sent twice, or typed again after going back, it makes no second payment.

    A browser may keep the page for its own way back: what was typed is there again.
    """

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not request.GET.get("importo", "").strip():
            kept = (request.GET.get(name, "") for name in ("importo", "ricompensa", "bozza"))
            return HttpResponseRedirect(amount_url(slug, *kept))
        data = {name: request.GET.get(name, "") for name in ("importo", "ricompensa")}
        typed = self._typed_before(request.GET.get("bozza", ""))
        return self._show_unsent(data | {"form_key": new_form_key()} | typed)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        data = request.POST.copy()
        if READ_IN in data:
            names = (*TYPED, "importo", "ricompensa", "form_key")
            return self._show_unsent({name: data.get(name, "") for name in names})
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
                code = refusal.code if isinstance(refusal, DonationRefused) else ""
                if code == SUSPENDED:
                    return self._show(form, form.cleaned_data["importo"], data.get("ricompensa"))
                form.add_error(None, refusal.message)
                if code.startswith("reward"):
                    data["ricompensa"] = ""
            else:
                return HttpResponseRedirect(own_url(donation, "review"))
        if "form_key" in form.errors:
            data["form_key"] = new_form_key()
        return self._show(form, form.cleaned_data.get("importo"), data.get("ricompensa", ""))

    def keeps_what_was_typed(self, refusal: DonationRefused) -> bool:
        """A suspended campaign may go on: nobody types twice."""
        return self.request.method == "POST" and refusal.code == SUSPENDED

    def _typed_before(self, token: str) -> dict[str, Any]:
        """What was typed in a donation that its donor comes back to correct."""
        try:
            donation = Donation.objects.exclude(status=Status.CONFIRMED).get(
                pk=donation_id_of(token), funding=self.funding
            )
        except (InvalidLink, Donation.DoesNotExist):
            return {}
        return {name: getattr(donation, name) for name in TYPED}

    def _show_unsent(self, typed: dict[str, Any]) -> HttpResponse:
        """The step with what is known so far, and no complaint but of a wrong amount."""
        form = DetailsForm(initial=typed, call=self.funding.call)
        try:
            amount = form.fields["importo"].clean(typed["importo"])
        except ValidationError as error:
            amount = None
            form.refuse_amount(error)
        return self._show(form, amount, typed["ricompensa"])

    def _show(self, form: DetailsForm, amount: Decimal | None, reward_id: object) -> HttpResponse:
        context = self.context(2) | {
            "form": form,
            "amount": amount,
            "reward": self.reward(reward_id),
            "language_form": "details",
            "stop": stopping_act(self.funding, self.now),
        }
        status = 400 if form.is_bound else 200
        if form.is_bound and not form.errors:
            status = 409
        return render(self.request, "payments/donate_details.html", context, status=status)
