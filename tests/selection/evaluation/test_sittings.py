"""Sittings and their minutes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from campaigns.calls.models import Call, Phase
from campaigns.selection import history, minute_paper, scoring, sittings
from campaigns.selection.models import Commissioner, EventKind, Proposal, Sitting
from tests.selection import factories
from tests.selection.evaluation.scores import declare_and_hand_in
from tests.selection.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=5)
REFUSED = (302, 403)
"""How Wagtail's admin answers who has no permission: back to its home page, or with a 403."""


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION)


@pytest.fixture
def commissioners(call: Call) -> list[Commissioner]:
    return [factories.make_commissioner(call, presides=number == 0) for number in range(3)]


def record(call: Call, present: list[Commissioner], **values: Any) -> Sitting:
    told: dict[str, Any] = {
        "started_at": NOW + timedelta(hours=1),
        "ended_at": NOW + timedelta(hours=3),
        "proposals": [],
        "notes": "Si apre la seduta.",
        "now": LATER,
    }
    by = values.pop("by", None) or factories.make_staff("Segreteria")
    return sittings.record(call=call, present=present, by=by, **(told | values))


def test_a_minute_tells_who_was_there_who_abstained_and_the_votes(
    call: Call, commissioners: list[Commissioner]
) -> None:
    final, pending = factories.make_in_evaluation(call), factories.make_in_evaluation(call)
    scoring.declare(
        commissioner=commissioners[2], proposal=final, abstains=True, reason="Parente", now=NOW
    )
    for commissioner in commissioners[:2]:
        declare_and_hand_in(commissioner, final, 8)
    declare_and_hand_in(commissioners[0], pending, 3)
    for proposal in (final, pending):
        proposal.refresh_from_db()
    sitting = record(call, commissioners[:2], proposals=[pending, final], by=commissioners[0].user)
    minute = sitting.minute
    assert [member["commissioner"] for member in minute["present"]] == [
        member.pk for member in commissioners[:2]
    ]
    assert [member["commissioner"] for member in minute["absent"]] == [commissioners[2].pk]
    first, second = minute["proposals"]
    assert first["abstained"][0]["reason"] == "Parente"
    assert [{score["value"] for score in vote["scores"]} for vote in first["votes"]] == [{8}, {8}]
    assert second["votes"] == [], "scores that are not final are in no minute"
    assert sitting.digest == history.digest_of(minute)
    entry = call.history.get(kind=EventKind.SITTING)
    assert entry.data == {"number": 1, "digest": sitting.digest}


def test_minutes_are_numbered_without_a_gap_and_never_change(
    call: Call, commissioners: list[Commissioner]
) -> None:
    first = record(call, commissioners)
    with pytest.raises(sittings.NobodyPresent):
        record(call, [])
    assert record(call, commissioners).number == first.number + 1 == 2
    for act in (lambda: Sitting.objects.update(number=9), lambda: Sitting.objects.all().delete()):
        with pytest.raises(Error), transaction.atomic():
            act()


@pytest.mark.parametrize("role", ["RUP", "Redazione", "Commissione"])
def test_only_the_president_and_the_segreteria_record(
    call: Call, commissioners: list[Commissioner], role: str
) -> None:
    with pytest.raises(PermissionDenied):
        record(call, commissioners, by=factories.make_staff(role))
    with pytest.raises(PermissionDenied):
        record(call, commissioners, by=commissioners[1].user)


def test_a_sitting_has_sensible_times_members_and_proposals(
    call: Call, commissioners: list[Commissioner]
) -> None:
    with pytest.raises(sittings.WrongTimes):
        record(call, commissioners, ended_at=NOW)
    with pytest.raises(sittings.WrongTimes):
        record(call, commissioners, now=NOW + timedelta(hours=2))
    stranger = factories.make_commissioner(factories.make_selection_call())
    with pytest.raises(sittings.NobodyPresent):
        record(call, [stranger])
    with pytest.raises(sittings.NotConsidered):
        record(call, commissioners, proposals=[factories.make_in_eligibility(call)])
    with pytest.raises(sittings.NobodyPresent):
        before = NOW - timedelta(days=3)
        record(call, commissioners, started_at=before, ended_at=before + timedelta(hours=1))


def minuted(call: Call, commissioners: list[Commissioner], **fields: Any) -> Sitting:
    proposal: Proposal = factories.make_in_evaluation(call, **fields)
    for commissioner in commissioners:
        declare_and_hand_in(commissioner, proposal)
    proposal.refresh_from_db()
    return record(call, commissioners, proposals=[proposal])


def test_the_minute_on_screen_and_on_paper(call: Call, commissioners: list[Commissioner]) -> None:
    sitting = minuted(call, commissioners, title="Orto — “però” ✓ ăș " + "lungo" * 20)
    client = Client()
    client.force_login(commissioners[1].user)
    page = client.get(reverse("selection:minute", args=(call.slug, 1)))
    assert page.status_code == 200
    assert sitting.digest in page.content.decode()
    assert "Perché sì." in page.content.decode()
    paper = client.get(reverse("selection:minute_paper", args=(call.slug, 1)))
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert minute_paper.minute_paper(sitting=sitting).startswith(b"%PDF-")
    assert client.get(reverse("selection:minute", args=(call.slug, 2))).status_code == 404
    assert client.get(reverse("selection:minute", args=(call.slug, 10**12))).status_code == 404


def test_the_segreteria_records_from_the_page(
    call: Call, commissioners: list[Commissioner]
) -> None:
    proposal = factories.make_in_evaluation(call)
    client = Client()
    client.force_login(factories.make_staff("Segreteria"))
    address = reverse("selection:record_sitting", args=(call.slug,))
    assert client.get(address).status_code == 200
    fields: dict[str, Any] = {
        "started_at": "2026-03-10 14:00",
        "ended_at": "2026-03-10 16:30",
        "present": [commissioners[0].pk],
        "proposals": [str(proposal.pk)],
        "notes": "Prima seduta.",
    }
    wrong = client.post(address, fields | {"ended_at": "2026-03-10 13:00"})
    assert wrong.status_code == 400
    assert "Prima seduta." in wrong.content.decode()
    for bad in ({"present": ["x"]}, {"proposals": ["x"]}, {"notes": "\x00"}, {"started_at": "?"}):
        assert client.post(address, fields | bad).status_code == 400
    assert client.post(address, fields).status_code == 302
    sitting = Sitting.objects.get()
    assert sitting.started_at.hour == 13, "Rome's hours"
    assert sitting.minute["proposals"][0]["proposal"] == str(proposal.pk)


@pytest.mark.parametrize("role", ["RUP", "Redazione", "Commissione"])
def test_nobody_else_records_by_a_hand_made_post(call: Call, role: str) -> None:
    factories.make_commissioner(call, presides=True)
    client = Client()
    client.force_login(factories.make_staff(role))
    answer = client.post(reverse("selection:record_sitting", args=(call.slug,)), {"notes": "x"})
    assert answer.status_code in REFUSED
    assert not Sitting.objects.exists()
    read = client.get(reverse("selection:sittings", args=(call.slug,))).status_code
    assert (read == 200) if role == "RUP" else (read in REFUSED)
