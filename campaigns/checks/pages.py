"""What is looked at on any page: title, descriptions of pictures, links, headings, English."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from campaigns.checks.checklist import Check, Level

TITLE_AT_MOST: Final = 70
"""Beyond it cards and search engines cut a title."""
HEADING: Final = "heading"
_SUBHEADING: Final = re.compile(r"<h[3-6][ >]", re.IGNORECASE)
_FILE_NAME: Final = re.compile(r"\.(avif|gif|heic|jpe?g|png|svg|tiff?|webp)$|_", re.IGNORECASE)
_OPENING_WORDS: Final = re.compile(
    r"^(foto|fotografia|immagine|image|photo|picture) (di|del|della|dei|of)\b", re.IGNORECASE
)


def body_checks(field: str, body: Any) -> list[Check]:
    """Checks of the body of a page, a ``StreamValue`` in its field ``field``."""
    return [
        *_picture_checks(field, body),
        *_link_checks(field, body),
        *_heading_checks(field, body),
    ]


def title_check(title: str) -> Check:
    """A title that cards and search engines show whole."""
    label = _("Title")
    if len(title) <= TITLE_AT_MOST:
        return Check(code="title", label=label, field="title")
    told = _("It has %(length)s characters: beyond %(most)s it is cut on cards and in search.")
    text = told % {"length": len(title), "most": TITLE_AT_MOST}
    return Check(code="title", label=label, field="title", level=Level.WARNING, text=text)


def language_checks(page: Any) -> list[Check]:
    """Where the page's English stands: to know, never a reason to wait."""
    if page.pk is None or page.locale.language_code == "en":
        return []
    label = _("English")
    english: Page | None = page.get_translations().filter(locale__language_code="en").first()
    if english is None:
        told = _("Not translated: who reads in English does not find the page.")
    elif not english.live:
        told = _("The translation is a draft: readers do not see it yet.")
    else:
        return [Check(code="english", label=label)]
    return [Check(code="english", label=label, level=Level.NOTE, text=told)]


def picture_alt_check(field: str, text: str, picture_id: int) -> Check:
    """The description of the page's own picture, in ``field``."""
    level, told = Level.WARNING, alt_advice(text)
    if not text.strip():
        level = Level.ERROR
        told = _("It is empty: write what the picture shows, for people who do not see it.")
    return Check(
        code="picture-alt",
        label=_("Description of the main picture"),
        field=field,
        level=level if told else Level.DONE,
        text=told,
        about=str(picture_id),
    )


def picture_checks(field: str, image: Any) -> list[Check]:
    """Whether a page's own picture, in ``field``, may be shown, and says who made it."""
    return [_release_check(field, image), *_credit_checks(field, image)]


def alt_advice(text: str) -> str:
    """What is weak in the description of a picture; empty for a good one."""
    if _FILE_NAME.search(text):
        return _("It reads like the name of a file: say what is to be seen.")
    if _OPENING_WORDS.search(text):
        return _("Leave out “picture of”: a screen reader says so by itself.")
    return ""


def words_of(body: Any) -> str:
    """The words of a body, without marks."""
    parts = body.stream_block.get_searchable_content(body)
    return " ".join(strip_tags(str(part)) for part in parts).strip()


def _picture_checks(field: str, body: Any) -> Iterator[Check]:
    yield from _care_checks(field, _pictures(body, ImageBlock, ImageChooserBlock))
    pictures = list(_pictures(body, ImageBlock))
    if not pictures:
        return
    label = _("Descriptions of pictures in the text")
    weak = 0
    for block_id, image in pictures:
        text = image.contextual_alt_text or ""
        told, level = alt_advice(text), Level.WARNING
        if not text and not image.decorative:
            told = _("“%(title)s” has none: write what it shows, or mark it as decorative.")
            told, level = told % {"title": image.title}, Level.ERROR
        if told:
            weak += 1
            about = f"{block_id}:{image.pk}"
            yield _check("alt", label, field, level=level, text=told, block=block_id, about=about)
    if not weak:
        yield _check("alt", label, field)


def _care_checks(field: str, pictures: Iterable[tuple[str, Any]]) -> Iterator[Check]:
    """Releases and credits of the pictures in a body: each that lacks something, or one line."""
    found = [
        replace(check, block=block_id)
        for block_id, image in pictures
        for check in (_release_check(field, image), *_credit_checks(field, image))
    ]
    wanting = [check for check in found if check.level is not Level.DONE]
    yield from wanting or found[:1]


