"""The ranking as the RUP works on it, and as everybody reads it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import Call, Phase
from campaigns.funding.models import Funding
from campaigns.selection import history
from campaigns.selection.models import (
    EventKind,
    Proposal,
    ProposalState,
    Ranking,
    RankingKind,
)
from tests.selection import factories
from tests.selection.ranking.factories import make_judged, make_rounds, publish

pytestmark = pytest.mark.django_db

ACT = {"number": "77/2026", "date": "2026-03-01", "reason": "Come da verbali."}


def make_call(**fields: Any) -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION, **fields)


def signed_in(client: Client, role: str) -> Client:
    client.force_login(factories.make_staff(role))
    return client


def digest_in(response: Any) -> str:
    """What the page of consequences asks to send back."""
    found = re.search(r'name="confirmed" value="([0-9a-f]+)"', response.content.decode())
    assert found is not None, response.content.decode()[:3000]
    return found[1]


def act_on(client: Client, url: str, data: dict[str, str]) -> Any:
    """Fill the form in, read the consequences, confirm."""
    shown = client.post(url, data)
    assert shown.status_code == 200
    return client.post(url, data | {"confirmed": digest_in(shown)})


def url_of(name: str, call: Call, *more: Any) -> str:
    return reverse(f"selection:{name}", args=[call.slug, *more])


def test_the_preview_shows_the_arithmetic_and_writes_nothing(client: Client) -> None:
    call = make_call()
    make_judged(call, [7, 8, 9], title="Orto")
    page = signed_in(client, "RUP").get(url_of("ranking", call)).content.decode()
    for words in ("Orto", "78,50", "157/2", "28/1", "7, 7"):
        assert words in page
    assert not Ranking.objects.exists()


def test_a_ranking_that_is_not_ready_says_why(client: Client) -> None:
    call = make_call()
    factories.make_in_evaluation(call)
    response = signed_in(client, "RUP").get(url_of("ranking", call))
    assert response.status_code == 200
    assert url_of("publish_ranking", call) not in response.content.decode()
    assert client.get(url_of("publish_ranking", call)).status_code == 302
    assert client.get(reverse("selection:rankings")).status_code == 200


def test_the_rup_reads_the_consequences_and_publishes(client: Client) -> None:
    call = make_call()
    make_judged(call, 8)
    signed_in(client, "RUP")
    url = url_of("publish_ranking", call)
    shown = client.post(url, ACT | {"kind": "final"})
    assert shown.status_code == 200
    assert not Ranking.objects.exists(), "the consequences are shown first"
    done = client.post(url, ACT | {"kind": "final", "confirmed": digest_in(shown)})
    assert done.status_code == 302
    version = Ranking.objects.get()
    assert (version.kind, version.act_number) == (RankingKind.FINAL, "77/2026")
    assert client.get(url_of("version", call, 1)).status_code == 200


@pytest.mark.parametrize("role", ["Segreteria", "Commissione", "Redazione", "Ragioneria"])
def test_nobody_else_reads_or_publishes_by_hand_made_posts(client: Client, role: str) -> None:
    call = make_call()
    make_judged(call, 8)
    publish(call)
    signed_in(client, role)
    for url in (
        url_of("ranking", call),
        url_of("version", call, 1),
        url_of("publish_ranking", call),
        url_of("assign_rounds", call),
        reverse("selection:rankings"),
    ):
        assert client.get(url).status_code in (302, 403)
        sent = client.post(url, ACT | {"kind": "final", "confirmed": "x"})
        assert sent.status_code in (302, 403, 405)
    assert Ranking.objects.count() == 1
    assert not Funding.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [{"kind": "perhaps"}, {"number": "\x00"}, {"reason": "x" * 5000}, {"date": "2999-01-01"}, {}],
    ids=["kind", "nul", "huge", "tomorrow", "no-kind"],
)
def test_bad_input_is_answered_with_the_form(client: Client, bad: dict[str, str]) -> None:
    call = make_call()
    make_judged(call, 8)
    data = ACT | ({"kind": "final"} if bad else {}) | bad
    response = signed_in(client, "RUP").post(url_of("publish_ranking", call), data)
    assert response.status_code == 400
    assert not Ranking.objects.exists()


def test_rounds_are_assigned_and_campaigns_made(client: Client) -> None:
    call = make_call()
    proposal = make_judged(call, 8, title="Orto")
    later = make_judged(call, 7, title="Forno")
    publish(call, RankingKind.FINAL)
    signed_in(client, "RUP")
    url = url_of("assign_rounds", call)
    assert client.get(url).status_code == 302, "there is no round to come"
    rounds = make_rounds(call, 1, first=timezone.now() + timedelta(days=5))
    assert "Orto" in client.get(url).content.decode()
    data = ACT | {f"round_{proposal.pk}": str(rounds[0].pk), f"round_{later.pk}": ""}
    assert client.post(url, data | {f"round_{later.pk}": "999"}).status_code == 400
    assert act_on(client, url, data).status_code == 302
    funding = Funding.objects.get()
    assert (funding.title, funding.opens_at) == ("Orto", rounds[0].opens_at)


def test_two_versions_side_by_side(client: Client) -> None:
    call = make_call(max_selected=1)
    first = make_judged(call, 9, title="Prima")
    make_judged(call, 8, title="Riserva")
    publish(call)
    Proposal.objects.filter(pk=first.pk).update(state=ProposalState.WITHDRAWN)
    publish(call, number="2/2026")
    page = signed_in(client, "RUP").get(url_of("compare_versions", call, 1, 2))
    assert page.status_code == 200
    assert page.content.decode().count("<strong>") >= 2
    assert client.get(url_of("compare_versions", call, 1, 9)).status_code == 404


def test_everybody_reads_who_reached_the_minimum_by_name_and_the_others_by_number(
    client: Client,
) -> None:
    call = make_call()
    make_judged(call, 8, title="Orto")
    make_judged(call, 4, title="Debole")
    excluded = factories.make_in_eligibility(call, title="Escluso")
    Proposal.objects.filter(pk=excluded.pk).update(state=ProposalState.EXCLUDED)
    history.record(
        kind=EventKind.EXCLUDED,
        call=call,
        proposal=excluded,
        at=factories.NOW,
        reason="Il legale rappresentante non ha firmato.",
    )
    url = reverse("ranking:in_force", args=[call.slug])
    assert client.get(url).status_code == 404, "nothing is published yet"
    version = publish(call)
    page = client.get(url).content.decode()
    assert "Orto" in page
    assert "80,00" in page
    assert version.digest in page
    for words in ("Debole", "Escluso", "legale rappresentante", "40,00"):
        assert words not in page
    for number in ("0002", "0003"):
        assert f"{call.slug}/{number}" in page
    publish(call, number="2/2026")
    old = client.get(reverse("ranking:version", args=[call.slug, 1])).content.decode()
    assert url in old
    assert client.get(reverse("ranking:version", args=[call.slug, 7])).status_code == 404


def test_the_public_page_takes_as_many_queries_for_more_rows(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    call = make_call()
    for score in (5, 6, 7, 8, 9):
        make_judged(call, score)
    publish(call)
    client.get(reverse("ranking:in_force", args=[call.slug]))
    with django_assert_max_num_queries(14):
        client.get(reverse("ranking:in_force", args=[call.slug]))
