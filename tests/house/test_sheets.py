"""A page has the sheet that styles what stands on it: pages read and services have one each."""

import re
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

TEMPLATES: Final = Path(settings.BASE_DIR) / "templates"
BUILD: Final = Path(settings.BASE_DIR) / "static/build"
FRAMES: Final = {"base.html", "error_base.html"}
SHEETS: Final = {path.stem: path.read_text() for path in BUILD.glob("*.css")}
TEXTS: Final = {str(p.relative_to(TEMPLATES)): p.read_text() for p in TEMPLATES.rglob("*.html")}


def parts_of(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """The template and all that it extends or includes by name."""
    if name in seen or name not in TEXTS:
        return seen
    seen |= {name}
    for other in re.findall(r'{%\s*(?:extends|include)\s+"([^"]+)"', TEXTS[name]):
        seen = parts_of(other, seen)
    return seen


PAGES: Final = [
    name
    for name, text in sorted(TEXTS.items())
    if (text.startswith("{% extends") or name in FRAMES) and parts_of(name) & FRAMES
]


def classes_styled_by(sheets: set[str]) -> set[str]:
    """Class names that have a rule."""
    return {name for sheet in sheets for name in re.findall(r"\.([a-zA-Z_][\w-]*)", SHEETS[sheet])}


def classes_named_in(texts: str) -> set[str]:
    """Class names that the markup says; those composed by a template tag are left out."""
    values = re.findall(r'class="([^"]*)"', texts)
    return {word for value in values for word in re.sub(r"{%.*?%}|{{.*?}}", " ", value).split()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_the_sheet_that_styles_it(name: str) -> None:
    texts = " ".join(TEXTS[part] for part in parts_of(name))
    loaded = set(re.findall(r'"build/([a-z]+)\.css"', texts))
    if "service" in loaded:
        loaded.remove("site")
    styled_elsewhere = classes_styled_by(set(SHEETS) - {"embed"}) - classes_styled_by(loaded)
    assert classes_named_in(texts) & styled_elsewhere == set()
