"""Writing the pages that every public site has into the tree: once, then they are the staff's."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import override
from wagtail.models import Page

from home.information_pages import InformationPage, SiteMapPage
from home.news import NewsIndexPage
from home.site_tree import SiteTree
from home.starting_pages import texts

LANGUAGES: Final = {"it": "", "en": "_en"}
"""Each language, and what ends the names of its texts; the first is the original."""
MODELS: Final[Mapping[str, type[Page]]] = {
    "information": InformationPage,
    "site_map": SiteMapPage,
    "news": NewsIndexPage,
}


@transaction.atomic
def write_starting_pages(trees: Mapping[str, SiteTree], *, publish: bool) -> list[str]:
    """Write the pages that are missing, in both languages; return their keys.

    A page is there if one of its address is. Without ``publish`` they are drafts: a city reads
    what it promises before it does.
    """
    ids: dict[tuple[str, str], int] = {
        (language, "projects"): tree.index.pk for language, tree in trees.items()
    }
    made = []
    for entry in texts.entries():
        pages = _there(entry, trees)
        if not pages:
            pages = _made(entry, trees)
            made.append((entry, pages))
        ids |= {(language, entry["key"]): page.pk for language, page in pages.items()}
    for entry, pages in made:
        for language, page in pages.items():
            _write(page, entry, language, ids, publish)
    return [entry["key"] for entry, _pages in made]


def _there(entry: dict[str, Any], trees: Mapping[str, SiteTree]) -> dict[str, Page]:
    """The pages of these addresses below the home of each language."""
    pages = {
        language: Page.objects.child_of(trees[language].home)
        .filter(slug=entry[f"slug{suffix}"])
        .first()
        for language, suffix in LANGUAGES.items()
    }
    return {language: page for language, page in pages.items() if page is not None}


def _made(entry: dict[str, Any], trees: Mapping[str, SiteTree]) -> dict[str, Page]:
    """Empty drafts: their ids are known before any text links to them."""
    original, *others = LANGUAGES
    page = MODELS[entry.get("kind", "information")](
        title=entry["title"], slug=entry["slug"], locale=trees[original].locale, live=False
    )
    # Asked for anew: what was added below it since is not in the one at hand.
    trees[original].home.refresh_from_db()
    trees[original].home.add_child(instance=page)
    pages = {original: page}
    for language in others:
        pages[language] = page.copy_for_translation(trees[language].locale)
    return pages


def _write(
    page: Page,
    entry: dict[str, Any],
    language: str,
    ids: Mapping[tuple[str, str], int],
    publish: bool,
) -> None:
    suffix = LANGUAGES[language]

    def page_id(key: str) -> int:
        """The page in this language, or the other one where staff have only that."""
        return next(ids[each, key] for each in (language, *LANGUAGES) if (each, key) in ids)

    with override(language):
        page.title, page.slug = entry[f"title{suffix}"], entry[f"slug{suffix}"]
        page.intro = texts.filled(entry[f"intro{suffix}"], page_id)
        page.show_in_menus = entry.get("in_menu", False)
        if isinstance(page, InformationPage):
            page.body = json.dumps(texts.filled(entry[f"body{suffix}"], page_id))
        if isinstance(page, InformationPage | SiteMapPage):
            page.in_footer = entry["in_footer"]
            page.footer_element = entry.get("element", "")
            page.footer_label = entry.get(f"label{suffix}", "")
        revision = page.save_revision()
        if publish:
            revision.publish()
