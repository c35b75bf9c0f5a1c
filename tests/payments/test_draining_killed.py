"""R12: what a killed process leaves of a queue is taken up, and everything is applied once."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.ledger.models import Entry, Kind
from campaigns.payments import draining, notices
from campaigns.payments.models import Donation, EventState, Notice
from tests.factories import NOW

from .waiting_events import Provider, assert_books_balance, campaign, drain, paid, states

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def gifts(provider: Provider) -> list[Donation]:
    """Of two campaigns, of which the first comes near its threshold and the other crosses."""
    near, crossing = campaign(), campaign()
    gifts = [paid(near, provider, "200.00") for _ in range(2)]
    return gifts + [paid(crossing, provider, "300.00") for _ in range(2)]


def die(monkeypatch: pytest.MonkeyPatch, place: str, after: int) -> None:
    """Be killed in a function of ours, once it has run so many times."""
    module, _dot, name = place.rpartition(".")
    target = {"draining": draining, "notices": notices}[module]
    act, calls = getattr(target, name), []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        if len(calls) > after:
            raise Killed
        return act(*args, **kwargs)

    monkeypatch.setattr(target, name, dying)


@pytest.mark.parametrize(
    ("place", "after", "confirmed"),
    [
        ("draining._ask", 0, 0),
        ("draining.confirm_together", 0, 0),
        ("notices.queue_first", 0, 0),
        ("draining.confirm_together", 1, 2),
        ("notices.queue", 0, 2),
        ("notices.queue", 1, 3),
    ],
    ids=["asking", "before", "within", "between", "the-first-alone", "at-the-crossing"],
)
def test_what_it_left_is_applied_once(
    provider: Provider,
    gifts: list[Donation],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    after: int,
    confirmed: int,
) -> None:
    with monkeypatch.context() as context:
        die(context, place, after)
        with pytest.raises(Killed):
            drain(provider)
    assert Donation.objects.counted().count() == confirmed
    assert Entry.objects.filter(kind=Kind.DONATION).count() == confirmed
    assert Notice.objects.count() == confirmed
    assert_books_balance()
    assert drain(provider, now=NOW + draining.LEASE - timedelta(seconds=1)) == 0
    assert drain(provider, now=NOW + draining.LEASE) == 4 - confirmed
    near, crossing = (gifts[n].funding for n in (0, 2))
    for funding, net in ((near, 400), (crossing, 600)):
        funding.refresh_from_db()
        assert (funding.confirmed, funding.donations) == (net, 2)
    assert crossing.commitment.reserved == 500
    assert Notice.objects.count() == 4
    assert states() == {EventState.APPLIED}
    assert_books_balance()
