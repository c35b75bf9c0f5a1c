"""The RUP's pages of a notice through real requests, hand-made ones included."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import Call, Phase
from campaigns.calls.reading import phase_label
from tests.calls.calls import make_published, make_whole_draft
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db

ACT = {"number": "7/2026", "date": "2026-03-01", "reason": "Determina"}
TEXT = {"number": "8/2026", "date": "2026-03-01", "text_it": "Rettifica."}


def to_the_minute() -> datetime:
    """The present; a window is written to the minute."""
    return timezone.now().replace(second=0, microsecond=0)


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


def url_of(name: str, call: Call, *args: str) -> str:
    return reverse(f"selection:{name}", args=[call.slug, *args])


def confirm(client: Client, url: str, data: dict[str, Any]) -> Any:
    """Send the form, then press the button below the consequences."""
    shown = client.post(url, data)
    assert shown.status_code == 200, shown.content.decode()[-3000:]
    return client.post(url, data | {"confirmed": shown.context["digest"]})


def as_sent(client: Client, url: str) -> dict[str, Any]:
    """What the browser sends of a form as it was opened."""
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in sent.items()}


def test_the_rup_publishes_after_reading_what_it_does() -> None:
    call, client = make_whole_draft(now=to_the_minute()), signed_in("RUP")
    assert client.get(url_of("call", call)).context["lacking"] == []
    url = url_of("publish_call", call)
    shown = client.post(url, ACT)
    assert len(shown.context["consequences"]) == 3
    call.refresh_from_db()
    assert not call.is_published
    assert confirm(client, url, ACT).status_code == 302
    call.refresh_from_db()
    assert call.phase == Phase.OPEN
    assert client.get(url_of("call", call)).status_code == 200
    assert client.get(reverse("selection:calls")).status_code == 200


def test_what_is_missing_is_told_and_nothing_happens() -> None:
    call, client = make_whole_draft(now=to_the_minute(), legal_forms=[]), signed_in("RUP")
    assert len(client.get(url_of("call", call)).context["lacking"]) == 1
    assert client.post(url_of("publish_call", call), ACT).status_code == 400
    call.refresh_from_db()
    assert not call.is_published


@pytest.mark.parametrize("role", ["Segreteria", "Commissione", "Redazione", "Ragioneria"])
@pytest.mark.parametrize("name", ["publish_call", "extend_call", "start_campaigns", "close_call"])
def test_a_hand_made_post_of_anyone_else_does_nothing(role: str, name: str) -> None:
    call = make_whole_draft(now=to_the_minute())
    response = signed_in(role).post(url_of(name, call), ACT | {"confirmed": "x"})
    assert response.status_code in (302, 403)
    call.refresh_from_db()
    assert call.phase == Phase.DRAFT
    assert not call.acts.exists()


def test_the_deadline_is_extended_on_the_page() -> None:
    now = to_the_minute()
    call, client = make_published(now=now), signed_in("RUP")
    later = timezone.localtime(call.submissions_close_at) + timedelta(days=3)
    data = TEXT | {"closes_at": later.strftime("%Y-%m-%d %H:%M")}
    assert confirm(client, url_of("extend_call", call), data).status_code == 302
    call.refresh_from_db()
    assert call.submissions_close_at == later.replace(second=0, microsecond=0)
    assert client.get(url_of("call", call)).context["amendments"]


@pytest.mark.parametrize("part", ["date", "regole", "ammissione", "valutazione"])
def test_each_part_opens_and_says_when_nothing_changes(part: str) -> None:
    call, client = make_published(now=to_the_minute()), signed_in("RUP")
    url = url_of("amend_call", call, part)
    response = client.post(url, as_sent(client, url) | TEXT)
    assert response.status_code == 400
    assert not call.amendments.exists()


def test_an_amendment_shows_before_and_after_and_stands_on_the_notice() -> None:
    call, client = make_published(now=to_the_minute()), signed_in("RUP")
    url = url_of("amend_call", call, "valutazione")
    criterion = call.criteria.order_by("sort_order")[0]
    changed = {f"criteria-{criterion.pk}-weight": "35", "minimum_score": "50"}
    data = as_sent(client, url) | TEXT | changed
    shown = client.post(url, data)
    sentences = " ".join(shown.context["consequences"])
    assert "40" in sentences
    assert "35" in sentences
    confirm(client, url, data)
    call.refresh_from_db()
    assert call.minimum_score == 50
    assert call.criteria.get(pk=criterion.pk).weight == 35
    assert set(call.amendments.get().changes) == {
        "minimum_score",
        f"criteria.{criterion.pk}.weight",
    }


def test_a_row_is_taken_away_from_the_page_of_amendments() -> None:
    call, client = make_published(now=to_the_minute()), signed_in("RUP")
    url = url_of("amend_call", call, "ammissione")
    document = call.required_documents.get()
    data = as_sent(client, url) | TEXT | {f"required_documents-{document.pk}-removed": "on"}
    shown = client.post(url, data)
    assert "Statuto" in shown.context["consequences"][0]
    assert call.required_documents.exists()
    assert confirm(client, url, data).status_code == 302
    assert not call.required_documents.exists()


def test_a_published_notice_that_has_not_opened_is_no_draft() -> None:
    now = to_the_minute()
    call = make_published(now=now, submissions_open_at=now + timedelta(days=2))
    page = signed_in("RUP").get(url_of("call", call))
    assert page.context["phase"] == phase_label(call, now)
    assert page.context["phase"] != Phase.DRAFT.label


def test_a_forged_field_of_another_part_is_not_amended() -> None:
    call, client = make_published(now=to_the_minute()), signed_in("RUP")
    url = url_of("amend_call", call, "valutazione")
    data = as_sent(client, url) | TEXT | {"cap": "1.00", "quorum": "3"}
    confirm(client, url, data)
    call.refresh_from_db()
    assert (call.quorum, call.cap) == (3, 50_000)


def test_broken_input_is_never_an_error_of_ours() -> None:
    call, client = make_published(now=to_the_minute()), signed_in("RUP")
    url = url_of("amend_call", call, "valutazione")
    criterion = call.criteria.all()[0]
    key = f"criteria-{criterion.pk}"
    for forged in (
        {f"{key}-name_it": "a\0b"},
        {f"{key}-weight": "1e9"},
        {f"{key}-scale_max": "0"},
        {f"{key}-weight": ""},
        {"tie_rule": "coin"},
        {"criteria-new-name_it": "Senza peso"},
        {"quorum": "99999999999999999999"},
    ):
        response = client.post(url, as_sent(client, url) | TEXT | forged)
        assert response.status_code == 400, forged
    assert client.get(url_of("amend_call", call, "altro")).status_code == 404
