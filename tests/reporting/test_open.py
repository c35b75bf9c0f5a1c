"""What became of the money, for programs: in the API and in the open data."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.freshness.services import generations
from campaigns.reporting import writing
from campaigns.reporting.models import ItemKind, RefusalReason, ReportItem
from campaigns.reporting.reviewing import refuse
from tests.api.conftest import assert_problem
from tests.cofinancing.grants import pay, pay_back, set_anew, with_act
from tests.reporting.conftest import Scene, make_scene
from tests.selection.area.files import pdf

SETS = ("payouts", "grant_changes", "recoveries", "reports", "impacts")
PERSON = "Ada Brambilla"


def api(scene: Scene, name: str, **query: str) -> Any:
    generations.forget()
    answer = Client().get(f"/api/v1/campaigns/{scene.funding.slug}/{name}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def rows(name: str) -> list[dict[str, Any]]:
    answer: Any = Client().get(f"/dati/{name}.jsonl")
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def send_back(scene: Scene, item: ReportItem) -> None:
    refuse(
        item_id=item.pk,
        reason=RefusalReason.PERSONAL,
        words="C’è un nome.",
        by=scene.checker,
        now=timezone.now(),
    )


def test_an_expense_is_told_once_it_is_accepted_with_what_was_accepted(scene: Scene) -> None:
    item = scene.report(title="Semi e vasi", file=pdf(f"Fattura {PERSON}.pdf"))
    assert api(scene, "reports")["results"] == rows("reports") == []
    document = item.documents.get()
    scene.accept(item, amount=Decimal("80.5"), public=[document.pk])

    (told,) = api(scene, "reports")["results"]
    assert (told["kind"], told["title"], told["amount"]) == ("expense", "Semi e vasi", "80.50")
    assert told["accepted"] and told["accepted_at"]
    (shown,) = told["documents"]
    assert shown["sha256"] == document.sha256
    path = shown["url"].removeprefix("http://testserver").removeprefix("http://127.0.0.1:8000")
    assert Client().get(path).status_code == 200
    (row,) = rows("reports")
    assert (row["campaign"], row["amount"]) == (scene.funding.slug, "80.50")
    assert (row["accepted"], row["documents"]) == (True, 1)
    assert PERSON not in json.dumps([told, row], ensure_ascii=False)
    assert scene.member.email not in json.dumps([told, row])

    send_back(scene, item)
    assert api(scene, "reports")["results"] == rows("reports") == []


def test_of_a_milestone_only_the_plan_is_told_until_it_is_reached(scene: Scene) -> None:
    item = scene.report(ItemKind.MILESTONE, title="La prima semina")
    writing.send(
        item_id=item.pk, words="Con la scuola.", upload=None, by=scene.member, now=timezone.now()
    )
    for is_sent_back in (False, True):
        if is_sent_back:
            send_back(scene, item)
        (told,) = api(scene, "reports", kind="milestone")["results"]
        assert (told["accepted"], told["accepted_at"], told["text"]) == (False, None, "")
        (row,) = rows("reports")
        assert (row["accepted"], row["accepted_at"]) == (False, None)
    assert api(scene, "reports", kind="final")["results"] == []


def test_the_outcome_tells_the_money_and_what_changed(scene: Scene) -> None:
    writing.promise(
        campaign_key=scene.funding.translation_key,
        what="Bambini nell’orto",
        promised="40",
        by=scene.member,
        now=timezone.now(),
    )
    scene.accept(scene.report())
    pay(with_act(scene.funding), "450.00")
    set_anew(scene.funding, "300.00")
    pay_back(scene.funding, "20.00")

    told = api(scene, "outcome")
    expected = {
        **{"granted": "300.00", "paid": "300.00", "receivable": "130.00", "spent": "120.00"},
        **{"milestones": 0, "final_report": False},
    }
    assert {name: told[name] for name in expected} == expected
    assert [row["amount"] for row in told["instalments"]] == ["450.00"]
    assert [row["amount"] for row in told["paid_back"]] == ["20.00"]
    (change,) = told["grant_changes"]
    assert (change["kind"], change["granted_after"], change["owed"]) == (
        *("expenses", "300.00", "150.00"),
    )
    assert told["impacts"][0]["promised"] == "40"
    (payout,), (set_lower,), (back,) = rows("payouts"), rows("grant_changes"), rows("recoveries")
    assert (payout["amount"], payout["act_date"]) == ("450.00", "2026-03-10")
    assert (set_lower["due_before"], set_lower["due_after"]) == ("500.00", "300.00")
    assert set_lower["reason"] == change["reason"]
    assert back["amount"] == "20.00"
    (commitment,) = rows("commitments")
    assert (commitment["paid"], commitment["receivable"]) == ("300.00", "130.00")
    assert [row["promised"] for row in rows("impacts")] == ["40"]


def test_nothing_is_told_before_the_campaign_has_succeeded(db: None) -> None:
    scene = make_scene(succeeded=False)
    scene.report(ItemKind.MILESTONE, title="La prima semina")
    writing.promise(
        campaign_key=scene.funding.translation_key,
        what="Bambini nell’orto",
        promised="40",
        by=scene.member,
        now=timezone.now(),
    )
    outcome = f"/api/v1/campaigns/{scene.funding.slug}/outcome/"
    assert_problem(Client().get(outcome), 404, "not_found")
    assert api(scene, "reports")["results"] == []
    assert [rows(name) for name in SETS] == [[]] * len(SETS)


@pytest.mark.parametrize("name", ["reports", "outcome"])
def test_they_are_asked_for_as_all_else(scene: Scene, name: str) -> None:
    scene.accept(scene.report())
    path = f"/api/v1/campaigns/{scene.funding.slug}/{name}/"
    generations.forget()
    first = Client().get(path, headers={"Origin": "https://altrove.example"})
    known = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert first["Access-Control-Allow-Origin"] == "https://altrove.example"
    assert_problem(Client().get(path, {"nome": "x"}), 400, "invalid")
    assert_problem(Client().get(f"/api/v1/campaigns/nessuna/{name}/"), 404, "not_found")
    sparse = api(scene, "outcome", fields="spent,campaign")
    assert sparse == {"campaign": scene.funding.slug, "spent": "120.00"}
    scene.accept(scene.report())
    generations.forget()
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_pages_of_reports_hold_all_and_ask_as_much_however_many(scene: Scene) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            api(scene, "reports")
        return len(captured)

    for title in ("Uno", "Due"):
        scene.accept(scene.report(title=title))
    few = queries()
    scene.accept(scene.report(title="Tre"))
    assert queries() == few
    found: list[str] = []
    page = api(scene, "reports", page_size="2")
    while True:
        found += [row["title"] for row in page["results"]]
        if page["next"] is None:
            break
        page = Client().get(page["next"]).json()
    assert found == ["Tre", "Due", "Uno"]
