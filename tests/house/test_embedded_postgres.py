"""The embedded PostgreSQL: it runs while anybody uses it, and not longer."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config.postgres import EmbeddedPostgres, PostgresUnavailable
from tests.databases import ROOT

USER = """
import sys, time
from pathlib import Path
from config.postgres import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1])).start()
print("ready", flush=True)
time.sleep(300)
"""


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A folder that the server's own user can reach."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="test-embedded-", dir=settings.VAR_DIR))
    folder.chmod(0o755)
    yield folder / "postgres"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def another_user(data_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that uses the same server."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(data_folder)],
        env={"PYTHONPATH": str(ROOT / "site"), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_the_last_who_leaves_stops_the_server(
    data_folder: Path, another_user: subprocess.Popen[str]
) -> None:
    server = EmbeddedPostgres(data_folder)
    url = server.start()
    server.stop()
    assert answers(url), "somebody else still uses it"
    again = EmbeddedPostgres(data_folder)
    assert again.start() == url
    another_user.kill()
    another_user.wait()
    assert answers(url), "a user that was killed takes nobody's server away"
    again.stop()
    assert not answers(url), "nobody is left"


def test_a_server_that_cannot_be_had_is_explained(data_folder: Path) -> None:
    data_folder.write_text("a file where the data should be")
    with pytest.raises(PostgresUnavailable, match="DATABASE_URL"):
        EmbeddedPostgres(data_folder).start()
