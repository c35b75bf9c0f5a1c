"""“Le mie donazioni”: one writes one's address, and a link to all one's gifts comes by mail."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.giving.donor_forms import AddressForm
from campaigns.giving.payment_views import own_url, private
from campaigns.giving.standing import standing_of
from campaigns.languages import readers_language
from campaigns.payments import address_links
from campaigns.payments.links import InvalidLink
from campaigns.payments.models import Donation
from campaigns.rate_limits import client_of

MOST_SHOWN = 200


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class AskLink(View):
    """Asks for an address. What is answered does not depend on whether it is known here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(AddressForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        if not address_links.may_ask(client_of(request)):
            return self._show(form, status=429, too_often=True)
        language = readers_language()
        address_links.ask_link(email=form.cleaned_data["email"], language=language)
        return HttpResponseRedirect(reverse("donor:asked"), status=303)

    def _show(self, form: AddressForm, status: int = 200, **facts: Any) -> HttpResponse:
        context = {"form": form, **facts}
        return render(self.request, "payments/donor/my_gifts_ask.html", context, status=status)


class LinkAsked(View):
    """Says the same to everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "payments/donor/my_gifts_asked.html")


@method_decorator(never_cache, name="dispatch")
class MyGifts(View):
    """All confirmed gifts of the address that the link was sent to."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            donations = address_links.donations_behind(token=token, now=timezone.now())
        except address_links.ExpiredLink:
            response = render(request, "payments/donor/my_gifts_expired.html", status=410)
        except InvalidLink as error:
            raise Http404("unknown link") from error
        else:
            gifts = [_gift(donation) for donation in donations[:MOST_SHOWN]]
            response = render(request, "payments/donor/my_gifts.html", {"gifts": gifts})
        return private(response)


def _gift(donation: Donation) -> dict[str, Any]:
    return {
        "donation": donation,
        "standing": standing_of(donation),
        "url": own_url(donation, "donation"),
    }
