"""A campaign about to open without a published page: its people are told once."""

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.accounts.models import User
from campaigns.editorial import opening_alerts
from campaigns.funding.models import Funding, State
from campaigns.selection import story_notices
from campaigns.selection.models import NoticeKind, Proposal, ProposalState, SelectionNotice
from campaigns.selection.notice_messages import compose
from tests.factories import NOW, make_campaign_page, make_funding
from tests.selection.factories import make_evaluated, make_selection_call, make_staff

pytestmark = pytest.mark.django_db


def alerted(at: Any) -> int:
    opening_alerts.alert_unpublished(now=at)
    return ProcrastinateJob.objects.filter(task_name="payments.send_alert").count()


def told(at: Any) -> list[tuple[str, bool]]:
    """Who has been told by then, and whether as one of the proponent's."""
    story_notices.tell(now=at)
    rows = SelectionNotice.objects.filter(kind=NoticeKind.UNPUBLISHED).order_by("pk")
    return [(row.recipient.username, row.proposal_id is not None) for row in rows]


def test_its_people_48_hours_before_and_the_team_24_each_once(
    ada: User, bea: User, settings: Any
) -> None:
    settings.ALERT_EMAILS = ["staff@example.org"]
    proposal = make_evaluated(make_selection_call())
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.SELECTED)
    make_staff("Segreteria")
    opens = NOW + timedelta(days=10)
    assert proposal.page is not None
    key = proposal.page.translation_key
    funding = make_funding(state=State.SCHEDULED, opens_at=opens, translation_key=key)
    everyone = [
        (ada.username, False),
        (bea.username, False),
        (proposal.created_by.username, True),
    ]
    assert told(opens - timedelta(hours=48, seconds=1)) == []
    for _time in range(2):
        assert told(opens - timedelta(hours=48)) == everyone
    assert alerted(opens - timedelta(hours=24, seconds=1)) == 0
    assert alerted(opens - timedelta(hours=24)) == 1
    assert alerted(opens + timedelta(hours=1)) == 1
    notices = SelectionNotice.objects.select_related("recipient", "call", "proposal__call")
    to_ada, to_member = notices.get(recipient=ada), notices.get(recipient=proposal.created_by)
    for notice, words in ((to_ada, "admin/redazione/"), (to_member, "i-miei-progetti/")):
        mail = compose(notice=notice, now=opens - timedelta(hours=40))
        assert mail is not None
        assert words in mail.body
        assert funding.title in mail.subject
    Funding.objects.filter(pk=funding.pk).update(state=State.CANCELLED)
    assert compose(notice=to_ada, now=opens - timedelta(hours=40)) is None


def test_a_published_page_is_quiet(settings: Any) -> None:
    settings.ALERT_EMAILS = ["staff@example.org"]
    funding = make_funding(state=State.SCHEDULED, opens_at=NOW + timedelta(hours=12))
    make_campaign_page(funding)
    assert alerted(NOW) == 0
    assert told(NOW) == []
    other = make_funding(state=State.CANCELLED, opens_at=NOW + timedelta(hours=12))
    assert alerted(NOW) == 0
    assert not opening_alerts.UnpublishedAlert.objects.filter(
        campaign_key=other.translation_key
    ).exists()
