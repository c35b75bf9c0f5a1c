"""The house as it stands on disk, and the commands that lead into it."""

import re
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


def test_operations_names_every_variable_and_every_command() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    read = {
        name
        for file in (ROOT / "site" / "config" / "settings").glob("*.py")
        for name in re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', file.read_text())
    }
    commands = {
        file.stem
        for room in ("campaigns", "home", "search")
        for file in (ROOT / room).glob("**/management/commands/*.py")
        if file.stem != "__init__"
    }
    assert len(read) > 40
    assert len(commands) > 10
    assert {name for name in read if f"`{name}`" not in page} == set()
    assert {name for name in commands if not re.search(rf"`{name}\b", page)} == set()
