"""Many campaigns at once: rows copied from one whole campaign, in a few statements."""

import uuid
from typing import Any, Final

from django.db import connection
from django.db.models import F, Model
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIRST_STEP: Final = 36**3
"""Far above the places of the few pages that are there."""


def copy_campaign(page: CampaignPage, count: int) -> None:
    """Add ``count`` published campaigns beside ``page``: other addresses, otherwise alike."""
    funding = Funding.objects.get(translation_key=page.translation_key)
    keys = [uuid.uuid4() for _ in range(count)]
    parent = page.path[: -Page.steplen]
    first = FIRST_STEP + Page.objects.get(path=parent).numchild
    steps = [_step(first + number) for number in range(count)]
    _copy(
        Page,
        page.pk,
        [
            {
                "path": parent + step,
                "slug": f"{page.slug}-{step.lower()}",
                "url_path": f"{page.url_path.rstrip('/')}-{step.lower()}/",
                "translation_key": str(key),
                "latest_revision_id": None,
                "live_revision_id": None,
            }
            for step, key in zip(steps, keys, strict=True)
        ],
    )
    added = dict(Page.objects.filter(translation_key__in=keys).values_list("translation_key", "pk"))
    for entry in IndexEntry.objects.filter(object_id=str(page.pk)):
        _copy(IndexEntry, entry.pk, [{"object_id": str(pk)} for pk in added.values()])
    _copy(CampaignPage, page.pk, [{"page_ptr_id": added[key]} for key in keys])
    _copy(
        Funding,
        funding.pk,
        [
            {"slug": f"{funding.slug}-{step.lower()}", "translation_key": str(key)}
            for step, key in zip(steps, keys, strict=True)
        ],
    )
    Page.objects.filter(path=parent).update(numchild=F("numchild") + count)
    assert not Commitment.objects.exists()


def _step(number: int) -> str:
    """The place of a page among its siblings, as treebeard writes it."""
    digits = ""
    for _place in range(Page.steplen):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits


def _copy(model: type[Model], pk: Any, changes: list[dict[str, Any]]) -> None:
    """Copy a row of the model's own table once for each change, in one statement."""
    if not changes:
        return
    meta = model._meta
    assert meta.pk is not None
    own_key = str(meta.pk.column)
    types = {str(field.column): field.cast_db_type(connection) for field in meta.fields}
    changed = list(changes[0])
    kept = [
        str(field.column)
        for field in meta.local_concrete_fields
        if field.column not in changed and field.column != own_key
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in [*changed, *kept])
    of_both = [f"new.{quote(name)}" for name in changed], [f"old.{quote(name)}" for name in kept]
    values = ", ".join([name for names in of_both for name in names])
    lists = ", ".join(f"%s::{types[name]}[]" for name in changed)
    named = ", ".join(quote(name) for name in changed)
    table = quote(meta.db_table)
    insert = (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} old,"
        f" unnest({lists}) AS new ({named}) WHERE old.{quote(own_key)} = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(insert, [*([row[name] for row in changes] for name in changed), pk])
