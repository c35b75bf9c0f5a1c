"""The staff's lists ask the database the same for three proposals and for twelve."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.calls.models import Call, CallQuestion, Phase
from campaigns.selection.models import Commissioner, IntegrationRequest, ProposalState
from tests.selection import factories
from tests.selection.evaluation.scores import declare_and_hand_in
from tests.selection.ranking.factories import make_judged

pytestmark = pytest.mark.django_db
ROLES = ("Segreteria", "RUP", "Redazione", "Ragioneria", "Amministrazione")


def grow(call: Call, ranked: Call, seat: Commissioner, clerk: User) -> None:
    """Three more of everything that somebody works through."""
    now = timezone.now()
    for number in range(3):
        factories.make_in_eligibility(call)
        asked = factories.make_in_eligibility(call)
        asked.state = ProposalState.INTEGRATION
        asked.save(update_fields=["state"])
        IntegrationRequest.objects.create(
            proposal=asked,
            text="Lo statuto",
            asked_at=now,
            asked_by=clerk,
            due_at=now + timedelta(days=number - 1),
        )
        judged = factories.make_in_evaluation(call)
        if number:
            declare_and_hand_in(seat, judged)
        CallQuestion.objects.create(call=call, asked_text="?", question_it="?", asked_at=now)
        make_judged(ranked, 8)


def test_lists_ask_the_same_for_three_and_for_twelve() -> None:
    call, ranked = (factories.make_selection_call(phase=Phase.EVALUATION) for _call in range(2))
    seat, clerk = factories.make_commissioner(call), factories.make_staff("Segreteria")
    for _seat in range(2):
        factories.make_commissioner(call)
        factories.make_commissioner(ranked)
    rup, judge = signed_in(factories.make_staff("RUP")), signed_in(seat.user)
    home = reverse("wagtailadmin_home")
    pages: dict[str, tuple[Client, str]] = {
        role: (signed_in(factories.make_staff(role)), home) for role in ROLES
    }
    pages |= {
        "Commissione": (judge, home),
        "queue": (signed_in(clerk), reverse("selection:proposals", args=[call.slug])),
        "desk": (judge, reverse("selection:evaluations", args=[call.slug])),
        "commission": (rup, reverse("selection:commission", args=[call.slug])),
        "ranking": (rup, reverse("selection:ranking", args=[ranked.slug])),
        "questions": (signed_in(clerk), reverse("selection:questions", args=[call.slug])),
    }
    grow(call, ranked, seat, clerk)
    counted(pages)
    few = counted(pages)
    for _time in range(3):
        grow(call, ranked, seat, clerk)
    assert counted(pages) == few


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def counted(pages: dict[str, tuple[Client, str]]) -> dict[str, int]:
    """How many queries each page takes."""
    found: dict[str, Any] = {}
    for name, (client, url) in pages.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, name
        found[name] = len(queries)
    return found
