"""Books that agree, and a hand that tampers with them."""

from datetime import datetime

from django.db import connection

from home.scenario.loading import load_scenario
from tests.scenario.documents import CLOSES_AT, campaign, document, gift

LATER = "2026-05-01T00:00:00+02:00"


def load() -> None:
    """A campaign that succeeded, one that failed (with late money), one that waits for more."""
    scenario = document(
        campaign("riuscita", gift("400.00"), gift("200.00")),
        campaign("fallita", gift("25.00"), gift("26.00"), gift("30.00", at=CLOSES_AT)),
        campaign("viva", gift("10.00"), gift("500.00"), closes_at="2026-06-01T00:00:00+02:00"),
        fund="700.00",
    )
    load_scenario(scenario, now=datetime.fromisoformat(LATER))


def tamper(statement: str) -> None:
    """Change rows past the platform; some must change."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
        assert cursor.rowcount
