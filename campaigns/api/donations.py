"""Giving from another front end: begin a donation, ask how it stands."""

import uuid
from typing import Any, Final

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api import idempotency, schemas
from campaigns.api.documentation import DONATION_ID, GIVING, LANGUAGE, problems
from campaigns.api.problems import Problem
from campaigns.api.representations import donation_data
from campaigns.api.views import NegotiatedView
from campaigns.funding.models import Funding
from campaigns.money import InvalidAmount
from campaigns.payments.checkouts import open_checkout
from campaigns.payments.donations import DonationRefused, Gift, begin_donation
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.gateways.contract import GatewayError
from campaigns.payments.links import return_urls
from campaigns.payments.models import Donation

LARGEST_BODY: Final = 65_536
PROVIDER_RETRY_SECONDS: Final = 30

IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": r"^[!-~]{1,255}$", "examples": ["5f0c2b1e-gift"]},
    OpenApiParameter.HEADER,
    required=True,
    description=_("New for each gift: the same key and body give once."),
)


class DonationsView(NegotiatedView):
    """Begins a donation and answers the address of its payment page."""

    throttle_scope = "donations"

    @extend_schema(
        tags=[GIVING],
        operation_id="donation_begin",
        summary=_("Begin a donation"),
        description=_(
            "Send the donor to checkout_url. Nothing is given before the payment service says so: "
            "ask how the donation stands, whatever the donor’s way back."
        ),
        request=schemas.DonationRequest,
        parameters=[IDEMPOTENCY_KEY, LANGUAGE],
        responses={
            201: OpenApiResponse(schemas.Checkout, description=_("Begun.")),
            **problems(400, 404, 409, 413, 415, 422, 429, 503),
        },
    )
    def post(self, request: Request) -> Response:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise Problem(413, "too_large", _("The request is too large."))
        now = timezone.now()
        claimed = idempotency.claim(
            key=request.headers.get("Idempotency-Key"), body=request.data, now=now
        )
        if claimed.response is None:
            claimed.response = self._give(request.data, claimed)
        members = ("id", "status", "campaign", "amount", "checkout_url")
        return Response({name: claimed.response[name] for name in members}, status=201)

    def _give(self, body: Any, claimed: Any) -> dict[str, Any]:
        """Begin the donation; whatever fails, the key is left fit to be sent again."""
        try:
            response = _checkout(body, claimed.donation_id)
        except Problem as problem:
            idempotency.let_go(claimed, forget=problem.status_code < 500)
            raise
        except exceptions.APIException:
            idempotency.let_go(claimed, forget=True)
            raise
        except Exception:
            idempotency.let_go(claimed, forget=False)
            raise
        idempotency.answer(claimed, response)
        return response


class DonationView(NegotiatedView):
    """How a donation stands: nothing of a person."""

    @extend_schema(
        tags=[GIVING],
        operation_id="donation_status",
        summary=_("How a donation stands"),
        description=_("Never anything of a person."),
        parameters=[DONATION_ID, LANGUAGE],
        responses={
            200: OpenApiResponse(schemas.Donation, description=_("How a donation stands")),
            **problems(404, 429),
        },
    )
    def get(self, request: Request, donation_id: uuid.UUID) -> Response:
        donation = Donation.objects.select_related("funding").filter(pk=donation_id).first()
        if donation is None:
            raise Http404
        response = Response(donation_data(donation))
        response["Cache-Control"] = "no-store"
        return response


def _checkout(body: Any, donation_id: uuid.UUID) -> dict[str, Any]:
    form = schemas.DonationRequest(data=body)
    form.is_valid(raise_exception=True)
    data = form.validated_data
    funding = Funding.objects.select_related("call").filter(slug=data["campaign"]).first()
    if funding is None:
        raise Problem(404, "unknown_campaign", _("There is no campaign with this slug."))
    now = timezone.now()
    try:
        donation = begin_donation(
            funding=funding, gift=_gift(data), now=now, donation_id=donation_id
        )
        donation = open_checkout(
            donation_id=donation.pk, urls=return_urls(donation), gateway=get_gateway(), now=now
        )
    except InvalidAmount as error:
        raise exceptions.ValidationError({"amount": [str(error.message)]}) from error
    except DonationRefused as refusal:
        raise Problem(409, refusal.code, refusal.message) from refusal
    except GatewayError as error:
        raise Problem(
            503,
            "provider_unavailable",
            _("The payment service does not answer. Send the same request again in a moment."),
            retry_after=PROVIDER_RETRY_SECONDS,
        ) from error
    return donation_data(donation) | {"checkout_url": donation.checkout_url}


def _gift(data: dict[str, Any]) -> Gift:
    return Gift(
        amount=data["amount"],
        name=data["name"],
        email=data["email"],
        anonymous=data["anonymous"],
        message=data["message"],
        reward_id=data["reward"],
        locale=data["locale"],
        return_url=data["return_url"] or "",
    )
