"""What finance reads of reconciliations: a line a difference, in words, also in a spreadsheet."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from campaigns.payments.models import Depth, Difference, DifferenceKind, ReconciliationRun
from tests.admin.conftest import SignIn
from tests.admin.test_exports import rows_of_csv
from tests.factories import NOW, make_donation, make_open_funding

RUNS = "payments_reconciliationrun_modeladmin"
LINES = "payments_difference_modeladmin"


@pytest.fixture
def run(db: None) -> ReconciliationRun:
    return ReconciliationRun.objects.create(
        depth=Depth.FULL,
        started_at=NOW,
        finished_at=NOW,
        since=NOW,
        until=NOW,
        complete=True,
        examined=12,
        repaired=1,
    )


@pytest.fixture
def line(run: ReconciliationRun) -> Difference:
    return Difference.objects.create(
        run=run,
        kind=DifferenceKind.STATE,
        object_type="refund",
        object_id="re_1",
        donation=make_donation(make_open_funding()),
        ours=Decimal("40.00"),
        theirs=Decimal("41.50"),
        detail="intended → paid",
    )


def test_a_line_says_what_where_and_how_much(sign_in: SignIn, line: Difference) -> None:
    page = sign_in("Ragioneria").get(reverse(f"{LINES}_index")).content.decode()
    assert line.donation is not None
    for told in ("re_1", line.donation.reference, "40 €", "41,50 €", "10/03/2026 13:00"):
        assert told in page.replace("\xa0", " ")


def test_the_states_are_in_the_readers_words(line: Difference) -> None:
    with override("en"):
        assert line.explanation == "To be sent → Paid"
        line.object_type, line.detail = "event", "charge.refunded · dead"
        assert line.explanation == "charge.refunded · Given up: look into it"
        assert line.object_name == "Event"


def test_lines_and_runs_are_read_in_full(
    sign_in: SignIn, run: ReconciliationRun, line: Difference
) -> None:
    client = sign_in("Ragioneria")
    for name, row in ((RUNS, run), (LINES, line)):
        assert client.get(reverse(f"{name}_inspect", args=[row.pk])).status_code == 200


def test_lines_can_be_taken_away_as_a_spreadsheet(sign_in: SignIn, line: Difference) -> None:
    without_donation = Difference.objects.create(
        run=line.run, kind=DifferenceKind.MISSING_HERE, object_type="payment", object_id="=1+1"
    )
    client = sign_in("Ragioneria")
    rows = rows_of_csv(client.get(reverse(f"{LINES}_index"), {"export": "csv"}))
    assert [{"40.00", "41.50", "re_1"} <= set(row.values()) for row in rows] == [True, False]
    assert "'=1+1" in rows[1].values()
    assert without_donation.object_id not in rows[1].values()
    (row,) = rows_of_csv(client.get(reverse(f"{RUNS}_index"), {"export": "csv"}))
    assert "12" in row.values()


def test_only_what_waits_can_be_shown(sign_in: SignIn, line: Difference) -> None:
    Difference.objects.create(
        run=line.run,
        kind=DifferenceKind.MISSING_HERE,
        object_type="event",
        object_id="evt_repaired",
        repaired=True,
    )
    url = reverse(f"{LINES}_index")
    page = sign_in("Ragioneria").get(url, {"repaired__exact": "0"}).content.decode()
    assert ("re_1" in page, "evt_repaired" in page) == (True, False)


def test_queries_are_the_same_for_many_lines(sign_in: SignIn, line: Difference) -> None:
    client, url = sign_in("Ragioneria"), reverse(f"{LINES}_index")
    client.get(url)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    before = queries()
    for number in range(10):
        line.pk, line.object_id = None, f"re_{number + 2}"
        line.save(force_insert=True)
    assert queries() == before
