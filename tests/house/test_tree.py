"""The house as it stands on disk, and the commands that lead into it."""

import site
import subprocess
from pathlib import Path

import pytest

from tests.databases import ROOT

COMMANDS = ("run", "test", "test-deep", "check", "demo-reset")


def test_the_folder_site_is_never_a_package() -> None:
    """A package of this name would stand in the way of Python's own module ``site``."""
    assert not (ROOT / "site" / "__init__.py").exists()
    assert Path(site.__file__).name == "site.py"


@pytest.mark.parametrize("goal", [[], ["help"]], ids=["make", "make help"])
def test_make_says_what_can_be_done(goal: list[str]) -> None:
    finished = subprocess.run(["make", *goal], cwd=ROOT, capture_output=True, text=True, check=True)
    described = {
        command: text.strip()
        for command, _, text in (line.partition(" ") for line in finished.stdout.splitlines())
    }
    assert set(COMMANDS) <= set(described)
    assert all(described.values())