def _release_check(field: str, image: Any) -> Check:
    told = ""
    if image.minor_shown and not image.release:
        told = _(
            "“%(title)s” shows a minor, and the parents’ release is missing: add it to the "
            "picture in the library, or choose another."
        ) % {"title": image.title}
    elif image.erased_on:
        told = _(
            "“%(title)s” was erased, its release having ended long ago: add its file again in the "
            "library, or choose another picture."
        ) % {"title": image.title}
    elif not image.may_be_shown():
        told = _(
            "The release of “%(title)s” ended on %(day)s: renew it in the library, or choose "
            "another picture."
        ) % {"title": image.title, "day": date_format(image.release_expires_on)}
    level = Level.ERROR if told else Level.DONE
    return _check(
        "release", _("Release of pictures"), field, level=level, text=told, about=str(image.pk)
    )


def _credit_checks(field: str, image: Any) -> Iterator[Check]:
    if not image.credit:
        told = _("“%(title)s” does not say who made it: write it in the library.")
        yield _check(
            "credit",
            _("Credit of pictures"),
            field,
            level=Level.WARNING,
            text=told % {"title": image.title},
            about=str(image.pk),
        )


def _link_checks(field: str, body: Any) -> Iterator[Check]:
    targets: dict[Any, dict[str, str]] = defaultdict(dict)
    for model, pk, _model_path, content_path in body.stream_block.extract_references(body):
        targets[model].setdefault(str(pk), (content_path or "").partition(".")[0])
    label = _("Links and files")
    broken = [found for model, ids in targets.items() for found in _broken(model, ids)]
    broken += [("gone", block.id) for block in body if block.value is None]
    for about, block_id in broken:
        told = _("What is linked here was deleted or is not public: choose another target.")
        yield _check(
            "link", label, field, level=Level.ERROR, text=told, block=block_id or "", about=about
        )
    if targets and not broken:
        yield _check("link", label, field)


def _broken(model: Any, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What readers could not open, as what it is and the block that leads there."""
    targets = model._default_manager.filter(pk__in=ids)
    if issubclass(model, Page):
        targets = Page.objects.filter(pk__in=ids).live().public()
    found = {str(pk) for pk in targets.values_list("pk", flat=True)}
    for pk, block_id in ids.items():
        if pk not in found:
            yield f"{model._meta.model_name}:{pk}", block_id


def _heading_checks(field: str, body: Any) -> Iterator[Check]:
    """Headings lead to something, and in order: no third level before a second."""
    blocks = list(body)
    if not blocks:
        return
    label = _("Headings")
    empty = _without_text(blocks)
    early = _early_subheading(blocks)
    if empty:
        told = ngettext(
            "A heading has nothing below it: write its text, or take it out.",
            "%(count)s headings have nothing below them: write their text, or take them out.",
            len(empty),
        ) % {"count": len(empty)}
        yield _check(
            "heading", label, field, level=Level.WARNING, text=told, block=empty[0].id or ""
        )
    if early is not None:
        told = _("A subheading comes before any heading: put a block “Heading” above it.")
        yield _check("heading", label, field, level=Level.WARNING, text=told, block=early.id or "")
    if not empty and early is None:
        yield _check("heading", label, field)


def _without_text(blocks: list[Any]) -> list[Any]:
    after = [*blocks[1:], None]
    return [
        block
        for block, following in zip(blocks, after, strict=True)
        if block.block_type == HEADING and (following is None or following.block_type == HEADING)
    ]


def _early_subheading(blocks: Iterable[Any]) -> Any:
    for block in blocks:
        if block.block_type == HEADING:
            return None
        if _SUBHEADING.search(str(block.value)) and block.block_type == "paragraph":
            return block
    return None


def _pictures(body: Any, *kinds: type[Block]) -> Iterator[tuple[str, AbstractImage]]:
    """The pictures of a body, each with its block: those of an ``ImageBlock`` bring a description
    of their own, those of an ``ImageChooserBlock`` only decorate."""
    for child in body:
        for image in _images_in(child.block, child.value, kinds):
            yield child.id or "", image


def _images_in(block: Any, value: Any, kinds: tuple[type[Block], ...]) -> Iterator[AbstractImage]:
    """Pictures in blocks of some kinds, however deep they stand."""
    if value is None:
        return
    if isinstance(block, kinds):
        yield value
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from _images_in(child, value.get(name), kinds)
    elif isinstance(block, ListBlock):
        for item in value:
            yield from _images_in(block.child_block, item, kinds)
    elif isinstance(block, StreamBlock):
        for item in value:
            yield from _images_in(item.block, item.value, kinds)


def _check(code: str, label: str, field: str, **more: Any) -> Check:
    return Check(code=code, label=label, field=field, **more)
