"""A donation's own page and what its donor does there. No cookie, no login: a signed link."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.dialogue import donors
from campaigns.dialogue.models import Voice, VoiceState
from campaigns.dialogue.writing import takes_words
from campaigns.giving import donor_forms
from campaigns.giving.payment_views import DonationStep, own_url
from campaigns.giving.standing import (
    disputes_shown,
    masked,
    refund_lines,
    reward_of,
    standing_of,
)
from campaigns.payments import deliveries, donor_acts, erasure
from campaigns.payments.models import (
    DeliveryAddress,
    ErasureRequest,
    NoticeKind,
    RequestOrigin,
    Status,
)
from campaigns.payments.payment_confirmation import NotConfirmed, file_name, payment_confirmation

DONE = "fatto"
"""In the address of the page after an act: which one."""


class DonationPage(DonationStep):
    """How the gift stands, its confirmation, how the campaign goes, and what one can do."""

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        donation = self.donation
        latest = donation.refund_requests.filter(origin=RequestOrigin.DONOR).first()
        erasing = ErasureRequest.objects.filter(donation=donation).first()
        facts: dict[str, Any] = {
            "standing": standing_of(donation),
            "email": masked(donation.email),
            "refunds": refund_lines(donation),
            "disputes": disputes_shown(donation),
            "owes": bool(donor_acts.owed_refunds_of(donation)),
            "refund_request": latest,
            "erasure": erasing,
            "answer_days": settings.REFUND_ANSWER_DAYS,
            "may_ask_refund": _may_ask_refund_now(self),
            "may_correct_email": donor_acts.may_correct_email(donation),
            "may_change_words": donor_acts.may_change_message(donation),
            "voice": Voice.objects.filter(donation=donation).first(),
            "may_ask_erasure": erasing is None and donation.erased_at is None,
            "is_confirmed": donation.status == Status.CONFIRMED,
            "reward": reward_of(donation),
            "may_retry": donation.funding.takes_money_at(self.now),
            "urls": {step: own_url(donation, step) for step in STEPS},
        }
        facts["done"] = self._done(request.GET.get(DONE, ""), facts)
        return render(request, "payments/donor/donation.html", self.context() | facts)

    def _done(self, act: str, facts: dict[str, Any]) -> str:
        """The act that has just been done, if it really was: an address proves nothing."""
        corrected = self.donation.notices.filter(kind=NoticeKind.EMAIL_CHANGED)
        address = DeliveryAddress.objects.filter(donation=self.donation)
        really = {
            "delivery_address": act == "delivery_address" and address.there().exists(),
            "withdraw_address": act == "withdraw_address"
            and address.exclude(withdrawn_at=None).exists(),
            "ask_refund": facts["refund_request"] is not None,
            "correct_email": act == "correct_email" and corrected.exists(),
            "change_words": _waits_to_be_read(facts["voice"]),
            "ask_erasure": facts["erasure"] is not None,
            "transfer": any(line.last_digits for line in facts["refunds"]),
        }
        return act if really.get(act) else ""


class ConfirmationPaper(DonationStep):
    """The payment confirmation as PDF, for money that has arrived."""

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        try:
            paper = payment_confirmation(donation=self.donation, now=self.now)
        except NotConfirmed as error:
            raise Http404("not confirmed") from error
        response = HttpResponse(paper, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{file_name(self.donation)}"'
        return response


class DonorAct(DonationStep):
    """A form on a donation's own page; sent twice, it is done once.

    What cannot be done, or is done already, leads back to the donation's page.
    """

    step: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]

    def is_possible(self) -> bool:
        raise NotImplementedError

    def perform(self, data: dict[str, Any]) -> None:
        """Do it. Raises ``DonorActRefused``."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}

    def get(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        if not self.is_possible():
            return self._back()
        return self._show(self.form_class(initial=self.initial()))

    def post(self, request: HttpRequest, slug: str, token: str) -> HttpResponse:
        if not self.is_possible():
            return self._back()
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            self.perform(form.cleaned_data)
        except donor_acts.DonorActRefused as refusal:
            form.add_error(None, refusal.message)
            return self._show(form, status=409)
        return self.done()

    def done(self) -> HttpResponse:
        """What is answered once it is done."""
        return self._back()

    def facts(self) -> dict[str, Any]:
        """What the form's page says besides."""
        return {}

    def _back(self) -> HttpResponse:
        query = urlencode({DONE: self.step})
        return HttpResponseRedirect(f"{own_url(self.donation, 'donation')}?{query}", status=303)

    def _show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = self.context() | {
            "form": form,
            "donation_url": own_url(self.donation, "donation"),
            **self.facts(),
        }
        return render(self.request, f"payments/donor/{self.step}.html", context, status=status)


class AskRefund(DonorAct):
    """Asking for the gift back; finance decides."""

    step = "ask_refund"
    form_class = donor_forms.RefundRequestForm

    def is_possible(self) -> bool:
        return _may_ask_refund_now(self)

    def perform(self, data: dict[str, Any]) -> None:
        donor_acts.ask_refund(donation_id=self.donation.pk, reason=data["reason"], now=self.now)

    def facts(self) -> dict[str, Any]:
        return {"answer_days": settings.REFUND_ANSWER_DAYS}


class CorrectEmail(DonorAct):
    """Putting a mistyped address right."""

    step = "correct_email"
    form_class = donor_forms.EmailForm

    def is_possible(self) -> bool:
        return donor_acts.may_correct_email(self.donation)

    def perform(self, data: dict[str, Any]) -> None:
        donor_acts.correct_email(donation_id=self.donation.pk, email=data["email"], now=self.now)

    def facts(self) -> dict[str, Any]:
        return {"email": masked(self.donation.email)}


class AskErasure(DonorAct):
    """Asking to be forgotten."""

    step = "ask_erasure"
    form_class = donor_forms.ErasureForm

    def is_possible(self) -> bool:
        return not ErasureRequest.objects.filter(donation=self.donation).exists()

    def facts(self) -> dict[str, Any]:
        return {"my_gifts_url": reverse("donor:ask")}

    def perform(self, data: dict[str, Any]) -> None:
        erasure.ask_erasure(donation_id=self.donation.pk, now=self.now)


class GiveDeliveryAddress(DonorAct):
    """Saying where a reward shall be sent."""

    step = "delivery_address"
    form_class = donor_forms.DeliveryAddressForm

    def is_possible(self) -> bool:
        return deliveries.may_give_address(self.donation)

    def perform(self, data: dict[str, Any]) -> None:
        deliveries.give_address(donation_id=self.donation.pk, address=data, now=self.now)

    def facts(self) -> dict[str, Any]:
        return {
            "reward": reward_of(self.donation),
            "kept_days": settings.REWARD_ADDRESS_DAYS,
        }


class WithdrawDeliveryAddress(DonorAct):
    """Taking that back."""

    step = "withdraw_address"
    form_class = donor_forms.WithdrawalForm

    def is_possible(self) -> bool:
        return deliveries.may_withdraw_address(self.donation)

    def perform(self, data: dict[str, Any]) -> None:
        deliveries.withdraw_address(donation_id=self.donation.pk, now=self.now)

    def facts(self) -> dict[str, Any]:
        return {"reward": reward_of(self.donation)}


class GiveBankDetails(DonorAct):
    """Saying where an owed refund shall go."""

    step = "transfer"
    form_class = donor_forms.TransferForm

    def is_possible(self) -> bool:
        return bool(donor_acts.owed_refunds_of(self.donation))

    def perform(self, data: dict[str, Any]) -> None:
        donor_acts.give_transfer_details(
            donation_id=self.donation.pk, holder=data["holder"], iban=data["iban"], now=self.now
        )

    def facts(self) -> dict[str, Any]:
        owed = [line for line in refund_lines(self.donation) if line.state == "owed"]
        return {
            "amount": sum(line.amount for line in owed),
            "last_digits": next((line.last_digits for line in owed if line.last_digits), ""),
        }


class ChangeWords(DonorAct):
    """Putting other words in place of those that came with the gift, or taking them back."""

    step = "change_words"
    form_class = donor_forms.WordsForm

    def is_possible(self) -> bool:
        return donor_acts.may_change_message(self.donation)

    def initial(self) -> dict[str, Any]:
        return {"message": self.donation.message}

    def perform(self, data: dict[str, Any]) -> None:
        words = data["message"]
        if words and not takes_words(self.donation.funding):
            raise donor_acts.DonorActRefused(
                _("This campaign was not funded: your words can only be taken back.")
            )
        donors.change_words(donation_id=self.donation.pk, words=words, now=self.now)
        self.donation.message = words

    def done(self) -> HttpResponse:
        if self.donation.message:
            return self._back()
        context = self.context() | {"donation_url": own_url(self.donation, "donation")}
        return render(self.request, "payments/donor/words_removed.html", context)

    def facts(self) -> dict[str, Any]:
        voice = Voice.objects.filter(donation=self.donation).first()
        return {"voice": voice, "may_write": takes_words(self.donation.funding)}


STEPS = (
    *("review", "confirmation", "transfer"),
    *("ask_refund", "correct_email", "change_words", "ask_erasure"),
    *("delivery_address", "withdraw_address"),
)


def _waits_to_be_read(voice: Voice | None) -> bool:
    return voice is not None and voice.state == VoiceState.WAITING


def _may_ask_refund_now(step: DonationStep) -> bool:
    donation = step.donation
    return donor_acts.may_ask_refund(donation) and donor_acts.open_request_of(donation) is None
