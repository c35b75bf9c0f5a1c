"""A proponent who writes while a call is open, by the real clock: views read it themselves."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts.models import Membership, User
from campaigns.calls.models import Call
from campaigns.selection.models import Proposal
from campaigns.selection.steps import Step
from tests.selection.factories import make_draft, make_proponent, make_selection_call


@dataclass
class Desk:
    """A draft, its call, and the browser of the person who writes it."""

    call: Call
    membership: Membership
    proposal: Proposal
    client: Client

    @property
    def user(self) -> User:
        return self.membership.user

    def url(self, step: Step) -> str:
        return reverse("area:step", args=(self.proposal.pk, step))

    def version(self, step: Step) -> str:
        """The mark that the step's page carries."""
        return str(self.client.get(self.url(step)).context["version"])

    def save(self, step: Step, data: dict[str, Any], version: str | None = None) -> Any:
        mark = self.version(step) if version is None else version
        return self.client.post(self.url(step), {**data, "version": mark})

    def fresh(self) -> Proposal:
        self.proposal.refresh_from_db()
        return self.proposal


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Any) -> Desk:
    """Somebody at work on a whole draft of an open call."""
    now = timezone.now()
    call = make_selection_call(now=now)
    membership = make_proponent(now=now)
    proposal = make_draft(call, membership, now=now)
    client = Client()
    client.force_login(membership.user)
    return Desk(call, membership, proposal, client)
