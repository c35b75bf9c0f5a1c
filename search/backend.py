"""Wagtail's search on PostgreSQL, forgiving: accents and apostrophes make no difference.

Every page is stemmed in its own language; a query is read in both. Nothing here knows campaigns.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery
from modelsearch.backends.database.postgres.postgres import (
    ObjectIndexer,
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_content_type_pk
from wagtail.search.models import IndexEntry

from search.folding import fold

CONFIGS: Final = {"it": "italian", "en": "english"}
_INDEXED: Final = ("title", "autocomplete", "body", "title_norm", "title_text", "body_text")


def config_of(obj: Any) -> str:
    """PostgreSQL's configuration for the language of a page; Italian for what has none."""
    locale = getattr(obj, "locale", None)
    return CONFIGS.get(getattr(locale, "language_code", ""), CONFIGS["it"])


class ForgivingIndexer(ObjectIndexer):
    """What of an object is indexed: folded, stemmed in its language; its text as it reads."""

    def __init__(self, obj: Any, backend: Any) -> None:
        super().__init__(obj, backend)
        self.config = config_of(obj)

    def as_vector(self, texts: Iterable[tuple[str, str]], for_autocomplete: bool = False) -> Any:
        folded = [(fold(text), weight) for text, weight in texts]
        return super().as_vector(folded, for_autocomplete=for_autocomplete)


class ForgivingIndex(PostgresIndex):
    """The index, filled by ``ForgivingIndexer``."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        """Index objects of a model anew, in one statement."""
        if not model.get_search_fields():
            return
        content_type_id = get_content_type_pk(model)
        entries = [
            IndexEntry(
                content_type_id=content_type_id,
                object_id=indexer.id,
                title=indexer.title,
                autocomplete=indexer.autocomplete,
                body=indexer.body,
                title_norm=1.0,
                title_text=indexer.title_text,
                body_text=indexer.body_text,
            )
            for indexer in (ForgivingIndexer(obj, self.backend) for obj in objs)
        ]
        if entries:
            IndexEntry.objects.bulk_create(
                entries,
                update_conflicts=True,
                unique_fields=["content_type", "object_id"],
                update_fields=_INDEXED,
            )
            self._refresh_title_norms()


class _FoldedQuery:
    """Folds the words of a query; one without any is empty, and matches nothing."""

    def configs(self, config: str) -> Iterable[str]:
        return (config,)

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        if not isinstance(query, PlainText | Phrase):
            return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]
        words = fold(query.query_string)
        if not words:
            return SearchQuery("", search_type="plain", config=config)
        if isinstance(query, PlainText):
            query = PlainText(words, operator=query.operator)
        else:
            query = Phrase(words)
        read = [
            super(_FoldedQuery, self).build_tsquery_content(query, config=name, invert=invert)  # type: ignore[misc]
            for name in self.configs(config)
        ]
        return reduce(and_ if invert else or_, read)


class ForgivingQueryCompiler(_FoldedQuery, PostgresSearchQueryCompiler):
    """Reads a query in every language, whatever the page's."""

    def configs(self, config: str) -> Iterable[str]:
        return CONFIGS.values()


class ForgivingAutocompleteCompiler(_FoldedQuery, PostgresAutocompleteQueryCompiler):
    """Beginnings of words, which have no stem yet."""


class SearchBackend(PostgresSearchBackend):
    """The backend that ``WAGTAILSEARCH_BACKENDS`` names, for the site and for the admin."""

    index_class = ForgivingIndex
    query_compiler_class = ForgivingQueryCompiler
    autocomplete_query_compiler_class = ForgivingAutocompleteCompiler
