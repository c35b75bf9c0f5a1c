"""Write the pages that every public site has: help, contacts, privacy, legal notes and so on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from home.site_tree import ensure_site_tree
from home.starting_pages.writing import LANGUAGES, write_starting_pages


class Command(BaseCommand):
    """Writes what is missing, as drafts; what is there already is left alone."""

    help = "Write the information pages that are missing, in Italian and English, as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--publish", action="store_true", help="publish them at once")

    def handle(self, *args: Any, **options: Any) -> None:
        trees = {language: ensure_site_tree(language) for language in LANGUAGES}
        written = write_starting_pages(trees, publish=options["publish"])
        self.stdout.write(", ".join(written) if written else "Nothing was missing.")
