"""Keeping note of pages that are no longer where they were, for who follows changes."""

import copy
from typing import Any

from django.db.models.signals import post_delete
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from campaigns.api.models import Removal, RemovalKind
from campaigns.freshness.services import count_site_on


def connect() -> None:
    """Write a row whenever a public page is unpublished, moved or deleted."""
    page_unpublished.connect(_unpublished)
    page_published.connect(_published)
    page_slug_changed.connect(_slug_changed)
    post_page_move.connect(_moved)
    post_delete.connect(_deleted, sender=Page)


def _unpublished(instance: Page, **kwargs: Any) -> None:
    _note([instance], RemovalKind.UNPUBLISHED)


def _published(instance: Page, **kwargs: Any) -> None:
    """What is public again was not removed."""
    Removal.objects.filter(page=instance.pk, kind=RemovalKind.UNPUBLISHED).delete()


def _slug_changed(instance: Page, instance_before: Page, **kwargs: Any) -> None:
    _note_move(instance, instance_before.url_path, instance.url_path)


def _moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    if url_path_before != url_path_after:
        _note_move(instance, url_path_before, url_path_after)


def _deleted(instance: Page, **kwargs: Any) -> None:
    """Wagtail unpublishes a page before it goes: what was never public left no row."""
    gone = Removal.objects.filter(page=instance.pk, kind=RemovalKind.UNPUBLISHED)
    gone.update(kind=RemovalKind.DELETED, removed_at=timezone.now())


def _note_move(page: Page, before: str, after: str) -> None:
    """The page and what is public below it: all of their addresses are others now."""
    below = Page.objects.live().descendant_of(page).select_related("locale")
    pages = [*([page] if page.live else []), *below]
    was = {each.pk: before + each.url_path.removeprefix(after) for each in pages}
    _note(pages, RemovalKind.MOVED, was)


def _note(pages: list[Page], kind: RemovalKind, was: dict[int, str] | None = None) -> None:
    """Write the rows of pages that had an address."""
    now = timezone.now()
    rows = (
        Removal(
            page=page.pk,
            translation_key=page.translation_key,
            type=_type_of(page),
            language=page.locale.language_code,
            kind=kind,
            address=_address(page, (was or {}).get(page.pk, page.url_path)),
            new_address=_address(page, page.url_path) if kind == RemovalKind.MOVED else "",
            removed_at=now,
        )
        for page in pages
    )
    Removal.objects.bulk_create(row for row in rows if row.address)
    count_site_on()  # Wagtail tells of a new slug after the commit: whoever read meanwhile is wrong


def _address(page: Page, url_path: str) -> str:
    """The whole address of a page that stands, or stood, at a path of the tree."""
    there = copy.copy(page)
    there.url_path = url_path
    return there.full_url or ""


def _type_of(page: Page) -> str:
    model = page.specific_class
    return f"{model._meta.app_label}.{model.__name__}" if model else ""
