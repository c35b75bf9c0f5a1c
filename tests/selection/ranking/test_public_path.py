"""What everybody reads of a selection: a campaign's path, the ranking, the notice's questions."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.calls import questions
from campaigns.calls.models import Call, CallQuestion, Phase
from campaigns.selection import history
from campaigns.selection.models import EventKind, Proposal, RankingKind, Submission
from campaigns.selection.public_path import path_of
from home.models import HomePage
from tests.calls.test_public import make_page
from tests.factories import make_campaign_page
from tests.selection import factories
from tests.selection.ranking.factories import NOW, make_judged, publish

pytestmark = pytest.mark.django_db


def queries(client: Client, address: str) -> int:
    """How many queries a page takes the second time; it sets no cookie."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    return len(captured)


def make_ranked(others: int) -> tuple[Call, Proposal]:
    """A call with its final ranking, and the page of its first project published."""
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    first = make_judged(call, [9, 9, 9], title="Primo")
    history.record(kind=EventKind.ADMITTED, call=call, proposal=first, at=NOW)
    for number in range(others):
        make_judged(call, [7, 7, 7], title=f"Altro {number}")
    publish(call, RankingKind.FINAL, number=f"55/{others}")
    page = make_campaign_page(call=call)
    Proposal.objects.filter(pk=first.pk).update(page=page)
    first.refresh_from_db()
    return call, first


def test_a_campaign_tells_how_it_was_chosen(client: Client) -> None:
    call, proposal = make_ranked(1)
    assert proposal.page is not None
    text = client.get(proposal.page.url).content.decode()
    told = Submission.objects.get(proposal=proposal)
    for words in (told.protocol_number, "90,00", "55/1", "10 marzo 2026"):
        assert words in text
    assert reverse("ranking:version", args=(call.slug, 1)) in text
    for private in (proposal.contact_email, "Rosa Bianchi", "BNCRSO80A41F205X"):
        assert private not in text


def test_a_campaign_that_no_selection_led_to_tells_nothing(client: Client) -> None:
    call, proposal = make_ranked(0)
    assert path_of(make_campaign_page(call=call)) is None
    Proposal.objects.update(state="withdrawn")
    assert proposal.page is not None
    assert path_of(proposal.page) is None


def test_what_everybody_reads_takes_as_many_queries_for_many_as_for_few(client: Client) -> None:
    counts = []
    for others in (1, 4):
        call, proposal = make_ranked(others)
        page = make_page(call)
        make_answered(call, others)
        assert proposal.page is not None
        addresses = [
            proposal.page.url,
            page.url,
            reverse("ranking:in_force", args=(call.slug,)),
            reverse("call:questions", args=(call.slug,)),
        ]
        counts.append([queries(client, address) for address in addresses])
    assert counts[0] == counts[1]


def make_answered(call: Call, count: int) -> None:
    for number in range(count):
        CallQuestion.objects.create(
            call=call,
            asked_text="?",
            asked_at=NOW,
            question_it=f"Domanda {number}",
            answer_it="Sì.",
            answered_at=NOW,
        )
    assert questions.answered(call).count() == count


def test_home_leads_to_the_notice_that_is_open(client: Client) -> None:
    page = make_page(factories.make_selection_call(now=timezone.now()))
    make_page(factories.make_selection_call(phase=Phase.EVALUATION))
    assert HomePage.objects.exists()
    response: Any = client.get("/")
    assert response.context["open_notice"] == page
    text = response.content.decode()
    assert reverse("call:may_apply", args=(page.call.slug,)) in text
    assert f'href="{reverse("area:home")}"' in text
    assert not response.cookies
    Call.objects.update(phase=Phase.EVALUATION)
    assert client.get("/").context["open_notice"] is None
