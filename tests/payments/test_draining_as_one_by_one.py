"""R4, R5, R10, R12: a queue that is drained comes to what its events come to one by one."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campaigns.payments import draining
from campaigns.payments.models import ProviderEvent
from campaigns.transparency.audit import audit

from .waiting_scene import DISPUTES, MORE, NEWS, Scene, Step

QUEUES = {
    "r4-crossed-on-the-way": "paid 0 300, paid 0 300, paid 0 100",
    "r5-whoever-crosses-first": "paid 0 100, paid 1 500, paid 0 400",
    "r5-a-slower-one-first": "paid 1 499, paid 0 500, told again 0 0, "
    "paid 2 350, paid 1 1, paid 2 350",
    "r10-late-between": "paid 0 100, late 0 100, paid 0 100",
    "r10-late-of-one-that-crosses": "paid 0 300, late 0 900, paid 0 200",
    "r10-paid-while-suspended": "paid 0 100, stopped 0 100, paid 0 100",
    "r10-arrived-too-late": "paid 0 100, slow 0 100, paid 0 100",
    "r10-paid-twice-at-once": "paid 0 100, paid again 0 0, paid 0 100",
    "r10-the-second-told-first": "silent 0 100, paid again 0 0, paid 0 100",
    "r11-unreal": "paid 0 100, unreal 0 100, paid 0 100",
    "r12-told-again": "paid 0 100, paid 0 100, told again 0 0",
    "r12-page-and-payment": "paid 0 100, payment told 0 0, paid 0 100",
    "refund-after-the-crossing": "paid 0 400, paid 0 100, refunded 0 0, paid 0 100, paid 1 500",
    "refund-before-the-crossing": "paid 0 400, paid 0 50, refunded 0 0, "
    "paid 0 100, paid 1 500, paid 0 400",
    "refund-told-before-its-payment": "silent 0 400, refunded 0 0, paid 0 500",
    "dispute-after-the-crossing": "paid 0 250, paid 0 250, dispute open 0 0, paid 1 500",
    "dispute-before-the-crossing": "paid 0 250, paid 0 200, dispute lost 1 0, "
    "paid 0 100, paid 1 500, paid 0 500",
    "unpaid-between": "paid 0 100, pending 0 100, paid 0 100",
    "expired-and-paid": "paid 0 100, expired 0 0, paid 0 100",
    "nothing-said-of-one": "paid 0 100, silent 0 100, paid 0 100",
    "nonsense-said-of-one": "paid 0 100, broken 0 100, paid 0 100",
}
"""What is told, of which campaign or earlier donation, and how many euros it is."""

steps = st.tuples(
    st.one_of(st.just("paid"), st.sampled_from([*NEWS, *MORE, *DISPUTES])),
    st.integers(0, 7),
    st.sampled_from([50, 200, 350, 500]),
)


def steps_of(queue: str) -> list[Step]:
    """A queue as it is written above."""
    words = [each.rsplit(" ", 2) for each in queue.split(", ")]
    return [(what, int(which), int(amount)) for what, which, amount in words]


def outcomes(queue: Sequence[Step]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What comes of a queue drained, and of one like it applied one by one; nothing is kept."""
    told = []
    for act in (Scene.drain, Scene.apply_one_by_one):
        with transaction.atomic():
            scene = Scene()
            scene.tell(queue)
            act(scene)
            told.append(scene.outcome())
            checks = [check for check in audit()["checks"] if not check["ok"]]
            transaction.set_rollback(True)
        assert not checks
    return told[0], told[1]


@pytest.mark.django_db
@pytest.mark.parametrize("queue", QUEUES.values(), ids=list(QUEUES))
@pytest.mark.parametrize("seconds", [60.0, -1.0], ids=["asked-at-once", "asked-slowly"])
def test_drained_as_one_by_one(queue: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "ASKING_SECONDS", seconds)
    together, alone = outcomes(steps_of(queue))
    assert together == alone


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
@given(queue=st.lists(steps, min_size=4, max_size=14))
def test_any_queue_is_drained_as_one_by_one(queue: list[Step]) -> None:
    together, alone = outcomes(queue)
    assert together == alone


@pytest.mark.deep
@pytest.mark.django_db
@settings(
    max_examples=400,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
@given(queue=st.lists(steps, min_size=4, max_size=20))
def test_any_queue_is_drained_as_one_by_one_for_long(queue: list[Step]) -> None:
    together, alone = outcomes(queue)
    assert together == alone


@pytest.mark.django_db
def test_r5_who_crosses_first_is_first_served() -> None:
    scene = Scene()
    scene.tell(steps_of(QUEUES["r5-whoever-crosses-first"]))
    scene.drain()
    assert [each[:2] for each in scene.outcome()["commitments"]] == [(1, 300), (0, 0)]


@pytest.mark.django_db
def test_r10_of_two_payments_told_at_once_one_is_given_back() -> None:
    scene = Scene()
    scene.tell(steps_of(QUEUES["r10-paid-twice-at-once"]))
    scene.drain()
    totals = scene.outcome()["campaigns"][0]
    assert (totals["confirmed"], totals["late"], totals["late_refunded"]) == (200, 100, 100)
    assert not ProviderEvent.objects.exclude(state="applied").exists()
