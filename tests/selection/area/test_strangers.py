"""Nobody learns of, or writes in, the proposals of others."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.selection.models import Proposal
from campaigns.selection.steps import WRITTEN, Step
from tests.selection.area.conftest import Desk
from tests.selection.factories import make_proponent

ADDRESSES = ["proposal", "delete", "review", "documents"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_strangers_learn_of_nothing(desk: Desk, name: str) -> None:
    url = reverse(f"area:{name}", args=(desk.proposal.pk,))
    stranger = Client()
    assert stranger.get(url).status_code == 302
    stranger.force_login(make_proponent().user)
    assert stranger.get(url).status_code == 404
    assert stranger.post(url).status_code in {404, 405}
    assert Proposal.objects.filter(pk=desk.proposal.pk).exists()


@pytest.mark.parametrize("step", WRITTEN, ids=str)
def test_strangers_write_nothing(desk: Desk, step: Step) -> None:
    stranger = Client()
    stranger.force_login(make_proponent().user)
    sent = {"title": "Rubato", "version": desk.version(step)}
    for name in ("step", "autosave"):
        url = reverse(f"area:{name}", args=(desk.proposal.pk, step))
        assert stranger.post(url, sent).status_code == 404
    assert desk.fresh().title == "Un orto per il quartiere"
