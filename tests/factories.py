"""What tests are made of. Amounts are EUR strings or Decimals; instants are aware."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from campaigns.accounts.models import LegalForm, Organization
from campaigns.calls.models import Call, Phase
from campaigns.cofinancing.models import Fund
from campaigns.cofinancing.services import create_fund
from campaigns.funding.models import Funding, State
from campaigns.funding.services import create_funding
from campaigns.models import BudgetLine, CampaignPage
from campaigns.payments.confirmation import confirm_locked
from campaigns.payments.gateways.contract import PaymentReport, PaymentStatus
from campaigns.payments.models import Donation, Provider
from home.site_tree import ensure_site_tree

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class CallFactory(DjangoModelFactory[Call]):
    """A call whose campaigns are under way, with the rules of Milan's second Avviso."""

    class Meta:
        model = Call

    slug = factory.Sequence(lambda number: f"avviso-{number}")
    title = factory.Sequence(lambda number: f"Avviso {number}")
    phase = Phase.CAMPAIGNS


class OrganizationFactory(DjangoModelFactory[Organization]):
    """A social co-operative."""

    class Meta:
        model = Organization

    name = factory.Sequence(lambda number: f"Cooperativa {number}")
    legal_form = LegalForm.SOCIAL_COOPERATIVE


def make_fund(call: Call, total: str = "400000.00", now: datetime = NOW) -> Fund:
    """The fund of a call."""
    return create_fund(call=call, total=Decimal(total), now=now)


def make_funding(
    call: Call | None = None,
    *,
    slug: str | None = None,
    cost: str = "1000.00",
    opens_at: datetime = NOW - timedelta(days=10),
    closes_at: datetime = NOW + timedelta(days=30),
    state: State = State.LIVE,
    **terms: Any,
) -> Funding:
    """A funding, live around ``NOW`` unless told otherwise."""
    slug = slug or f"campagna-{uuid.uuid4().hex[:8]}"
    funding = create_funding(
        call=call or CallFactory.create(),
        translation_key=terms.pop("translation_key", uuid.uuid4()),
        slug=slug,
        title=terms.pop("title", slug.replace("-", " ").capitalize()),
        cost=Decimal(cost),
        opens_at=opens_at,
        closes_at=closes_at,
        **terms,
    )
    funding.state = state
    funding.save(update_fields=["state"])
    return funding


def make_open_funding(call: Call | None = None, **terms: Any) -> Funding:
    """A funding that is live at the present, for tests that go through HTTP."""
    now = timezone.now()
    terms.setdefault("opens_at", now - timedelta(days=10))
    terms.setdefault("closes_at", now + timedelta(days=30))
    return make_funding(call, **terms)


def make_donation(funding: Funding, amount: str = "25.00", **fields: Any) -> Donation:
    """A donation just begun."""
    values: dict[str, Any] = {
        "name": "Ada Brambilla",
        "email": "ada@example.org",
        "provider": Provider.STRIPE,
        "created_at": NOW,
    }
    return Donation.objects.create(funding=funding, amount=Decimal(amount), **(values | fields))


def give(
    funding: Funding,
    amount: str = "25.00",
    *,
    at: datetime = NOW,
    provider: str = Provider.REPLAY,
    **fields: Any,
) -> Donation:
    """A confirmed donation, through the service that a provider's event uses."""
    if provider == Provider.STRIPE:
        fields.setdefault("payment_id", f"pi_{uuid.uuid4().hex}")
    donation = make_donation(funding, amount, provider=provider, **fields)
    with transaction.atomic():
        confirm_locked(donation=donation, paid_at=at, now=at)
    funding.refresh_from_db()
    return donation


def make_report(
    donation: Donation, *, paid_at: datetime | None = NOW, **told: Any
) -> PaymentReport:
    """What the provider says of a donation that was paid, unless told otherwise."""
    values: dict[str, Any] = {
        "session_id": f"cs_{donation.pk.hex}",
        "status": PaymentStatus.PAID,
        "donation_id": donation.pk,
        "amount": donation.amount,
        "currency": "eur",
        "livemode": False,
        "payment_id": f"pi_{donation.pk.hex}",
        "paid_at": paid_at,
    }
    return PaymentReport(**(values | told))


def make_campaign_page(funding: Funding | None = None, **fields: Any) -> CampaignPage:
    """A published campaign page, with its funding if one is given."""
    tree = ensure_site_tree("it")
    cost = funding.cost if funding else Decimal("1000.00")
    values: dict[str, Any] = {
        "title": funding.title if funding else "Un progetto",
        "slug": funding.slug if funding else f"progetto-{uuid.uuid4().hex[:8]}",
        "summary": "Un progetto per il quartiere.",
        "locale": tree.locale,
        "call": funding.call if funding else None,
        "total_cost": cost,
        "budget_lines": [BudgetLine(description="Tutto", amount=cost)],
    }
    if funding is not None:
        values["translation_key"] = funding.translation_key
    page = CampaignPage(**(values | fields))
    type(tree.index).objects.get(pk=tree.index.pk).add_child(instance=page)
    page.save_revision().publish()
    return page
