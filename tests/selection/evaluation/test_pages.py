"""The pages of the evaluation: who comes in, and what nobody sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase
from campaigns.selection import scoring, workflow
from campaigns.selection.models import (
    Commissioner,
    EventKind,
    IntegrationRequest,
    Proposal,
    ProposalState,
    ScoreSheet,
)
from tests.selection import factories
from tests.selection.evaluation.scores import declare, declare_and_hand_in, full
from tests.selection.factories import NOW

pytestmark = pytest.mark.django_db

SECRET = "Un giudizio riservato"


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION)


@pytest.fixture
def proposal(call: Call) -> Proposal:
    return factories.make_in_evaluation(call)


@pytest.fixture
def commissioners(call: Call) -> list[Commissioner]:
    return [factories.make_commissioner(call, presides=number == 0) for number in range(3)]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def score_address(proposal: Proposal) -> str:
    return reverse("selection:score", args=(proposal.call.slug, proposal.pk))


def typed(proposal: Proposal, value: Any = "8", comment: str = SECRET) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for criterion in proposal.call.criteria.all():
        fields |= {f"score-{criterion.pk}": value, f"comment-{criterion.pk}": comment}
    return fields


def a_superuser() -> User:
    return User.objects.create_superuser("capo", "capo@example.org", "password")


def test_a_commissioner_declares_scores_and_hands_in(
    call: Call, proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    client = signed_in(commissioners[0].user)
    first = client.get(reverse("selection:evaluation"), follow=True)
    assert first.status_code == 200
    assert proposal.title in first.content.decode()
    before = client.get(score_address(proposal)).content.decode()
    assert proposal.description not in before, "the dossier is read after the declaration"
    for party in (proposal.organization.name, "Rosa Bianchi"):
        assert party in before, "what one must know to declare"
    dossier = reverse("selection:proposal", args=(proposal.pk,))
    assert client.get(dossier).status_code == 302, "nor by its other address"
    declared = client.post(
        reverse("selection:declare", args=(call.slug, proposal.pk)), {"declares": "no_conflict"}
    )
    assert declared.status_code == 302
    assert proposal.description in client.get(score_address(proposal)).content.decode()
    assert client.post(score_address(proposal), typed(proposal) | {"save": "1"}).status_code == 302
    page = client.get(score_address(proposal)).content.decode()
    assert SECRET in page
    assert "80,00" in page or "80.00" in page, "the points so far"
    answer = client.post(score_address(proposal), typed(proposal) | {"hand_in": "1"})
    assert answer.status_code == 302
    assert ScoreSheet.objects.get().handed_in_at is not None


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare(commissioners[0], proposal)
    client = signed_in(commissioners[0].user)
    for value in ("99", "7.5", "NaN", "", "\x00", "9" * 3000):
        fields = typed(proposal, value) | {"hand_in": "1"}
        answer = client.post(score_address(proposal), fields)
        assert answer.status_code == 400
        assert SECRET in answer.content.decode()
        assert 'role="alert"' in answer.content.decode()
    huge = client.post(score_address(proposal), typed(proposal, "7", "x" * 50_000))
    assert huge.status_code == 400
    foreign = client.post(score_address(proposal), typed(proposal) | {"score-999999999": "7"})
    assert foreign.status_code == 400
    assert not ScoreSheet.objects.exists()


def test_the_last_to_hand_in_reads_all_scores(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    for commissioner in commissioners[:2]:
        declare_and_hand_in(commissioner, proposal, 9)
    declare(commissioners[2], proposal)
    client = signed_in(commissioners[2].user)
    told = client.post(score_address(proposal), typed(proposal) | {"hand_in": "1"}, follow=True)
    page = told.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RANKED
    assert page.count("Perché sì.") == 6, "the others' reasons"
    assert SECRET in page
    later = client.post(score_address(proposal), typed(proposal, "1") | {"hand_in": "1"})
    assert later.status_code == 302
    assert not commissioners[2].sheets.get().scores.filter(value=1).exists()


@pytest.mark.parametrize("who", ["commissioner", "Segreteria", "RUP", "superuser"])
def test_nobody_reads_others_scores_before_they_are_final(
    call: Call, proposal: Proposal, commissioners: list[Commissioner], who: str
) -> None:
    declare(commissioners[0], proposal)
    declare(commissioners[1], proposal)
    scoring.save_sheet(
        commissioner=commissioners[0],
        proposal=proposal,
        scores=dict.fromkeys(full(proposal), (7, SECRET)),
        hand_in=True,
        by=commissioners[0].user,
        now=NOW,
    )
    user = {"commissioner": lambda: commissioners[1].user, "superuser": a_superuser}.get(
        who, lambda: factories.make_staff(who)
    )()
    client = signed_in(user)
    seen = [
        score_address(proposal),
        reverse("selection:final_scores", args=(proposal.pk,)),
        reverse("selection:commission", args=(call.slug,)),
        reverse("selection:sittings", args=(call.slug,)),
        reverse("selection:evaluations", args=(call.slug,)),
        reverse("selection:side_by_side", args=(call.slug,)) + f"?a={proposal.pk}&b=nothing",
    ]
    statuses = []
    for address in seen:
        answer = client.get(address)
        assert SECRET not in answer.content.decode()
        statuses.append(answer.status_code)
    staff = [302, 404, 200, 200, 302, 302]
    assert statuses == ([200, 302, 302, 200, 200, 200] if who == "commissioner" else staff)
    assert not any(
        "7" in str(entry.data.get("values", ""))
        for entry in proposal.history.filter(kind=EventKind.HANDED_IN)
    )


@pytest.mark.parametrize("who", ["Redazione", "Segreteria", "RUP", "superuser", "stranger"])
def test_nobody_without_a_seat_scores(call: Call, proposal: Proposal, who: str) -> None:
    commissioner = factories.make_commissioner(call)
    declare(commissioner, proposal)
    if who == "stranger":
        user = factories.make_commissioner(factories.make_selection_call()).user
    else:
        user = a_superuser() if who == "superuser" else factories.make_staff(who)
    client = signed_in(user)
    answer = client.post(score_address(proposal), typed(proposal) | {"hand_in": "1"})
    assert answer.status_code == 302, "to the admin's home page"
    declared = client.post(
        reverse("selection:declare", args=(call.slug, proposal.pk)), {"declares": "no_conflict"}
    )
    assert declared.status_code == 302
    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize("who", ["commissioner", "Redazione", "RUP", "superuser"])
def test_the_workflow_action_of_wagtail_never_takes_scores(
    proposal: Proposal, commissioners: list[Commissioner], who: str
) -> None:
    declare(commissioners[0], proposal)
    if who == "commissioner":
        user = commissioners[0].user
    else:
        user = a_superuser() if who == "superuser" else factories.make_staff(who)
    state = workflow.current_task(proposal)
    assert state is not None
    client = signed_in(user)
    extra = f'{{"scores": {{"{proposal.call.criteria.all()[0].pk}": 99}}}}'
    edit = reverse("wagtailadmin_pages:edit", args=(proposal.page_id,))
    for action in ("approve", "reject", "score", "hand_in"):
        address = reverse(
            "wagtailadmin_pages:workflow_action", args=(proposal.page_id, action, state.pk)
        )
        for fields in ({}, {"workflow-action-extra-data": extra, "comment": "99"}):
            assert client.post(address, fields).status_code in (302, 403, 404)
        posted = {
            "story-count": "0",
            "action-workflow-action": "true",
            "workflow-action-name": action,
            "workflow-action-extra-data": extra,
        }
        assert client.post(edit, posted).status_code in (200, 302, 403, 404)
    state.refresh_from_db()
    proposal.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert proposal.state == ProposalState.EVALUATION
    assert not ScoreSheet.objects.exists()


def test_who_abstained_neither_reads_nor_scores(
    call: Call, proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    client = signed_in(commissioners[0].user)
    client.post(
        reverse("selection:declare", args=(call.slug, proposal.pk)),
        {"declares": "abstains", "reason": "Parente\x00"},
    )
    assert commissioners[0].declarations.get().reason == "Parente"
    page = client.get(score_address(proposal)).content.decode()
    assert proposal.description not in page
    client.post(score_address(proposal), typed(proposal) | {"hand_in": "1"})
    assert not ScoreSheet.objects.exists()
    beside = reverse("selection:side_by_side", args=(call.slug,)) + f"?a={proposal.pk}"
    assert proposal.description not in client.get(beside).content.decode()


def test_the_dossier_is_what_was_sent(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    declare(commissioners[0], proposal)
    sent = proposal.description
    Proposal.objects.filter(pk=proposal.pk).update(description="Cambiato dopo")
    page = signed_in(commissioners[0].user).get(score_address(proposal)).content.decode()
    assert sent in page
    assert "Cambiato dopo" not in page


def test_answers_to_integrations_are_read_beside_the_scores(
    proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    IntegrationRequest.objects.create(
        proposal=proposal,
        text="Manca la delega.",
        asked_by=factories.make_staff("Segreteria"),
        asked_at=NOW,
        due_at=NOW + timedelta(days=3),
        answered_at=NOW,
        answered_by=proposal.created_by,
        answer="Firma la presidente.",
    )
    client = signed_in(commissioners[0].user)
    assert "Firma la presidente." not in client.get(score_address(proposal)).content.decode()
    declare(commissioners[0], proposal)
    assert "Firma la presidente." in client.get(score_address(proposal)).content.decode()


def test_an_abstention_is_told_with_the_title_that_was_sent(
    call: Call, proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    scoring.declare(
        commissioner=commissioners[0], proposal=proposal, abstains=True, reason="Socio", now=NOW
    )
    Proposal.objects.filter(pk=proposal.pk).update(title="Riscritto dopo")
    page = signed_in(factories.make_staff("RUP")).get(
        reverse("selection:commission", args=(call.slug,))
    )
    assert "Riscritto dopo" not in page.content.decode()
    assert [row.title for _said, row in page.context["abstentions"]] == [proposal.title]


def test_a_proposal_that_is_not_before_the_commission_is_not_found(
    call: Call, commissioners: list[Commissioner]
) -> None:
    client = signed_in(commissioners[0].user)
    for made in (factories.make_submitted(call), factories.make_draft(call)):
        assert client.get(score_address(made)).status_code == 404


def test_the_rup_appoints_and_replaces_from_the_page(call: Call, proposal: Proposal) -> None:
    client = signed_in(factories.make_staff("RUP"))
    person, other = factories.make_staff("Commissione"), factories.make_staff("Commissione")
    act = {"number": "12/2026", "date": "2026-03-01"}
    appointed = confirm(
        client, reverse("selection:appoint", args=(call.slug,)), act | {"user": person.pk}
    )
    assert appointed.status_code == 302
    seat = call.commissioners.get()
    replaced = confirm(
        client,
        reverse("selection:replace", args=(call.slug, seat.pk)),
        act | {"user": other.pk, "reason": "Malattia"},
    )
    assert replaced.status_code == 302
    seat.refresh_from_db()
    assert seat.replaced_by is not None
    assert seat.replaced_by.user == other


def confirm(client: Client, address: str, fields: dict[str, Any]) -> Any:
    shown = client.post(address, fields)
    assert shown.status_code == 200, shown.content.decode()[-3000:]
    return client.post(address, fields | {"confirmed": shown.context["digest"]})


@pytest.mark.parametrize("role", ["Commissione", "Segreteria", "Redazione"])
def test_nobody_but_the_rup_reaches_the_acts(call: Call, role: str) -> None:
    client = signed_in(factories.make_staff(role))
    seat = factories.make_commissioner(call)
    for address in (
        reverse("selection:appoint", args=(call.slug,)),
        reverse("selection:replace", args=(call.slug, seat.pk)),
    ):
        assert client.get(address).status_code in (302, 403)
        fields = {"number": "1", "date": "2026-03-01", "user": seat.user.pk, "reason": "x"}
        assert client.post(address, fields).status_code in (302, 403)
    seat.refresh_from_db()
    assert seat.ended_at is None
    assert call.commissioners.count() == 1


def test_the_rup_is_told_that_the_quorum_lacks(
    call: Call, proposal: Proposal, commissioners: list[Commissioner]
) -> None:
    for commissioner in commissioners[:2]:
        scoring.declare(
            commissioner=commissioner, proposal=proposal, abstains=True, reason="Socio", now=NOW
        )
    page = signed_in(factories.make_staff("RUP")).get(
        reverse("selection:commission", args=(call.slug,))
    )
    assert [row.lacks for row in page.context["below_quorum"]] == [1]
    assert "Socio" in page.content.decode()


def test_lists_take_the_same_queries_for_one_and_for_many(
    call: Call, commissioners: list[Commissioner], django_assert_max_num_queries: Any
) -> None:
    for _number in range(2):
        declare_and_hand_in(commissioners[0], factories.make_in_evaluation(call))
    client, rup = signed_in(commissioners[0].user), signed_in(factories.make_staff("RUP"))
    counted = []
    for _round in range(2):
        for who, name in ((client, "evaluations"), (rup, "commission")):
            with django_assert_max_num_queries(60) as queries:
                who.get(reverse(f"selection:{name}", args=(call.slug,)))
            counted.append(len(queries))
        for _number in range(3):
            declare_and_hand_in(commissioners[1], factories.make_in_evaluation(call))
    assert counted[:2] == counted[2:]
