"""Databases for tests: one template, migrated once, and clones of it made in a blink.

Tests that commit for real get a clone of their own: the ledger refuses TRUNCATE, and a flush would
erase what migrations put in.
"""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]


def template_database() -> str:
    """Name of a database in which all migrations have run; made by the first process that asks."""
    return template(f"civic_template_{_migrations_digest()}", base="template0", fill=_migrate)


def template(name: str, *, base: str, fill: Callable[[str], object]) -> str:
    """``name`` of a database that starts as ``base`` and is filled by the first who asks for it.

    Others who ask for it wait for that; who copies a finished template does not.
    """
    with _administration() as administration:
        if _exists(administration, name):
            return name
        with _alone("templates"):
            if not _exists(administration, name):
                unfinished = f"{name}_unfinished"
                clone(base, unfinished)
                fill(unfinished)
                administration.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(unfinished), sql.Identifier(name)
                    )
                )
    return name


def clone(template: str, name: str) -> None:
    """Make database ``name`` as a copy of ``template``, in place of an older one."""
    drop(name)
    with _alone("copies"), _administration() as administration:
        _create(administration, name, template)


def drop(name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    with _administration() as administration:
        administration.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def drop_all(prefix: str, *, but: str) -> None:
    """Drop every database whose name starts so, but one."""
    with _administration() as administration:
        names = administration.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s",
            [prefix, but],
        ).fetchall()
    for (name,) in names:
        drop(name)


@contextmanager
def using(name: str) -> Iterator[None]:
    """Point Django's connections, of every thread, at another database for a while."""
    parameters = connections["default"].settings_dict
    before = parameters["NAME"]
    connections.close_all()
    parameters["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        parameters["NAME"] = before


def url_of(name: str) -> str:
    """``DATABASE_URL`` of a database on the test server, for a process of its own."""
    parameters = settings.DATABASES["default"]
    host = parameters["OPTIONS"].get("host") or parameters["HOST"]
    user = f"{parameters['USER']}:{parameters['PASSWORD']}"
    if host.startswith("/"):
        return f"postgresql://{user}@/{name}?host={host}"
    return f"postgresql://{user}@{host}:{parameters['PORT'] or 5432}/{name}"


@contextmanager
def _administration() -> Iterator[psycopg.Connection[Any]]:
    parameters = connections["default"].get_connection_params()
    parameters["dbname"] = "postgres"
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        yield connection


def _migrate(name: str) -> None:
    with using(name):
        call_command("migrate", verbosity=0, interactive=False)


def _exists(administration: psycopg.Connection[Any], name: str) -> bool:
    row = administration.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return row is not None


def _create(administration: psycopg.Connection[Any], name: str, template: str) -> None:
    administration.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )


@contextmanager
def _alone(work: str) -> Iterator[None]:
    """One process at a time does this work: PostgreSQL refuses to copy a template twice at once."""
    lock = settings.VAR_DIR / f"test-databases-{work}.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrations_digest() -> str:
    """Changes with our migrations, and with the packages that bring some and are switched on."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    for path in sorted(ROOT.glob("campaigns/**/migrations/*.py")) + sorted(
        ROOT.glob("home/migrations/*.py")
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
