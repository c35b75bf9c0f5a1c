#!/usr/bin/env python
"""Django's command line, with the project's ``site`` folder on the path."""

import os
import sys
from pathlib import Path


def main() -> None:
    root = Path(__file__).resolve().parent
    sys.path[:0] = [str(root), str(root / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from config.postgres import PostgresUnavailable

    try:
        execute_from_command_line(sys.argv)
    except PostgresUnavailable as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(
            f"The database cannot be used: {str(error).strip()}\n"
            "Check DATABASE_URL, or unset it to start the embedded PostgreSQL."
        )


if __name__ == "__main__":
    main()
