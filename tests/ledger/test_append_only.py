"""R14: the ledger's rows are append-only, for whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from campaigns.ledger.models import Entry
from tests.factories import CallFactory, give, make_fund, make_funding

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    call = CallFactory.create()
    make_fund(call)
    give(make_funding(call), "25.00")
    return Entry.objects.get(kind="donation")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET amount = 26",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_entry SET amount = 26 WHERE false",
    ],
)
def test_r14_the_tables_owner_too_is_refused(entry: Entry, statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get(pk=entry.pk).amount == entry.amount
