"""The edition of 2015 as it was held: the totals the Comune published, to the euro."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from campaigns.funding.models import Funding, State
from campaigns.payments.models import Donation
from campaigns.transparency.audit import audit
from home.demo.edition_2015 import build_edition
from home.scenario.loading import load_scenario

ONLINE = Decimal("333136.00")
MUNICIPAL = Decimal("323882.00")


@pytest.mark.django_db
def test_the_edition_of_2015_comes_to_its_published_totals() -> None:
    edition = build_edition()
    assert len(edition["campaigns"]) == 18

    load_scenario(edition, now=datetime(2017, 6, 1, tzinfo=UTC))

    succeeded = Funding.objects.filter(state=State.SUCCEEDED)
    assert (succeeded.count(), Funding.objects.filter(state=State.FAILED).count()) == (16, 2)
    assert succeeded.aggregate(sum=Sum("confirmed"))["sum"] == ONLINE
    told = audit()
    assert told["ok"], told["checks"]
    [fund] = told["funds"]
    assert fund["granted"] == str(MUNICIPAL)
    assert fund["reserved"] == "0.00"
    assert Decimal(fund["available"]) + MUNICIPAL == Decimal(fund["total"])
    assert sum(Decimal(each["granted"]) for each in told["campaigns"]) == MUNICIPAL
    assert all(each["shortfall"] == "0.00" for each in told["campaigns"])
    failed = Donation.objects.filter(funding__state=State.FAILED)
    assert all(gift.refunded_amount == gift.amount for gift in failed)
    assert not Donation.objects.filter(late=True).exists()
