"""The demo, loaded once into a template database; journeys run on clones of it.

The template, its media and the collected static files are kept beside the test server's data and
made anew when what they are made of changes. The demo is shifted to the present, so each day has
its own.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from tests import databases
from tests.databases import ROOT
from tests.journeys.stack import Stack

SOURCES = (
    "campaigns/*.py",
    "campaigns/*/*.py",
    "campaigns/*/migrations/*.py",
    "home/demo/**/*",
    "home/scenario/*.py",
    "home/*.py",
    "home/migrations/*.py",
    "requirements.txt",
)
PREFIX = "civic_demo_"


@dataclass(frozen=True)
class Demo:
    """A template database that holds the demo, and the files that belong to it."""

    database: str
    media: Path
    static: Path


def prepare(folder: Path) -> Demo:
    """Load the demo and collect static files, where that is not done; ``folder`` takes logs."""
    today = datetime.now(ZoneInfo("Europe/Rome")).date()
    digest = _digest(*SOURCES, more=str(today))
    media, static = settings.VAR_DIR / "test-demo-media" / digest, _collected_static()

    def load(unfinished: str) -> None:
        shutil.rmtree(media.parent, ignore_errors=True)
        _load(
            Stack(
                database_url=databases.url_of(unfinished),
                media=media,
                static=static,
                folder=folder,
            )
        )

    name = databases.template(f"{PREFIX}{digest}", base=databases.template_database(), fill=load)
    databases.drop_all(PREFIX, but=name)
    return Demo(name, media, static)


def _load(stack: Stack) -> None:
    loaded = stack.manage("load_demo")
    assert loaded.returncode == 0, loaded.stderr
    # Seconds of work for each picture, that no journey looks at.
    stack.change("DELETE FROM procrastinate_jobs WHERE task_name LIKE %s", "pictures.%")


def _collected_static() -> Path:
    """A static root of the tests' own, compressed and hashed as in production; made once."""
    static: Path = (
        settings.VAR_DIR / "test-static" / _digest("static/build/**/*", "requirements.txt")
    )
    settings.VAR_DIR.mkdir(exist_ok=True)
    with (settings.VAR_DIR / "test-static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not static.exists():
            _collect_static(static)
    return static


def _collect_static(static: Path) -> None:
    shutil.rmtree(static.parent, ignore_errors=True)
    unfinished = static.with_name("unfinished")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "STATIC_ROOT": str(unfinished),
        },
        cwd=ROOT,
        check=True,
    )
    unfinished.rename(static)


def _digest(*patterns: str, more: str = "") -> str:
    digest = hashlib.sha256(more.encode())
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
