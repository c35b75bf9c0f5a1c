"""What the platform asks of its database."""

from collections.abc import Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

OLDEST_POSTGRESQL: Final = 15


@register(Tags.database)
def check_postgresql_version(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse to migrate on a PostgreSQL that is too old."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        connection: Any = connections[alias]
        connection.ensure_connection()
        major = connection.pg_version // 10_000
        if major < OLDEST_POSTGRESQL:
            errors.append(
                Error(
                    f"PostgreSQL {major} is too old.",
                    hint=f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer, or unset DATABASE_URL.",
                    id="ledger.E001",
                )
            )
    return errors
