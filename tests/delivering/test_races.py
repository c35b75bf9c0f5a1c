"""At the same moment: nothing is sent twice, nor without an address."""

from functools import partial

import pytest
from django.utils import timezone

from campaigns.payments import deliveries
from campaigns.payments.deliveries import Stage
from campaigns.payments.donor_acts import DonorActRefused
from campaigns.payments.models import DeliveryAddress, Donation, Notice, NoticeKind
from tests.concurrency import at_once

from .conftest import make_shop, mark, stage


@pytest.mark.committed
def test_marked_by_several_at_once_it_is_sent_once(committed_db: str) -> None:
    shop = make_shop()
    gifts = [shop.addressed(email=f"ada{number}@example.org") for number in range(4)]
    results = at_once([partial(mark, shop, *gifts), partial(mark, shop, *reversed(gifts))] * 2)
    assert sum(result.delivered for result in results) == 4
    assert Notice.objects.filter(kind=NoticeKind.REWARD_SENT).count() == 4


@pytest.mark.committed
def test_sent_and_withdrawn_at_once_never_leaves_without_an_address(committed_db: str) -> None:
    shop = make_shop()
    gifts = [shop.addressed() for _ in range(6)]

    def withdraw(gift: Donation) -> bool:
        try:
            return deliveries.withdraw_address(donation_id=gift.pk, now=timezone.now())
        except DonorActRefused:
            return False

    for gift in gifts:
        marked, withdrawn = at_once([partial(mark, shop, gift), partial(withdraw, gift)])
        assert bool(marked.delivered) is not withdrawn
        there = DeliveryAddress.objects.there().filter(pk=gift.pk).exists()
        assert there is (stage(gift) == Stage.SENT)
