"""kill -9 within sending and within publishing: all or nothing, and each is told once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from campaigns.calls.models import Call, Phase
from campaigns.models import CampaignPage
from campaigns.selection import history, notice_sending, sealed_versions, submitting
from campaigns.selection.models import (
    NoticeKind,
    Outcome,
    Proposal,
    ProposalState,
    RankingKind,
    SelectionNotice,
    Submission,
)
from campaigns.selection.ranking_versions import VersionRefused
from tests import databases
from tests.selection import factories
from tests.selection.ranking.factories import make_judged, publish

from .sending import complete_draft, send

pytestmark = pytest.mark.committed

ROOT = Path(__file__).resolve().parents[3]
WRITTEN = (Submission, SelectionNotice, CampaignPage, WorkflowState)


def killed(act: str, key: object, database: str) -> int:
    """Have a process killed before every third write of an act, then after it; how many times."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.selection.sending.dying", act, str(key)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
            "DATABASE_URL": databases.url_of(database),
        },
    )
    return int(ran.stdout)


def tell() -> list[str]:
    """Two turns of the job that sends what is queued; to whom it went."""
    mail.outbox.clear()
    for _turn in range(2):
        notice_sending.NOTICES.send_due(clock=timezone.now)
    return sorted(message.to[0] for message in mail.outbox)


def test_a_sending_killed_at_any_moment_is_whole_or_was_never_begun(committed_db: str) -> None:
    call = factories.make_selection_call()
    proposal = complete_draft(call)
    before = [model.objects.count() for model in WRITTEN]
    assert killed("send", proposal.pk, committed_db) > 4
    proposal.refresh_from_db()
    assert [model.objects.count() for model in WRITTEN] == [number + 1 for number in before]
    assert proposal.state == ProposalState.SUBMITTED
    assert proposal.page is not None
    assert proposal.submissions.get().number == 1
    assert [entry.seq for entry in call.history.all()] == [1]
    assert history.broken_at(call) is None
    assert not any(Page.find_problems())
    with pytest.raises(submitting.NotADraft):
        send(proposal)
    assert tell() == [proposal.created_by.email]


def test_a_ranking_killed_at_any_moment_is_published_whole_and_once(committed_db: str) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    rup = factories.make_staff("RUP")
    proposals = [make_judged(call, points) for points in (9, 8, 1)]
    known = call.history.count()
    assert killed("publish", call.pk, committed_db) > 8
    version = call.rankings.get()
    assert (version.number, version.rows.count()) == (1, 3)
    assert sealed_versions.is_intact(version)
    states = Proposal.objects.in_bulk()
    for row in version.rows.all():
        expected = {
            Outcome.SELECTED: ProposalState.SELECTED,
            Outcome.BELOW_MINIMUM: ProposalState.NOT_SELECTED,
        }[Outcome(row.outcome)]
        assert states[row.proposal_id].state == expected
    assert Call.objects.get(pk=call.pk).phase == Phase.RANKED
    assert call.acts.count() == 1
    assert call.history.count() == known + 2 + len(proposals)
    assert history.broken_at(call) is None
    assert SelectionNotice.objects.filter(kind=NoticeKind.FINAL).count() == len(proposals)
    with pytest.raises(VersionRefused):
        publish(call, RankingKind.FINAL, by=rup)
    assert tell() == sorted(proposal.created_by.email for proposal in proposals)
