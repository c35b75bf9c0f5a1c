"""What waits for each role, on the home of the admin and in the mail of the morning."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.calls.models import CallQuestion, Phase
from campaigns.funding.models import Funding, State
from campaigns.selection import staff_digest
from campaigns.selection.models import (
    Commissioner,
    ConflictDeclaration,
    IntegrationRequest,
    NoticeKind,
    Proposal,
    ProposalState,
    RankingKind,
    ScoreSheet,
    SelectionNotice,
)
from campaigns.selection.notice_messages import compose
from campaigns.selection.waiting import waiting_for
from campaigns.selection.waiting_lines import Line
from tests.editorial.conftest import signed_in
from tests.factories import give, make_campaign_page, make_fund, make_funding, make_open_funding
from tests.selection.factories import (
    NOW,
    make_commissioner,
    make_evaluated,
    make_in_eligibility,
    make_in_evaluation,
    make_selection_call,
    make_staff,
)
from tests.selection.ranking.factories import make_judged, make_rounds, publish, start

pytestmark = pytest.mark.django_db
SEVEN_IN_SUMMER = datetime(2026, 7, 1, 5, tzinfo=UTC)
SEVEN_IN_WINTER = datetime(2026, 1, 15, 6, tzinfo=UTC)


def counts(user: User, now: datetime = NOW) -> dict[str, int]:
    """Each line by its label, in the sections of a person."""
    user = User.objects.get(pk=user.pk)
    return {line.label: line.count for part in waiting_for(user, now=now) for line in part.lines}


@pytest.fixture(autouse=True)
def english(settings: Any) -> Any:
    from django.utils import translation

    with translation.override("en"):
        yield


def test_segreteria_sees_what_to_check() -> None:
    call = make_selection_call(phase=Phase.EVALUATION)
    make_in_eligibility(call)
    late = make_in_eligibility(call)
    back = make_in_eligibility(call)
    clerk = make_staff("Segreteria")
    late.state = ProposalState.INTEGRATION
    late.save(update_fields=["state"])
    asked = {"text": "Lo statuto", "asked_at": NOW, "asked_by": clerk}
    IntegrationRequest.objects.create(proposal=late, due_at=NOW - timedelta(days=1), **asked)
    IntegrationRequest.objects.create(
        proposal=back, due_at=NOW, answered_at=NOW, answered_by=back.created_by, **asked
    )
    CallQuestion.objects.create(call=call, asked_text="?", question_it="?", asked_at=NOW)
    assert counts(clerk) == {
        "Proposals to check": 1,
        "Proposals whose integrations were answered": 1,
        "Integrations past their date": 1,
        "Questions without an answer": 1,
    }


def test_a_commissioner_sees_their_own_alone() -> None:
    call = make_selection_call(phase=Phase.EVALUATION)
    proposals = [make_in_evaluation(call) for _ in range(4)]
    commissioner, other = make_commissioner(call), make_commissioner(call)
    make_in_evaluation(make_selection_call(phase=Phase.EVALUATION))
    for proposal, abstains in ((proposals[0], False), (proposals[1], False), (proposals[2], True)):
        ConflictDeclaration.objects.create(
            commissioner=commissioner,
            proposal=proposal,
            abstains=abstains,
            reason="Parente" if abstains else "",
            at=NOW,
        )
    ScoreSheet.objects.create(
        commissioner=commissioner, proposal=proposals[0], saved_at=NOW, handed_in_at=NOW
    )
    assert counts(commissioner.user) == {
        "Proposals on which to declare interests": 1,
        "Proposals to score": 1,
    }
    assert counts(other.user) == {"Proposals on which to declare interests": 4}


def test_the_rup_sees_missing_scores_and_quorum() -> None:
    call = make_selection_call(phase=Phase.EVALUATION, quorum=2)
    proposal = make_in_evaluation(call)
    first = make_commissioner(call)
    rup = make_staff("RUP")
    seen = counts(rup)
    assert seen["Proposals with scores missing"] == 1
    assert seen["Calls whose commission lacks the quorum"] == 1
    assert "Rankings ready to be published" not in seen
    make_commissioner(call)
    assert "Calls whose commission lacks the quorum" not in counts(rup)
    ConflictDeclaration.objects.create(
        commissioner=first, proposal=proposal, abstains=True, reason="Parente", at=NOW
    )
    assert counts(rup)["Calls whose commission lacks the quorum"] == 1


def test_the_rup_sees_a_ranking_that_is_ready() -> None:
    call = make_selection_call(phase=Phase.EVALUATION)
    make_evaluated(call)
    rup = make_staff("RUP")
    assert counts(rup)["Rankings ready to be published"] == 1
    make_in_evaluation(call)
    assert "Rankings ready to be published" not in counts(rup)


def test_each_line_leads_to_what_it_counts() -> None:
    one, other = (make_selection_call(phase=Phase.EVALUATION) for _ in range(2))
    for call in (one, one, other):
        make_in_evaluation(call)
        CallQuestion.objects.create(call=call, asked_text="?", question_it="?", asked_at=NOW)
    make_in_eligibility(one)
    clerk, rup = make_staff("Segreteria"), make_staff("RUP")
    to_check = line_of(clerk, "Proposals to check")
    assert (to_check.url, to_check.parts) == (
        reverse("selection:proposals", args=[one.slug]) + "?state=eligibility",
        (),
    )
    asked, missing = line_of(clerk, "Questions"), line_of(rup, "Proposals with scores missing")
    assert {(part.url, part.count) for part in asked.parts} == {
        (reverse("selection:questions", args=[call.slug]), count)
        for call, count in ((one, 2), (other, 1))
    }
    assert {part.url for part in missing.parts} == {
        reverse("selection:commission", args=[call.slug]) for call in (one, other)
    }
    page = signed_in(rup).get(reverse("wagtailadmin_home")).content.decode()
    assert all(part.url in page for part in missing.parts)


def test_the_rup_sees_the_acts_that_are_due() -> None:
    call, rup = make_selection_call(phase=Phase.EVALUATION, max_selected=2), make_staff("RUP")
    first, second = (make_judged(call, value) for value in (9, 8))
    publish(call, by=rup)
    assert counts(rup)["Provisional rankings to be made final"] == 1
    publish(call, RankingKind.FINAL, by=rup, number="101/2026")
    assert counts(rup) == {"Selected projects without a round": 2}
    rounds = make_rounds(call)
    first.refresh_from_db()
    second.refresh_from_db()
    start(call, {first: rounds[0], second: rounds[0]}, by=rup)
    assert counts(rup) == {}
    Funding.objects.update(state=State.CANCELLED)
    assert counts(rup) == {"Calls that can be closed": 1}
    Proposal.objects.filter(pk=first.pk).update(state=ProposalState.WITHDRAWN)
    assert counts(rup)["Rankings to publish again after a withdrawal"] == 1


def test_a_superuser_s_digest_is_of_the_roles_they_were_given() -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", "password")
    call = make_selection_call(phase=Phase.EVALUATION)
    make_in_evaluation(call)
    make_in_eligibility(call)
    assert counts(boss)
    assert waiting_for(boss, now=NOW, own_roles=True) == []
    staff_digest.queue_digests(now=SEVEN_IN_WINTER)
    assert not SelectionNotice.objects.filter(recipient=boss).exists()
    boss.groups.add(Group.objects.get(name="Segreteria"))
    seat = make_commissioner(call)
    Commissioner.objects.filter(pk=seat.pk).update(user=boss)
    told = [
        line.label for part in waiting_for(boss, now=NOW, own_roles=True) for line in part.lines
    ]
    assert told == ["Proposals to check", "Proposals on which to declare interests"]


def line_of(user: User, label: str) -> Line:
    """The line of a person that begins so."""
    user = User.objects.get(pk=user.pk)
    lines = [line for part in waiting_for(user, now=NOW) for line in part.lines]
    return next(line for line in lines if line.label.startswith(label))


def test_redazione_sees_stories() -> None:
    ada, bea = make_staff("Redazione"), make_staff("Redazione")
    live = make_campaign_page(make_open_funding())
    draft = live.get_latest_revision_as_object()
    draft.summary = "Altro"
    draft.save_revision(user=ada)
    workflow = live.get_workflow()
    assert workflow is not None
    workflow.start(live, ada)
    make_funding(state=State.SCHEDULED, opens_at=NOW + timedelta(hours=40))
    seen = counts(bea)
    assert seen["Stories to approve"] == 1
    assert seen["Campaigns about to open without a published page"] == 1
    assert seen["Translations missing"] == 1
    assert "Stories to approve" not in counts(ada)


def test_administrators_see_people_without_a_second_factor() -> None:
    boss = make_staff("Amministrazione")
    make_staff("RUP")
    assert counts(boss)["People without a second factor"] >= 2


@pytest.mark.parametrize(
    "role",
    ["Segreteria", "Commissione", "RUP", "Redazione", "Ragioneria", "Amministrazione"],
)
def test_the_home_of_each_role_opens(role: str) -> None:
    call = make_selection_call(phase=Phase.EVALUATION)
    make_in_evaluation(call)
    funding = make_open_funding(cost="1000.00")
    make_fund(funding.call)
    give(funding, "450.00", at=timezone.now(), name="Ada Brambilla")
    response = signed_in(make_staff(role)).get(reverse("wagtailadmin_home"))
    assert response.status_code == 200
    text = response.content.decode()
    assert "Ada Brambilla" not in text
    assert (funding.title in text) == (role in ("Redazione", "Ragioneria", "Amministrazione"))


def test_the_home_asks_the_same_however_many_there_are() -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", "password")
    asked = []
    for more in (1, 3):
        for _ in range(more):
            call = make_selection_call(phase=Phase.EVALUATION)
            make_in_evaluation(call)
            make_in_eligibility(call)
            make_commissioner(call)
            opens = timezone.now() + timedelta(hours=40)
            closes = opens + timedelta(days=30)
            make_funding(state=State.SCHEDULED, opens_at=opens, closes_at=closes)
        asked.append(_queries(boss))
    assert asked[0] == asked[1]


def _queries(user: User) -> int:
    user = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        waiting_for(user, now=timezone.now())
    return len(captured)


@pytest.mark.parametrize("now", [SEVEN_IN_SUMMER, SEVEN_IN_WINTER], ids=["summer", "winter"])
def test_the_digest_is_one_a_day_at_seven_in_rome(now: datetime) -> None:
    clerk, idle = make_staff("Segreteria"), make_staff("Segreteria")
    User.objects.filter(pk=idle.pk).update(is_active=False)
    make_in_eligibility(make_selection_call(phase=Phase.EVALUATION))
    assert staff_digest.queue_digests(now=now - timedelta(hours=1)) == 0
    assert staff_digest.queue_digests(now=now + timedelta(hours=1)) == 0
    staff_digest.queue_digests(now=now)
    staff_digest.queue_digests(now=now)
    notice = SelectionNotice.objects.get(kind=NoticeKind.STAFF_DIGEST, recipient=clerk)
    assert not SelectionNotice.objects.filter(recipient=idle).exists()
    staff_digest.queue_digests(now=now + timedelta(days=1))
    assert SelectionNotice.objects.filter(recipient=clerk).count() == 2
    mail = compose(notice=notice, now=now)
    assert mail is not None
    assert "1" in mail.subject


def test_nobody_hears_of_nothing() -> None:
    make_staff("Segreteria")
    make_staff("Commissione")
    assert staff_digest.queue_digests(now=SEVEN_IN_WINTER) == 0


def test_the_digest_says_what_still_waits_when_it_leaves() -> None:
    clerk = make_staff("Segreteria")
    User.objects.filter(pk=clerk.pk).update(language="en")
    proposal = make_in_eligibility(make_selection_call(phase=Phase.EVALUATION))
    staff_digest.queue_digests(now=SEVEN_IN_WINTER)
    notice = SelectionNotice.objects.get(recipient=clerk)
    mail = compose(notice=notice, now=SEVEN_IN_WINTER)
    assert mail is not None
    assert "Proposals to check" in str(mail.body)
    proposal.state = ProposalState.EXCLUDED
    proposal.save(update_fields=["state"])
    assert compose(notice=notice, now=SEVEN_IN_WINTER) is None


def test_strangers_see_no_home() -> None:
    assert Client().get(reverse("wagtailadmin_home")).status_code == 302
