""" "I miei progetti": where everything stands, and what comes next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.accounts.models import User
from campaigns.selection.integrations import last_moment
from campaigns.selection.models import IntegrationRequest, Proposal, ProposalState
from tests.selection.area.conftest import Desk
from tests.selection.factories import make_draft, make_proponent


def test_one_signs_in_first(db: None) -> None:
    response = Client().get(reverse("area:home"))
    assert response.status_code == 302
    assert "next=/i-miei-progetti/" in response["Location"]


def test_without_an_organization_one_is_led_to_register_it(db: None, client: Client) -> None:
    client.force_login(User.objects.create_user("nuova", "nuova@example.org", "password"))
    page = client.get(reverse("area:home")).content.decode()
    assert f'href="{reverse("organization:register")}"' in page


@pytest.mark.parametrize("state", ProposalState.values)
def test_each_state_has_its_words(desk: Desk, state: str) -> None:
    Proposal.objects.filter(pk=desk.proposal.pk).update(state=state)
    page = desk.client.get(reverse("area:home"))
    assert page.status_code == 200
    assert "Un orto per il quartiere" in page.content.decode()
    inside = desk.client.get(reverse("area:proposal", args=(desk.proposal.pk,)), follow=True)
    assert inside.status_code == 200


def test_a_request_for_integrations_shows_its_due_date(desk: Desk) -> None:
    due = timezone.now() + timedelta(days=7)
    IntegrationRequest.objects.create(
        proposal=desk.proposal,
        text="Manca lo statuto",
        asked_at=timezone.now(),
        asked_by=desk.user,
        due_at=due,
    )
    Proposal.objects.filter(pk=desk.proposal.pk).update(state=ProposalState.INTEGRATION)
    page = desk.client.get(reverse("area:home"))
    standing = page.context["standings"][0]
    assert standing.due_at == due
    assert standing.answer_by in page.content.decode()
    IntegrationRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert not desk.client.get(reverse("area:home")).context["standings"][0].answer_by


def test_no_exclusive_midnight_is_read_to_anybody() -> None:
    midnight = datetime(2026, 3, 20, 23, tzinfo=UTC)
    with override("it"):
        told = last_moment(IntegrationRequest(due_at=midnight))
    assert told.startswith("23:59 ")
    assert told.endswith(" 20 marzo 2026")


def test_what_goes_on_comes_before_what_is_over(desk: Desk) -> None:
    make_draft(desk.call, desk.membership, title="Un altro")
    for over in Proposal.objects.all():
        Proposal.objects.update(state=ProposalState.DRAFT)
        Proposal.objects.filter(pk=over.pk).update(state=ProposalState.WITHDRAWN)
        standings = desk.client.get(reverse("area:home")).context["standings"]
        assert [each.proposal.state for each in standings] == ["draft", "withdrawn"]


def test_one_sees_ones_own_proposals_alone(desk: Desk) -> None:
    make_draft(desk.call, make_proponent(), title="Di un altro ente")
    page = desk.client.get(reverse("area:home")).content.decode()
    assert "Di un altro ente" not in page


def test_the_countdown_uses_the_servers_clock(desk: Desk) -> None:
    page = desk.client.get(reverse("area:home")).content.decode()
    assert "data-now=" in page
    assert f'data-closes="{desk.call.submissions_close_at:%Y-%m-%dT%H:%M:%S}' in page


def test_more_proposals_take_no_more_queries(desk: Desk) -> None:
    counts = []
    for count in (0, 6):
        for number in range(count):
            draft = make_draft(desk.call, desk.membership, title=f"Progetto {number}")
            Proposal.objects.filter(pk=draft.pk).update(state=ProposalState.INTEGRATION)
        desk.client.get(reverse("area:home"))
        with CaptureQueriesContext(connection) as queries:
            desk.client.get(reverse("area:home"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
