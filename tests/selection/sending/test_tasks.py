"""The worker's jobs of the selection."""

from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django import app

from campaigns.calls.models import Phase
from campaigns.selection import tasks
from campaigns.selection.models import ProposalState
from tests.selection import factories

from .sending import after_closing, complete_draft, send

pytestmark = pytest.mark.django_db


def test_the_worker_knows_them() -> None:
    scheduled = {entry.task.name for entry in app.periodic_registry.periodic_tasks.values()}
    assert {"selection.every_minute", "selection.send_notices", "selection.forget"} <= scheduled


def test_the_clock_moves_calls_lifts_seals_and_mail_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = timezone.now()
    call = factories.make_selection_call(now=now)
    proposal = complete_draft(call)
    send(proposal, now=now)
    tasks.every_minute(timestamp=0)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
    later = SimpleNamespace(now=lambda: after_closing(call))
    monkeypatch.setattr(tasks, "timezone", later)
    for _turn in range(2):
        tasks.every_minute(timestamp=0)
        tasks.send_notices(timestamp=0)
        tasks.forget(timestamp=0)
    proposal.refresh_from_db()
    call.refresh_from_db()
    assert proposal.state == ProposalState.ELIGIBILITY
    assert call.phase == Phase.EVALUATION
    assert [message.to for message in mail.outbox] == [[proposal.created_by.email]]
