"""Writing a draft through its pages."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import Call
from campaigns.selection.drafts import DraftRefused, start
from campaigns.selection.models import Proposal, ProposalState
from campaigns.selection.steps import ORDER, WRITTEN, Step
from tests.selection.area.conftest import Desk
from tests.selection.factories import make_proponent, make_selection_call

PROJECT = {"title": "Un forno per tutti", "summary": "Pane del quartiere.", "impact": "Molto."}


@pytest.mark.parametrize("step", ORDER, ids=str)
def test_every_step_opens(desk: Desk, step: Step) -> None:
    response = desk.client.get(desk.url(step))
    assert response.status_code == 200
    assert "Un orto per il quartiere" in response.content.decode()


def test_a_new_proposal_begins_at_its_first_step(desk: Desk) -> None:
    url = reverse("area:start", args=(desk.call.slug,))
    assert desk.client.get(url).status_code == 200
    response: Any = desk.client.post(url, {"organization": desk.membership.organization_id})
    made = Proposal.objects.exclude(pk=desk.proposal.pk).get()
    assert response.url == reverse("area:step", args=(made.pk, Step.ORGANIZATION))
    assert (made.state, made.contact_email) == (ProposalState.DRAFT, desk.user.email)


@pytest.mark.parametrize("chosen", ["", "abc", "999999999", "²", "\x00"])
def test_a_new_proposal_needs_one_of_ones_own_organizations(desk: Desk, chosen: str) -> None:
    url = reverse("area:start", args=(desk.call.slug,))
    assert desk.client.post(url, {"organization": chosen}).status_code == 400
    stranger = make_proponent()
    response = desk.client.post(url, {"organization": stranger.organization_id})
    assert response.status_code == 400
    assert Proposal.objects.count() == 1


def test_no_proposal_begins_outside_the_window_or_with_another_legal_form(db: None) -> None:
    now = timezone.now()
    membership = make_proponent(now=now)
    call = make_selection_call(now=now, legal_forms=["aps"])
    asked: dict[str, Any] = {"organization": membership.organization, "by": membership.user}
    with pytest.raises(DraftRefused, match="forma giuridica"):
        start(call=call, now=now, **asked)
    open_call = make_selection_call(now=now)
    assert open_call.submissions_close_at is not None
    with pytest.raises(DraftRefused):
        start(call=open_call, now=open_call.submissions_close_at, **asked)
    with pytest.raises(DraftRefused):
        stranger = make_proponent(now=now)
        start(call=open_call, organization=membership.organization, by=stranger.user, now=now)
    assert Proposal.objects.count() == 0


def test_saving_leads_to_the_next_step(desk: Desk) -> None:
    response = desk.save(Step.PROJECT, PROJECT)
    assert response.status_code == 302
    assert response.url == desk.url(Step.BUDGET)
    assert desk.fresh().title == "Un forno per tutti"
    assert desk.proposal.description == "Un orto, una serra e un forno.", "not sent: kept"


def test_a_wrong_field_says_so_and_the_rest_is_saved(desk: Desk) -> None:
    response = desk.save(Step.PROJECT, {**PROJECT, "summary": "x" * 201})
    page = response.content.decode()
    assert response.status_code == 400
    assert 'href="#id_summary"' in page
    assert "x" * 201 in page, "what was typed stays"
    assert desk.fresh().title == "Un forno per tutti"
    assert desk.proposal.summary == "Un orto condiviso al posto di un parcheggio."


def test_lines_end_with_one_sign_and_count_as_one(desk: Desk) -> None:
    desk.save(Step.PROJECT, {"impact": "a\r\n" * 1499 + "ab"})
    assert desk.fresh().impact == "a\n" * 1499 + "ab"


def test_two_devices_at_once_lose_nothing(desk: Desk) -> None:
    seen = desk.version(Step.PROJECT)
    desk.save(Step.PROJECT, {"title": "Dal telefono"}, seen)
    response = desk.save(Step.PROJECT, {"title": "Dal computer"}, seen)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Dal telefono" in page
    assert 'value="Dal computer"' in page
    assert desk.fresh().title == "Dal telefono"
    again = desk.save(Step.PROJECT, {"title": "Dal computer"}, response.context["version"])
    assert again.status_code == 302
    assert desk.fresh().title == "Dal computer"


def test_two_people_in_two_steps_do_not_meet(desk: Desk) -> None:
    seen = desk.version(Step.ORGANIZATION)
    desk.save(Step.PROJECT, {"title": "Altro titolo"})
    response = desk.save(Step.ORGANIZATION, {"contact_name": "Ada"}, seen)
    assert response.status_code == 302
    assert desk.fresh().contact_name == "Ada"


def test_the_same_sent_twice_is_no_conflict(desk: Desk) -> None:
    seen = desk.version(Step.PROJECT)
    assert desk.save(Step.PROJECT, PROJECT, seen).status_code == 302
    assert desk.save(Step.PROJECT, PROJECT, seen).status_code == 302


def test_budget_lines_are_added_changed_and_removed(desk: Desk) -> None:
    sent = {
        "total_cost": "20.000",
        "row-0-description": "Serra",
        "row-0-amount": "11.500,50",
        "row-1-description": "Terra",
        "row-1-amount": "8000",
        "row-1-remove": "on",
        "row-2-description": "Forno",
        "row-2-amount": "8499.50",
        "row-3-description": " ",
    }
    assert desk.save(Step.BUDGET, sent).status_code == 302
    lines = desk.proposal.budget_lines.values_list("description", "amount")
    assert list(lines) == [("Serra", Decimal("11500.50")), ("Forno", Decimal("8499.50"))]


def test_a_wrong_line_leaves_the_stored_one_and_saves_the_others(desk: Desk) -> None:
    sent = {
        "row-0-description": "Serra",
        "row-0-amount": "1e3",
        "row-1-description": "Terra",
        "row-1-amount": "7000",
        "row-2-description": "Senza importo",
    }
    response = desk.save(Step.BUDGET, sent)
    page = response.content.decode()
    assert response.status_code == 400
    assert 'href="#id_row-0-amount"' in page
    assert 'href="#id_row-2-amount"' in page
    assert "Senza importo" in page
    amounts = desk.proposal.budget_lines.values_list("amount", flat=True)
    assert list(amounts) == [Decimal(12000), Decimal(7000)]


def test_a_budget_that_does_not_add_up_is_saved(desk: Desk) -> None:
    assert desk.save(Step.BUDGET, {"total_cost": "1"}).status_code == 302
    assert desk.fresh().total_cost == Decimal("1.00")
    assert desk.proposal.budget_lines.count() == 2


def test_a_partner_stands_once_and_with_a_right_tax_code(desk: Desk) -> None:
    first = {"row-0-name": "Ciclofficina", "row-0-tax_code": "00743110157", "row-0-quota": "500"}
    wrong = {"row-1-name": "Sbagliato", "row-1-tax_code": "00743110158"}
    again = {"row-2-name": "Di nuovo", "row-2-tax_code": "IT 00743110157"}
    response = desk.save(Step.PARTNERS, {**first, **wrong, **again})
    assert response.status_code == 400
    partner = desk.proposal.partners.get()
    assert (partner.name, partner.quota, partner.declares) == ("Ciclofficina", 500, False)


def test_declarations_record_who_and_when(desk: Desk) -> None:
    desk.save(Step.DECLARATIONS, {"declaration-true": "on"})
    first = dict(desk.fresh().declarations["true"])
    desk.save(Step.DECLARATIONS, {"declaration-true": "on", "declaration-notice": "on"})
    made = desk.fresh().declarations
    assert set(made) == {"true", "notice"}
    assert made["true"] == first
    assert first["by"] == desk.user.pk
    desk.save(Step.DECLARATIONS, {"declaration-notice": "on", "declaration-invented": "on"})
    assert set(desk.fresh().declarations) == {"notice"}


def test_it_is_saved_while_somebody_types(desk: Desk) -> None:
    url = reverse("area:autosave", args=(desk.proposal.pk, Step.PROJECT))
    seen = desk.version(Step.PROJECT)
    sent = {"title": "A metà", "summary": "x" * 300, "version": seen}
    answer = desk.client.post(url, sent)
    body = json.loads(answer.content)
    assert answer.status_code == 200
    assert desk.fresh().title == "A metà"
    assert len(body["unsaved"]) == 1
    assert body["version"] == desk.version(Step.PROJECT)
    stale = desk.client.post(url, {"title": "Di un altro", "version": seen})
    assert stale.status_code == 409
    assert json.loads(stale.content)["message"]
    assert desk.fresh().title == "A metà"


def test_when_the_session_ends_autosave_says_so(desk: Desk) -> None:
    desk.client.logout()
    url = reverse("area:autosave", args=(desk.proposal.pk, Step.PROJECT))
    answer = desk.client.post(url, {"title": "x"})
    assert answer.status_code == 401
    assert json.loads(answer.content)["message"]


def test_what_is_sent_after_the_session_ended_waits_for_its_author(desk: Desk) -> None:
    seen = desk.version(Step.PROJECT)
    desk.client.logout()
    response = desk.save(Step.PROJECT, {"title": "Scritto in treno"}, seen)
    assert response.status_code == 302
    assert "title" not in response.url
    assert desk.fresh().title == "Un orto per il quartiere"
    desk.client.force_login(desk.user)
    page = desk.client.get(desk.url(Step.PROJECT))
    assert 'value="Scritto in treno"' in page.content.decode()
    desk.save(Step.PROJECT, {"title": "Scritto in treno"}, page.context["version"])
    assert desk.fresh().title == "Scritto in treno"


@pytest.mark.parametrize("step", WRITTEN, ids=str)
@pytest.mark.parametrize("text", ["\x00", "x" * 20_000, "<script>", "-1", "1e309"], ids=range(5))
def test_no_step_breaks_on_what_it_is_sent(desk: Desk, step: Step, text: str) -> None:
    fields = desk.client.get(desk.url(step)).context["form"].fields
    hostile = dict.fromkeys([*fields, "row-998-amount", "row-0-nothing", "alt-x"], text)
    assert desk.save(step, hostile).status_code in {302, 400}
    assert desk.client.post(desk.url(step), {}).status_code in {302, 409}
    assert desk.client.get(desk.url(Step.REVIEW)).status_code == 200


def test_what_was_sent_is_no_longer_written(desk: Desk) -> None:
    Proposal.objects.filter(pk=desk.proposal.pk).update(state=ProposalState.SUBMITTED)
    response = desk.save(Step.PROJECT, {"title": "Di nascosto"}, "x")
    assert response.status_code == 302
    assert response.url == reverse("area:proposal", args=(desk.proposal.pk,))
    assert desk.fresh().title == "Un orto per il quartiere"
    desk.client.post(reverse("area:delete", args=(desk.proposal.pk,)))
    assert Proposal.objects.filter(pk=desk.proposal.pk).exists()


def test_a_draft_is_deleted_after_one_more_question(desk: Desk) -> None:
    url = reverse("area:delete", args=(desk.proposal.pk,))
    assert desk.client.get(url).status_code == 200
    assert Proposal.objects.exists()
    assert desk.client.post(url)["Location"] == reverse("area:home")
    assert not Proposal.objects.exists()


def test_after_the_deadline_the_draft_is_kept_and_can_be_read(desk: Desk) -> None:
    Call.objects.filter(pk=desk.call.pk).update(phase="evaluation")
    assert desk.client.get(desk.url(Step.REVIEW)).status_code == 200
    assert desk.save(Step.PROJECT, {"title": "Dopo"}).status_code == 302
