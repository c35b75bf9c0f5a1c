"""What applicants rely on is frozen once a notice is published: in the form and beneath it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset

from campaigns.calls.freezing import FROZEN_CHILDREN, FROZEN_FIELDS, amending
from campaigns.calls.models import Area, Call, Phase
from tests.admin.conftest import make_user
from tests.admin.test_calls import edit_url, form_of
from tests.calls.calls import make_published
from tests.selection.factories import NOW, make_selection_call, make_staff

pytestmark = pytest.mark.django_db

OTHER: dict[str, Any] = {
    "submissions_open_at": NOW - timedelta(days=99),
    "submissions_close_at": NOW + timedelta(days=99),
    "experiment_ends_on": NOW.date() + timedelta(days=900),
    "overfunding": "fixed_share",
    "legal_forms": ["aps"],
    "tie_rule": "cost",
}


def test_every_frozen_column_is_refused_by_the_database() -> None:
    call = make_published()
    for name in ("slug", "published_at", *FROZEN_FIELDS):
        value = OTHER.get(name, NOW if name == "published_at" else 7)
        if name == "published_at":
            value = NOW + timedelta(days=1)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Call.objects.filter(pk=call.pk).update(**{name: value})


def test_title_and_phase_are_not_frozen() -> None:
    call = make_published()
    Call.objects.filter(pk=call.pk).update(title="Corretto", phase=Phase.RANKED)


@pytest.mark.parametrize("relation", FROZEN_CHILDREN)
def test_rows_of_a_published_call_are_neither_changed_nor_added_nor_removed(relation: str) -> None:
    call = make_published()
    row: Any = getattr(call, relation).first()
    column = "number" if relation == "rounds" else "sort_order"
    acts: tuple[Callable[[], Any], ...] = (
        lambda: type(row).objects.filter(pk=row.pk).update(**{column: 9}),
        lambda: type(row).objects.filter(pk=row.pk).delete(),
        lambda: type(row).objects.bulk_create([_copy(row, column)]),
    )
    for act in acts:
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            act()
    type(row).objects.filter(pk=row.pk).update(**{column: getattr(row, column)})


def test_areas_of_a_published_call_are_frozen() -> None:
    call = make_published()
    area = Area.objects.create(slug="cura", name_it="Cura", short_name_it="Cura")
    through: Any = Call.areas.through
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        through.objects.create(call=call, area=area)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        through.objects.filter(call=call).delete()


def test_the_freeze_is_lifted_for_one_block_only() -> None:
    call = make_published()
    with amending():
        Call.objects.filter(pk=call.pk).update(quorum=3)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(quorum=4)


def test_a_hand_made_post_changes_only_the_title_of_a_published_call() -> None:
    call, client = make_published(now=timezone.now()), Client()
    client.force_login(make_user("Amministrazione"))
    before = Call.objects.filter(pk=call.pk).values(*FROZEN_FIELDS).get()
    forged = {name: value for name, value in OTHER.items() if name != "legal_forms"}
    form = form_of(call, legal_forms=["aps"], title="Corretto", **forged, cap="1.00", quorum=9)
    response = client.post(edit_url(call), form)
    assert response.status_code == 302
    assert Call.objects.filter(pk=call.pk).values(*FROZEN_FIELDS).get() == before
    call = Call.objects.get(pk=call.pk)
    assert call.title == "Corretto"
    assert call.areas.count() == 1


@pytest.mark.parametrize("deed", ["retitled", "added", "changed", "removed", "reordered"])
def test_a_hand_made_post_changes_no_criterion_of_a_published_call(deed: str) -> None:
    call, client = make_published(now=timezone.now()), Client()
    client.force_login(make_user("Amministrazione"))
    criteria = list(call.criteria.order_by("sort_order"))
    before = list(call.criteria.order_by("pk").values())
    rows: list[dict[str, Any]] = [
        {
            "id": row.pk,
            "name_it": row.name_it,
            "weight": row.weight,
            "scale_min": row.scale_min,
            "scale_max": row.scale_max,
            "ORDER": position,
        }
        for position, row in enumerate(criteria, 1)
    ]
    if deed == "retitled":
        assert client.post(edit_url(call), _whole(call, rows)).status_code == 302
        assert Call.objects.get(pk=call.pk).title == "Corretto"
    if deed == "changed":
        rows[0]["weight"] = "99"
    if deed == "removed":
        rows[0]["DELETE"] = "on"
    if deed == "reordered":
        rows[0]["ORDER"], rows[1]["ORDER"] = 2, 1
    if deed == "added":
        added = {"name_it": "Amicizia", "weight": "50", "scale_min": 1, "scale_max": 10}
        rows.append(added | {"ORDER": 9})
    formset = inline_formset(rows, initial=len(criteria))
    response = client.post(edit_url(call), form_of(call, criteria=formset))
    assert response.status_code in (200, 302)
    assert list(call.criteria.order_by("pk").values()) == before


def test_rows_of_a_draft_are_edited_with_it() -> None:
    client = Client()
    client.force_login(make_user("Amministrazione"))
    call = make_selection_call(phase=Phase.DRAFT)
    rows = [{"name_it": "Amicizia", "weight": "50", "scale_min": 1, "scale_max": 10, "ORDER": 1}]
    response = client.post(edit_url(call), form_of(call, criteria=inline_formset(rows)))
    assert response.status_code == 302
    assert call.criteria.filter(name_it="Amicizia", weight=Decimal(50)).exists()


def test_the_rup_may_edit_a_draft_and_reads_that_a_published_notice_is_frozen() -> None:
    client = Client()
    client.force_login(make_staff("RUP"))
    call = make_published(now=timezone.now())
    response = client.get(edit_url(call))
    assert response.status_code == 200
    assert "/admin/selezione/avvisi/" in response.content.decode()


def _whole(call: Call, rows: list[dict[str, Any]]) -> dict[str, Any]:
    formset = inline_formset(rows, initial=len(rows))
    return form_of(call, criteria=formset, title="Corretto")


def _copy(row: Any, column: str) -> Any:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    del fields["id"]
    return type(row)(**fields | {column: 77})
