"""The staff's pages: the queue, the dossier, the acts, the seal, the history."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase
from campaigns.selection import eligibility, integrations
from campaigns.selection.models import EventKind, IntegrationRequest, Proposal, ProposalState
from tests.selection import factories
from tests.selection.eligibility.stories import make_call, make_met, outcomes, signed_in

pytestmark = pytest.mark.django_db
SECRET = "Un segreto del progetto"


@pytest.fixture
def call() -> Call:
    return make_call(now=timezone.now())


@pytest.fixture
def clerk() -> User:
    return factories.make_staff("Segreteria")


def at(name: str, proposal: Proposal, *args: Any) -> str:
    return reverse(f"selection:{name}", args=[proposal.pk, *args])


def sealed() -> Proposal:
    call = factories.make_selection_call(now=timezone.now(), phase=Phase.OPEN)
    return factories.make_submitted(call, title=SECRET)


def confirmed(client: Client, url: str, values: dict[str, str]) -> Any:
    shown = client.post(url, values)
    assert shown.status_code == 200, shown.content.decode()
    return client.post(url, values | {"confirmed": shown.context["digest"]})


def today(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).strftime("%d/%m/%Y")


def test_the_clerk_finds_proposals_by_what_was_sent(call: Call, clerk: User) -> None:
    garden = factories.make_in_eligibility(call, title="Orto", municipio=4)
    bakery = factories.make_in_eligibility(call, title="Forno", municipio=7)
    Proposal.objects.filter(pk=garden.pk).update(title="Forno riscritto")
    client, url = signed_in(clerk), reverse("selection:proposals", args=[call.slug])

    def shown(query: str) -> list[Proposal]:
        response = client.get(f"{url}?{query}")
        assert response.status_code == 200
        return [row["proposal"] for row in response.context["rows"]]

    assert shown("") == [garden, bakery]
    assert shown("q=forno") == [bakery]
    assert shown("q=0001") == [garden]
    assert shown("municipio=7") == [bakery]
    assert shown("area=inclusione&state=eligibility") == [garden, bakery]
    assert shown("state=excluded") == []
    integrations.ask_integration(
        proposal=bakery, text="Lo statuto", by=clerk, now=timezone.now() - timedelta(days=20)
    )
    assert shown("overdue=on") == [bakery]
    for strange in ("q=%00", "state=nope", "municipio=99", "area=nope", "p=x", "q=" + "9" * 90):
        assert client.get(f"{url}?{strange}").status_code == 200


def test_no_word_of_a_sealed_proposal_is_shown_or_found(clerk: User) -> None:
    proposal = sealed()
    rup = factories.make_staff("RUP")
    superuser = User.objects.create_superuser("capo", "capo@example.org", "password")
    url = reverse("selection:proposals", args=[proposal.call.slug])
    for person in (clerk, rup, superuser):
        client = signed_in(person)
        for address in (url, at("proposal", proposal)):
            text = client.get(address).content.decode()
            assert SECRET not in text
            assert proposal.organization.name not in text
            assert "0001" in text
        for query in ("q=segreto", "area=inclusione", "municipio=4"):
            assert client.get(f"{url}?{query}").context["rows"] == []
        assert client.post(at("proposal", proposal), {}).status_code in (302, 403)


def test_a_sealed_proposal_is_opened_on_record_by_who_says_why(clerk: User) -> None:
    proposal, rup = sealed(), factories.make_staff("RUP")
    client, url = signed_in(rup), at("open_sealed", proposal)
    assert client.post(url, {"reason": " "}).status_code == 400
    assert confirmed(client, url, {"reason": "Verifica urgente"}).status_code == 302
    assert SECRET in client.get(at("proposal", proposal)).content.decode()
    entry = proposal.history.get(kind=EventKind.OPENED_SEALED)
    assert (entry.actor, entry.reason) == (rup, "Verifica urgente")
    assert SECRET not in signed_in(clerk).get(at("proposal", proposal)).content.decode()
    assert confirmed_refused(signed_in(clerk), url)


def confirmed_refused(client: Client, url: str) -> bool:
    """Refused by a hand-made POST too: Wagtail sends strangers home, or says 403."""
    answer = client.post(url, {"reason": "x", "number": "1", "date": today(), "confirmed": "x"})
    return answer.status_code == 403 or (
        answer.status_code == 302 and "/selezione/" not in answer["Location"].partition("?")[0]
    )


def test_the_dossier_is_what_was_sent(call: Call, clerk: User) -> None:
    proposal = factories.make_in_eligibility(call, title=SECRET)
    Proposal.objects.filter(pk=proposal.pk).update(title="Un altro titolo")
    text = signed_in(clerk).get(at("proposal", proposal)).content.decode()
    assert SECRET in text
    assert "Un altro titolo" not in text
    assert proposal.submissions.get().digest in text


def test_the_checklist_is_saved_line_by_line(call: Call, clerk: User) -> None:
    proposal = factories.make_in_eligibility(call)
    first, last = proposal.call.eligibility_items.all()
    client, url = signed_in(clerk), at("proposal", proposal)
    assert client.post(url, {f"outcome_{first.pk}": "perhaps"}).status_code == 400
    bad = client.post(url, {f"outcome_{first.pk}": "met", f"note_{first.pk}": "a\x00b"})
    assert bad.status_code == 400
    good = {f"outcome_{first.pk}": "not_met", f"note_{first.pk}": "Manca", f"note_{last.pk}": "?"}
    assert client.post(url, good).status_code == 302
    check = proposal.eligibility_checks.get()
    assert (check.item, check.outcome, check.checked_by) == (first, "not_met", clerk)


def test_the_clerk_admits_asks_and_excludes(call: Call, clerk: User) -> None:
    client = signed_in(clerk)
    admitted = factories.make_in_eligibility(call)
    assert client.get(at("admit", admitted)).status_code == 302, "the checklist is not complete"
    eligibility.save_checks(
        proposal=admitted, checks=outcomes(admitted), by=clerk, now=timezone.now()
    )
    assert confirmed(client, at("admit", admitted), {}).status_code == 302

    asked = factories.make_in_eligibility(call)
    url = at("ask_integration", asked)
    for due_on in (today(0), "31/12/9999", "nope"):
        assert client.post(url, {"text": "Lo statuto", "due_on": due_on}).status_code == 400
    values = {"text": "Lo statuto", "due_on": today(5)}
    assert confirmed(client, url, values).status_code == 302

    excluded = factories.make_in_eligibility(call)
    url = at("exclude", excluded)
    nothing = {"number": "DD 1", "date": today(), "reason": ""}
    assert client.post(url, nothing).status_code == 400, "nobody is excluded without a reason"
    assert client.post(url, nothing | {"reason": "x", "date": today(1)}).status_code == 400
    assert confirmed(client, url, nothing | {"reason": "Fuori tema"}).status_code == 302
    states = [Proposal.objects.get(pk=p.pk).state for p in (admitted, asked, excluded)]
    assert states == ["evaluation", "integration", "excluded"]
    for proposal in (admitted, asked, excluded):
        assert client.get(at("proposal", proposal)).status_code == 200
        assert client.get(at("exclude", proposal)).status_code == 302


def test_the_clerk_goes_on_without_a_late_answer(call: Call, clerk: User) -> None:
    proposal = factories.make_in_eligibility(call)
    request = integrations.ask_integration(
        proposal=proposal, text="Lo statuto", by=clerk, now=timezone.now()
    )
    client, url = signed_in(clerk), at("give_up_waiting", proposal, request.pk)
    assert confirmed(client, url, {}).status_code == 400, "the proponent may still answer"
    assert client.get(at("give_up_waiting", proposal, request.pk + 1)).status_code == 404
    IntegrationRequest.objects.filter(pk=request.pk).update(due_at=timezone.now())
    assert url in client.get(at("proposal", proposal)).content.decode()
    assert confirmed(client, url, {}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ELIGIBILITY


@pytest.mark.parametrize(
    "role", ["RUP", "Commissione", "Redazione", "Ragioneria", "Amministrazione", "proponent"]
)
def test_nobody_else_acts_on_a_proposal(call: Call, role: str) -> None:
    proposal = make_met(call)
    is_staff = role != "proponent"
    client = signed_in(factories.make_staff(role) if is_staff else proposal.created_by)
    for name in ("admit", "exclude", "ask_integration"):
        assert confirmed_refused(client, at(name, proposal)), name
    client.post(at("proposal", proposal), {})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ELIGIBILITY
    pages = ("proposal", "history_export")
    if role != "RUP":
        assert client.get(at(pages[0], proposal)).status_code in (302, 403)
        assert client.get(at(pages[1], proposal, "csv")).status_code in (302, 403)
        for name in ("proposals", "call_history"):
            url = reverse(f"selection:{name}", args=[call.slug])
            assert client.get(url).status_code in (302, 403)


def test_drafts_are_nobody_s_but_their_people_s(call: Call, clerk: User) -> None:
    draft = factories.make_draft(call)
    client = signed_in(clerk)
    for name in ("proposal", "admit", "exclude", "ask_integration"):
        assert client.get(at(name, draft)).status_code == 404
    url = reverse("selection:proposals", args=[call.slug])
    assert client.get(url).context["rows"] == []


def test_the_queue_and_the_page_ask_as_much_for_many_as_for_one(call: Call, clerk: User) -> None:
    client, url = signed_in(clerk), reverse("selection:proposals", args=[call.slug])
    proposal = make_met(call)
    counted = []
    for _round in range(2):
        for address in (url, at("proposal", proposal)):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
        for _number in range(4):
            other = factories.make_in_eligibility(call)
            integrations.ask_integration(
                proposal=other, text="Lo statuto", by=clerk, now=timezone.now()
            )
    assert counted[:2] == counted[2:]


def test_the_history_is_read_and_taken_away_as_text(call: Call, clerk: User) -> None:
    proposal = factories.make_in_eligibility(call)
    integrations.ask_integration(
        proposal=proposal, text="=HYPERLINK(1)", by=clerk, now=timezone.now()
    )
    client = signed_in(clerk)
    page = client.get(reverse("selection:call_history", args=[call.slug]))
    assert page.context["broken_at"] is None
    assert "=HYPERLINK(1)" in page.content.decode()
    text = client.get(at("history_export", proposal, "csv")).content.decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text))
    assert len(header) == len(row) == 8
    assert row[5] == "'=HYPERLINK(1)"
    url = reverse("selection:call_history_export", args=[call.slug, "json"])
    told = json.loads(client.get(url).content)
    assert [entry["kind"] for entry in told["entries"]] == ["integration_asked"]
    assert client.get(at("history_export", proposal, "xml")).status_code == 404


def test_a_changed_history_is_told(call: Call, clerk: User, monkeypatch: Any) -> None:
    from campaigns.selection import history

    proposal = factories.make_in_eligibility(call)
    integrations.ask_integration(proposal=proposal, text="x", by=clerk, now=timezone.now())
    monkeypatch.setattr(history, "GENESIS", "1" * 64)
    page = signed_in(clerk).get(reverse("selection:call_history", args=[call.slug]))
    assert page.context["broken_at"] == 1
