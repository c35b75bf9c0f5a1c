"""For whoever keeps the platform running."""

import pytest
from django.db import connection
from django.test import Client


def test_the_process_answers_without_the_database(client: Client) -> None:
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_a_site_that_is_ready_says_so(client: Client, db: None) -> None:
    answer = client.get("/readyz/")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ok": True, "checks": {"database": True, "migrations": True, "queue": True}},
    )


@pytest.mark.django_db
def test_a_migration_that_has_not_run_is_named(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'payments'")
    answer = client.get("/readyz/")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": True, "migrations": False, "queue": True}
