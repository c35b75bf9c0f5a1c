"""Calls in the admin: presets of published editions, rules frozen once they are published."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from campaigns.accounts.models import LegalForm, Organization
from campaigns.calls.models import Area, Call, Phase, Round
from campaigns.calls.presets import editions, find_edition
from campaigns.funding.models import Reward
from tests.admin.conftest import SignIn
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    make_campaign_page,
    make_donation,
    make_open_funding,
)

ADD = "wagtailsnippets_calls_call:add"


def form_of(call: Call, *, rounds: Any = None, **changed: Any) -> dict[str, Any]:
    """What the browser sends; ``legal_forms`` and ``areas`` are boxes ticked."""
    ticked = {"legal_forms": changed.pop("legal_forms", call.legal_forms)}
    ticked |= {"areas": changed.pop("areas", [])}
    values = {
        "title": call.title,
        "slug": call.slug,
        "threshold_percent": call.threshold_percent,
        "match_percent": call.match_percent,
        "cap": call.cap,
        "overfunding": call.overfunding,
        "settlement_days": call.settlement_days,
        "payer_limit": call.payer_limit or "",
        "min_payers": call.min_payers,
        "donation_min": call.donation_min,
        "donation_max": call.donation_max,
        "cost_min": call.cost_min or "",
        "cost_max": call.cost_max or "",
        "tie_rule": call.tie_rule,
        "quorum": call.quorum,
        "integration_days": call.integration_days,
        "rounds": rounds or inline_formset([]),
        "criteria": inline_formset([]),
        "eligibility_items": inline_formset([]),
        "required_documents": inline_formset([]),
    }
    return nested_form_data(values | changed) | ticked


def edit_url(call: Call) -> str:
    return reverse("wagtailsnippets_calls_call:edit", args=[call.pk])


def test_presets_hold_the_published_figures() -> None:
    edition = find_edition("milano-2022")
    assert edition is not None
    assert edition.rules()["cap"] == Decimal("48000.00")
    assert (edition.threshold_percent, edition.match_percent) == (Decimal(40), Decimal(60))
    assert (edition.cost_min, edition.cost_max) == (Decimal(20_000), Decimal(80_000))
    assert find_edition("atlantide-1") is None


@pytest.mark.parametrize("edition", editions(), ids=lambda edition: edition.key)
def test_a_new_call_starts_from_an_edition(sign_in: SignIn, edition: Any) -> None:
    response = sign_in("Amministrazione").get(f"{reverse(ADD)}?edition={edition.key}")
    form = response.context["form"]
    assert form["cap"].value() == edition.cap
    assert form["threshold_percent"].value() == edition.threshold_percent
    assert form["legal_forms"].value() == LegalForm.values
    assert f"{reverse(ADD)}?edition={edition.key}" in response.content.decode()


def test_the_edition_is_kept_with_the_call(sign_in: SignIn) -> None:
    edition = find_edition("milano-2022")
    assert edition is not None
    new = Call(slug="nuovo", title="Nuovo Avviso", **edition.rules())
    form = form_of(new, cap="45000.00")
    response = sign_in("Amministrazione").post(f"{reverse(ADD)}?edition=milano-2022", form)
    assert response.status_code == 302
    call = Call.objects.get(slug="nuovo")
    assert call.edition == "milano-2022"
    assert call.cap == Decimal("45000.00")
    assert call.legal_forms == LegalForm.values


def test_an_unknown_edition_gives_an_empty_call(sign_in: SignIn) -> None:
    response = sign_in("Amministrazione").get(f"{reverse(ADD)}?edition=atlantide-1")
    assert response.context["form"]["cap"].value() == 50_000


def test_only_known_legal_forms_are_taken(sign_in: SignIn) -> None:
    call = CallFactory.create(phase=Phase.DRAFT)
    client = sign_in("Amministrazione")
    client.post(edit_url(call), form_of(call, legal_forms=["aps", "odv"]))
    client.post(edit_url(call), form_of(call, legal_forms=["crime_syndicate"]))
    call.refresh_from_db()
    assert call.legal_forms == ["aps", "odv"]


@pytest.mark.parametrize("phase", list(Phase))
def test_rules_are_frozen_once_the_notice_is_published(sign_in: SignIn, phase: Phase) -> None:
    call = CallFactory.create(phase=phase)
    form = form_of(call, cap="1.00", slug="altro", title="Corretto")
    sign_in("Amministrazione").post(edit_url(call), form)
    call.refresh_from_db()
    assert call.title == "Corretto"
    assert (call.cap == 1) == (phase == Phase.DRAFT)
    assert (call.slug == "altro") == (phase == Phase.DRAFT)


def test_the_phase_is_no_field_of_the_form(sign_in: SignIn) -> None:
    call = CallFactory.create(phase=Phase.OPEN)
    sign_in("Amministrazione").post(edit_url(call), form_of(call, phase="closed"))
    call.refresh_from_db()
    assert call.phase == Phase.OPEN


def test_rounds_are_edited_with_the_call_and_kept_while_campaigns_use_them(
    sign_in: SignIn,
) -> None:
    now = timezone.now()
    funding = make_open_funding()
    call = funding.call
    Call.objects.filter(pk=call.pk).update(phase=Phase.DRAFT)
    used, free = (
        Round.objects.create(
            call=call, number=number, opens_at=now, closes_at=now + timedelta(days=9)
        )
        for number in (1, 2)
    )
    make_campaign_page(funding, round=used)
    client = sign_in("Amministrazione")
    for doomed, left in ((used, {used, free}), (free, {used})):
        rows = [
            {
                "id": entry.pk,
                "number": entry.number,
                "opens_at": "2026-01-01 00:00",
                "closes_at": "2026-02-01 00:00",
                "DELETE": "on" if entry == doomed else "",
            }
            for entry in Round.objects.filter(call=call)
        ]
        client.post(edit_url(call), form_of(call, rounds=inline_formset(rows, initial=len(rows))))
        assert set(Round.objects.filter(call=call)) == left


def test_areas_are_chosen_by_checkbox(sign_in: SignIn) -> None:
    area = Area.objects.create(slug="cura", name_it="Cura", short_name_it="Cura")
    call = CallFactory.create(phase=Phase.DRAFT)
    sign_in("Amministrazione").post(edit_url(call), form_of(call, areas=[str(area.pk)]))
    assert list(Call.objects.get(pk=call.pk).areas.all()) == [area]


def test_what_is_in_use_is_not_deleted(sign_in: SignIn) -> None:
    organization = OrganizationFactory.create()
    funding = make_open_funding(organization=organization)
    reward = Reward.objects.create(
        campaign_key=funding.translation_key, amount="5.00", title_it="Borsa", description_it="…"
    )
    make_donation(funding, reward=reward)
    client = sign_in("Amministrazione")
    rows: tuple[Any, ...] = (funding.call, organization, reward)
    for row in rows:
        label, name = row._meta.app_label, row._meta.model_name
        bulk = reverse("wagtail_bulk_action", args=[label, name, "delete"])
        for url in (
            reverse(f"wagtailsnippets_{label}_{name}:delete", args=[row.pk]),
            f"{bulk}?id={row.pk}",
        ):
            response = client.post(url)
            assert response.status_code == 302
            messages = [str(message) for message in get_messages(response.wsgi_request)]
            assert any(str(row) in message for message in messages)
            assert type(row).objects.filter(pk=row.pk).exists()


def test_what_nothing_uses_is_deleted(sign_in: SignIn) -> None:
    organization = OrganizationFactory.create()
    url = reverse("wagtailsnippets_accounts_organization:delete", args=[organization.pk])
    sign_in("Amministrazione").post(url)
    assert not Organization.objects.filter(pk=organization.pk).exists()


def test_a_new_call_starts_with_criteria_that_sum_to_100_and_they_are_kept(
    sign_in: SignIn,
) -> None:
    client, url = sign_in("Amministrazione"), f"{reverse(ADD)}?edition=milano-2024"
    formset = client.get(url).context["form"].formsets["criteria"]
    rows = [
        {name: row[name].value() or "" for name in ("name_it", "weight", "scale_min", "scale_max")}
        for row in formset.forms
    ]
    edition = find_edition("milano-2024")
    assert edition is not None
    new = Call(slug="con-criteri", title="Con criteri", **edition.rules())
    sent = [row | {"id": "", "ORDER": position} for position, row in enumerate(rows, 1)]
    form = form_of(new, criteria=inline_formset(sent, initial=formset.initial_form_count()))
    assert client.post(url, form).status_code == 302
    weights = Call.objects.get(slug="con-criteri").criteria.values_list("weight", flat=True)
    assert len(weights) == len(rows)
    assert sum(weights) == 100
