"""``make demo-reset``: forget the demo's data, so that the next ``make run`` starts over."""

import shutil
import sys

from config.demo import VAR
from config.postgres import EmbeddedPostgres, PostgresInUse


def main() -> None:
    """Remove database, sandbox state, pictures and mail of the demo, unless it is running."""
    try:
        EmbeddedPostgres(VAR / "postgres").discard()
    except PostgresInUse:
        sys.exit("The demo is running: stop it first (Ctrl-C where it was started).")
    for path in VAR.glob("sandbox.sqlite3*"):
        path.unlink()
    for folder in ("media", "mail"):
        shutil.rmtree(VAR / folder, ignore_errors=True)


if __name__ == "__main__":
    main()
